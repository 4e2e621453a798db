import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { AuditEntry } from '../../access/audit-entry.entity.ts';
import type { Context } from '../context.ts';
import { byId, containing, given, pageOf, textIs } from '../list.ts';
import type { Connection } from '../paging.ts';
import { Allow } from '../rules.ts';
import { AuditArgs, AuditEntryConnection, AuditEntryObject } from './audit.type.ts';

/** Who did what. Everybody who works here may know. */
@Resolver()
export class AuditResolver {
  @Allow('viewer')
  @Query(() => AuditEntryConnection, { description: 'What people and programs did here, newest first.' })
  auditEntries(@Ctx() context: Context, @Args() args: AuditArgs): Promise<Connection<AuditEntryObject>> {
    const { search, action, outcome, subjectType, subjectId, task, since, until } = args;
    return pageOf(
      context,
      {
        entity: AuditEntry,
        table: 'audit_entry',
        conditions: [
          containing(
            search,
            'lower(item.actor_name) like lower(?) or lower(item.subject_id) like lower(?) or item.ip like lower(?)',
          ),
          textIs(action, 'item.action = ?'),
          given(outcome, 'item.outcome = ?'),
          given(subjectType, 'item.subject_type = ?'),
          textIs(subjectId, 'item.subject_id = ?'),
          textIs(task, 'item.task = ?'),
          given(since?.toString(), 'item.at >= ?'),
          given(until?.toString(), 'item.at < ?'),
        ],
        order: [byId],
        direction: 'desc',
      },
      args,
      (entry) => new AuditEntryObject(entry),
    );
  }
}

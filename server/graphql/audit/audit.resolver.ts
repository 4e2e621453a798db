import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { AuditEntry } from '../../access/audit-entry.entity.ts';
import type { Context } from '../context.ts';
import { badInput } from '../errors.ts';
import { byId, containing, given, pageOf, textIs } from '../list.ts';
import type { Connection } from '../paging.ts';
import { Allow } from '../rules.ts';
import { AuditArgs, AuditEntryConnection, AuditEntryObject } from './audit.type.ts';

/** PostgreSQL reads years of four digits in this form, and nobody acted in others. */
function checkYear(field: string, instant: Temporal.Instant | null | undefined): void {
  if (!instant || /^(?!0000)\d{4}-/.test(instant.toString())) return;
  throw badInput(field, `${field}: ${instant.toString()} is out of range: use a year from 1 to 9999.`);
}

/** Who did what. Everybody who works here may know. */
@Resolver()
export class AuditResolver {
  @Allow('viewer')
  @Query(() => AuditEntryConnection, { description: 'What people and programs did here, newest first.' })
  auditEntries(@Ctx() context: Context, @Args() args: AuditArgs): Promise<Connection<AuditEntryObject>> {
    checkYear('since', args.since);
    checkYear('until', args.until);
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

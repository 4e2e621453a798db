import type { EntityName } from '@mikro-orm/postgresql';
import type { DomainRecord } from '../domain/domain-record.ts';
import type { Context } from './context.ts';
import { notFound } from './errors.ts';

/** The record that another one names, read with those of the whole list. */
export async function related<Row extends DomainRecord, Node>(
  { loaders }: Context,
  entity: EntityName<Row>,
  { id }: { id: string },
  toNode: new (record: Row) => Node,
): Promise<Node> {
  const record = await loaders.record(entity).load(id);
  // A foreign key holds it; only a deletion between two statements comes here.
  if (!record) throw notFound('It was deleted a moment ago: ask again.');
  return new toNode(record);
}

/** The same for a record that need not be there; null then. */
export async function relatedOrNull<Row extends DomainRecord, Node>(
  context: Context,
  entity: EntityName<Row>,
  reference: { id: string } | null,
  toNode: new (record: Row) => Node,
): Promise<Node | null> {
  return reference && related(context, entity, reference, toNode);
}

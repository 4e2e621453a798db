import type { Collection, Opt } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DomainRecord } from '../domain-record.ts';

/** A record without its bookkeeping, in plain values: other records by their ids. */
export type NewRow<Entity> = {
  [
    Key in keyof Entity as Key extends keyof DomainRecord
      ? never
      : Entity[Key] extends Collection<infer _Item, infer _Owner>
        ? never
        : Key
  ]: Column<Entity[Key]>;
};

type Column<T> = T extends DomainRecord ? number : T extends (infer Value) & Opt.Brand ? Value : T;

export type Row<Entity> = NewRow<Entity> & { id: number };

/** The rows of one table, numbered from 1: what refers to them can be made before anything is written. */
export class Table<Entity extends DomainRecord> {
  readonly rows: Row<Entity>[] = [];

  constructor(readonly entity: new () => Entity) {}

  add(row: NewRow<Entity>): Row<Entity> {
    const added = { id: this.rows.length + 1, ...row };
    this.rows.push(added);
    return added;
  }
}

/** The rows of a table that only joins two others. */
export class Pairs {
  readonly rows: Record<string, number>[] = [];

  constructor(
    readonly table: string,
    readonly left: string,
    readonly right: string,
  ) {}

  add(left: number, right: number): void {
    this.rows.push({ [this.left]: left, [this.right]: right });
  }
}

/** Column names by property, of an entity's own table. */
export function columnsOf(
  em: EntityManager,
  entity: new () => DomainRecord,
): { table: string; columns: Map<string, string> } {
  const { tableName, props } = em.getMetadata().get(entity);
  const columns = props.flatMap(({ name, fieldNames, pivotEntity }): [string, string][] =>
    // Joins have tables of their own.
    pivotEntity ? [] : [[name, fieldNames[0]!]],
  );
  return { table: tableName, columns: new Map(columns) };
}

/** Writes rows with the ids they have, in one statement for each table, into empty tables. */
export async function writeTables(
  tx: EntityManager,
  tables: readonly Pick<Table<DomainRecord>, 'entity' | 'rows'>[],
  pairs: readonly Pairs[],
  now: Temporal.Instant,
): Promise<void> {
  for (const { entity, rows } of tables) {
    const { table, columns } = columnsOf(tx, entity);
    const stamped = rows.map((row) =>
      Object.fromEntries(
        Object.entries({ ...row, createdAt: now, updatedAt: now }).map(([name, value]) => [
          columns.get(name) ?? name,
          value,
        ]),
      ),
    );
    await insert(tx, table, stamped);
  }
  for (const { table, rows } of pairs) await insert(tx, table, rows);
  await continueIds(
    tx,
    tables.map(({ entity }) => columnsOf(tx, entity).table),
  );
}

async function insert(tx: EntityManager, table: string, rows: readonly object[]): Promise<void> {
  if (rows[0] === undefined) return;
  const names = Object.keys(rows[0])
    .map((name) => `"${name}"`)
    .join(', ');
  await tx.execute(
    `insert into "${table}" (${names}) overriding system value
     select ${names} from jsonb_populate_recordset(null::"${table}", ?::jsonb)`,
    [JSON.stringify(rows)],
  );
}

/** Lets the database go on numbering behind the ids that were written with the rows. */
export async function continueIds(tx: EntityManager, tables: readonly string[]): Promise<void> {
  const each = tables.map(
    (table) =>
      `setval(pg_get_serial_sequence('"${table}"', 'id'), (select coalesce(max(id), 0) + 1 from "${table}"), false)`,
  );
  await tx.execute(`select ${each.join(', ')}`);
}

import { Cursor, type EntityDictionary, type EntityName } from '@mikro-orm/core';
import type { Context } from './context.ts';
import { badInput, canExist } from './errors.ts';
import { checkFirst, foreignCursor, type Connection, type PageArgs } from './paging.ts';

/** Part of a list's `where`: SQL over the rows of `item`, with a `?` for each value. */
export interface Condition {
  sql: string;
  values: readonly unknown[];
}

/** One column that a list is ordered by, and how a cursor keeps it. */
export interface OrderKey<Row> {
  column: string;
  type: keyof typeof isForm;
  of(record: Row): { toString(): string };
}

/** Rows of one table that a caller pages through. */
export interface List<Row> {
  entity: EntityName<Row>;
  table: string;
  conditions: readonly (Condition | null)[];
  /** The last of them tells any two rows apart. */
  order: readonly OrderKey<NoInfer<Row>>[];
  direction: 'asc' | 'desc';
}

/** Whether a cursor's text is of the form that the column's type is written in. */
const isForm = {
  bigint: (text: string) => /^\d{1,18}$/.test(text),
  text: canExist,
  date: (text: string) => /^(?!0000)\d{4}-\d\d-\d\d$/.test(text) && Boolean(Temporal.PlainDate.from(text)),
  timestamptz: (text: string) =>
    /^(?!0000)\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && Boolean(Temporal.Instant.from(text)),
};

/** The order of creation. */
export const byId: OrderKey<{ id: string }> = { column: 'id', type: 'bigint', of: ({ id }) => id };

/** No row at all. */
const none: Condition = { sql: 'false', values: [] };

/** A condition that holds for all rows when `value` is not given. It is bound to each `?`. */
export function given(value: unknown, sql: string): Condition | null {
  if (value === undefined || value === null) return null;
  return { sql, values: sql.match(/\?/g)?.map(() => value) ?? [] };
}

/** The rows that have exactly this text; none has one that cannot exist. */
export function textIs(text: string | null | undefined, sql: string, bind = (value: string) => value) {
  if (typeof text !== 'string') return null;
  return canExist(text) ? given(bind(text), sql) : none;
}

/**
 * The rows that contain a text in any case, by SQL with `like lower(?)` over lower-case columns. `%` and `_` mean
 * themselves. What other tables hold is best found by `id in (select …)`, which reads them once, not once a row.
 */
export function containing(search: string | null | undefined, sql: string): Condition | null {
  const text = search?.trim();
  if (!text) return null;
  if (!canExist(text)) return none;
  return given(`%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`, sql);
}

/** The rows that belong to the record whose id the argument `field` gives. */
export function ofRecord(id: string | null | undefined, field: string, sql: string): Condition | null {
  if (typeof id === 'string' && !isId(id)) {
    throw badInput(field, `${field}: ${JSON.stringify(id)} is no id: use one that the API has given.`);
  }
  return given(id, sql);
}

/** Ids are positive 64-bit numbers; anything else cannot name a record. */
export const isId = (id: string) => /^[1-9]\d{0,17}$/.test(id);

/** One page of a list. What stands in the whole list is counted only when `totalCount` is asked for. */
export async function pageOf<Row extends object, Node>(
  context: Context,
  list: List<Row>,
  { first, after }: PageArgs,
  toNode: (record: Row) => Node,
): Promise<Connection<Node>> {
  const { entity, table, order, direction } = list;
  checkFirst(first, 200);
  const conditions = list.conditions.filter((condition) => condition !== null);
  const page = whereOf([...conditions, ...(after ? [behind(after, list)] : [])]);
  const em = context.em();
  const rows = await em.execute(
    `select item.* from ${table} as item ${page.sql}
      order by ${order.map(({ column }) => `item.${column} ${direction}`).join(', ')} limit ?`,
    [...page.values, first + 1],
  );
  const edges = rows.slice(0, first).map((row) => {
    const record = em.map(entity, row as EntityDictionary<Row>);
    return {
      cursor: Cursor.encode(order.map((key) => key.of(record).toString())),
      node: toNode(record),
    };
  });
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: Boolean(after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    get totalCount() {
      return count(context, table, whereOf(conditions));
    },
  };
}

async function count(context: Context, table: string, { sql, values }: Condition): Promise<number> {
  const rows = await context
    .em()
    .execute<{ count: number }[]>(`select count(*)::int as count from ${table} as item ${sql}`, [...values]);
  return rows[0]?.count ?? 0;
}

function whereOf(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return { sql: '', values: [] };
  return {
    sql: `where ${conditions.map(({ sql }) => `(${sql})`).join(' and ')}`,
    values: conditions.flatMap(({ values }) => values),
  };
}

/** The rows behind a cursor. Throws for one that this list cannot have given. */
function behind<Row>(after: string, { order, direction }: List<Row>): Condition {
  const values = readCursor(after, order);
  if (!values) throw foreignCursor();
  const columns = order.map(({ column }) => `item.${column}`).join(', ');
  const places = order.map(({ type }) => `?::${type}`).join(', ');
  return { sql: `(${columns}) ${direction === 'asc' ? '>' : '<'} (${places})`, values };
}

function readCursor<Row>(after: string, order: readonly OrderKey<Row>[]): string[] | null {
  try {
    const values: unknown = Cursor.decode(after);
    if (!Array.isArray(values) || values.length !== order.length) return null;
    const isOurs = order.every(({ type }, index) => {
      const value: unknown = values[index];
      return typeof value === 'string' && isForm[type](value);
    });
    return isOurs ? (values as string[]) : null;
  } catch {
    // Not to be decoded, or no such day or moment.
    return null;
  }
}

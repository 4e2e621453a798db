import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';

/** Rows read at a time: memory stays the same however many submissions there are. */
const pageSize = 500;

export interface UndecidedSubmission {
  id: string;
  code: string;
}

/**
 * Submissions that may be decided today (domain §5.1): undecided, in a cycle that is not over, and where the track
 * needs a call, after it has closed. By dates, since the state of a cycle may be an hour old (domain §4).
 */
const eligible = `
  from submission s join track t on t.id = s.track_id join cycle c on c.id = s.cycle_id
  where s.approved is null and c.end_date > ?::date and (not t.require_call or c.close_date <= ?::date)`;

const bounds = (today: Temporal.PlainDate) => [today.toString(), today.toString()];

export async function countUndecided(em: EntityManager, today: Temporal.PlainDate): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    `select count(*)::int as count ${eligible}`,
    bounds(today),
  );
  return row?.count ?? 0;
}

/** Reads them page by page in the order of their ids; what is decided meanwhile does not shift the pages. */
export async function* undecidedPages(
  em: EntityManager,
  today: Temporal.PlainDate,
): AsyncGenerator<UndecidedSubmission[]> {
  let last = '0';
  for (;;) {
    const page = await em.execute<UndecidedSubmission[]>(
      `select s.id, s.code ${eligible} and s.id > ?::bigint order by s.id limit ?::int`,
      [...bounds(today), last, pageSize],
    );
    if (page.length === 0) return;
    yield page;
    last = page.at(-1)?.id ?? last;
  }
}

/**
 * Locks those among `ids` that may still be decided, in the order of their ids, and returns their ids. Not their keys:
 * whoever adds a review to one of them, in whatever order, need not wait and so cannot deadlock.
 */
export async function lockUndecided(
  tx: EntityManager,
  ids: readonly string[],
  today: Temporal.PlainDate,
): Promise<string[]> {
  const rows = await tx.execute<{ id: string }[]>(
    `select s.id ${eligible} and s.id = any(?::bigint[]) order by s.id for no key update of s`,
    [...bounds(today), arrayLiteral(ids)],
  );
  return rows.map(({ id }) => id);
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../db/array-literal.ts';
import { logLevels, type LogLevel, type LogLine } from './log-line.entity.ts';

/** Which lines of a run's log are meant. */
export interface LogFilter {
  /** Only lines behind this `seq`. */
  after: number;
  /** Only lines in front of this `seq`; all when left out. */
  before?: number | null;
  /** Only lines of this level or above. */
  level?: LogLevel | null;
  /** Only lines that contain this text, in any case. */
  search?: string | null;
}

/** What to read of a run's log. */
export interface LogQuery extends LogFilter {
  /** Matching lines to pass over, from the end at which reading begins. */
  skip?: number;
  /** Lines at most. */
  count: number;
  /** Reads the last of the lines that are meant rather than the first. */
  fromEnd?: boolean;
}

/** A search of a long log came to no end in time. */
export class LogSearchTooLong extends Error {
  override name = 'LogSearchTooLong';
}

/** Text in one read, in characters, from which no further line is added: lines may be of 64 KiB each. */
const enough = 1_000_000;

/** The greatest number a line can have, an SQL `int`. */
const maxSeq = 2_147_483_647;

/** What a look through the whole of a log may take, in ms: some five million lines, on a machine of today. */
const searchTimeout = 10_000;

/**
 * Matching lines of a run in order: as many as asked for, fewer when they are long, at least one. `hasMore` says
 * whether there are others further on in the direction of reading.
 */
export function readLog(
  em: EntityManager,
  runId: string,
  query: LogQuery,
): Promise<{ lines: LogLine[]; hasMore: boolean }> {
  const { before, count, fromEnd = false } = query;
  const filter = filterOf(query);
  // Lines are numbered without gaps, so an unfiltered page is a range: no plan reads more than that, while one made
  // before the database has seen how long a log became may sort all of it.
  const isRange = !fromEnd && !filter;
  const after = isRange ? Math.min(query.after + (query.skip ?? 0), maxSeq) : query.after;
  const skip = isRange ? 0 : query.skip;
  const end = isRange ? after + count + 1 : maxSeq;
  const last = Math.min(end, (before ?? maxSeq + 1) - 1);
  const order = fromEnd ? 'desc' : 'asc';
  const read = async (tx: EntityManager) => {
    const rows = await tx.execute<LineRow[]>(
      `select * from (
         select line.*, count(*) over ()::int as matching,
                sum(size) over (order by seq ${order} rows unbounded preceding) - size as before
           from (select *, length(message) + coalesce(length(fields::text), 0) as size from log_line
                  where run_id = ? and seq > ? and seq <= ? ${filter?.sql ?? ''}
                  order by seq ${order} limit ? offset ?) as line) as counted
        where before < ? order by seq ${order}`,
      [runId, after, last, ...(filter?.values ?? []), count + 1, skip ?? 0, enough],
    );
    const lines = rows.slice(0, count).map((row) => lineOf(row, runId));
    return { lines: fromEnd ? lines.toReversed() : lines, hasMore: (rows[0]?.matching ?? 0) > lines.length };
  };
  return filter || fromEnd ? withinTime(em, read) : read(em);
}

interface LineRow extends Pick<LogLine, 'seq' | 'level' | 'message' | 'fields'> {
  at: string;
  matching: number;
}

/** By hand: there are millions of them, and MikroORM takes ten times as long for each. */
const lineOf = ({ seq, at, level, message, fields }: LineRow, runId: string): LogLine => ({
  runId,
  seq,
  at: Temporal.Instant.from(at),
  level,
  message,
  fields,
});

/** Whether to read this may take long: it looks at lines that it does not give. */
export const isSearch = (query: LogQuery): boolean =>
  filterOf(query) !== null || (query.fromEnd === true && (query.skip ?? 0) > 0);

/** How many lines of a run match. */
export function countLog(em: EntityManager, runId: string, query: LogFilter): Promise<number> {
  const filter = filterOf(query);
  return withinTime(em, async (tx) => {
    const [row] = await tx.execute<{ count: number }[]>(
      `select count(*)::int as count from log_line
        where run_id = ? and seq > ? and seq <= ? ${filter?.sql ?? ''}`,
      [runId, query.after, (query.before ?? maxSeq + 1) - 1, ...(filter?.values ?? [])],
    );
    return row?.count ?? 0;
  });
}

/** The condition for lines of a level and with a text; null when all lines are meant. */
function filterOf({ level, search }: LogFilter): { sql: string; values: string[] } | null {
  const levels = logLevels.slice(level ? logLevels.indexOf(level) : 0);
  const isEveryLevel = levels.length === logLevels.length;
  if (isEveryLevel && !search) return null;
  const values: string[] = [];
  if (!isEveryLevel) values.push(arrayLiteral(levels));
  if (search) values.push(`%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
  return {
    sql: `${isEveryLevel ? '' : 'and level = any(?::text[])'} ${search ? 'and message ilike ?' : ''}`,
    values,
  };
}

/**
 * Reads through a log, which may be of any length, for as long as that may take; throws {@link LogSearchTooLong} then.
 * The lines come by the primary key in their order and the reading ends with the last that is wanted, whatever the
 * database believes to know of the length of a log that was written a moment ago.
 */
async function withinTime<T>(em: EntityManager, read: (tx: EntityManager) => Promise<T>): Promise<T> {
  try {
    return await em.transactional(async (tx) => {
      await tx.execute(
        `select set_config('statement_timeout', '${searchTimeout}', true), set_config('enable_sort', 'off', true),
                set_config('max_parallel_workers_per_gather', '0', true)`,
      );
      return read(tx);
    });
  } catch (cause) {
    if ((cause as { code?: string }).code !== cancelled) throw cause;
    throw new LogSearchTooLong(
      `The log was read for ${searchTimeout / 1_000} s without an end: search for less, or download it.`,
      { cause },
    );
  }
}

/** How PostgreSQL says that a statement took too long. */
const cancelled = '57014';

import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../db/array-literal.ts';
import { LogLine, logLevels, type LogLevel } from './log-line.entity.ts';

/** What to read of a run's log. */
export interface LogQuery {
  /** Lines behind this `seq`. */
  after: number;
  /** Lines at most. */
  first: number;
  /** Only lines of this level or above. */
  level?: LogLevel | null;
  /** Only lines that contain this text, in any case. */
  search?: string | null;
}

/** Text in one read, in characters, from which no further line is added: lines may be of 64 KiB each. */
const enough = 1_000_000;

/** The greatest number a line can have, an SQL `int`. */
const maxSeq = 2_147_483_647;

/** The next matching lines of a run in order: as many as asked for, fewer when they are long, at least one. */
export async function readLog(
  em: EntityManager,
  runId: string,
  { after, first, level, search }: LogQuery,
): Promise<{ lines: LogLine[]; hasMore: boolean }> {
  const levels = logLevels.slice(level ? logLevels.indexOf(level) : 0);
  const pattern = search ? `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%` : null;
  // Lines are numbered without gaps, so an unfiltered page is a range: no plan reads more than that, while one made
  // before the database has seen how long a log became may sort all of it.
  const last = levels.length === logLevels.length && pattern === null ? after + first + 1 : maxSeq;
  const rows = await em.execute<{ matching: number }[]>(
    `select * from (
       select line.*, count(*) over ()::int as matching,
              sum(size) over (order by seq rows unbounded preceding) - size as before
         from (select *, length(message) + coalesce(length(fields::text), 0) as size from log_line
                where run_id = ? and seq > ? and seq <= ? and level = any(?::text[])
                  and (?::text is null or message ilike ?)
                order by seq limit ?) as line) as counted
      where before < ? order by seq`,
    [runId, after, Math.min(last, maxSeq), arrayLiteral(levels), pattern, pattern, first + 1, enough],
  );
  const lines = rows.slice(0, first).map((row) => em.map(LogLine, row));
  return { lines, hasMore: (rows[0]?.matching ?? 0) > lines.length };
}

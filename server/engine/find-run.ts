import type { EntityManager } from '@mikro-orm/postgresql';
import { RunRecord, waitsForWorkerSql } from './run.entity.ts';

/** Matches the runs whose time has come, in SQL over the columns of `run`: an armed next occurrence is no run yet. */
export const begun = (now: Temporal.Instant) => ({
  sql: `state <> 'QUEUED' or ${waitsForWorkerSql}`,
  values: [now.toString()],
});

/** The run with this id; null when there is none (any more), or its time has not come. */
export async function findRun(
  em: EntityManager,
  id: string,
  now: Temporal.Instant,
): Promise<RunRecord | null> {
  const { sql, values } = begun(now);
  const [row] = await em.execute<object[]>(`select * from run where id = ? and (${sql})`, [id, ...values]);
  return row ? em.map(RunRecord, row) : null;
}

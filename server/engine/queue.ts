import type { EntityManager } from '@mikro-orm/postgresql';
import { Logger, run as startRunner, type Runner } from 'graphile-worker';
import type { Pool } from 'pg';

/**
 * The only file that talks to the job engine.
 *
 * A job is a wake-up: "look at run X now". It carries no state and no right to run; the run row, its
 * task's row lock and the unique indexes decide (docs/decisions/0001-job-engine.md). So a wake-up that
 * comes twice or too early does no harm, and one that gets lost is made again by the sweep.
 */
const identifier = 'run';

/** How often an idle worker looks for jobs whose time has come, in ms: the lateness of a scheduled run. */
const pollInterval = 200;

/** Sees to it that a worker looks at the run after `delay`, in the transaction of `tx`. */
export async function wake(
  tx: EntityManager,
  runId: string,
  delay: Temporal.Duration,
  priority: number,
): Promise<void> {
  // The delay is by our clock, the queue counts by the database's: a difference is what both agree on.
  await tx.execute(
    `select 1 from graphile_worker.add_job(?, json_build_object('runId', ?::text), max_attempts := 1, job_key := ?,
       priority := ?, run_at := now() + ? * interval '1 microsecond')`,
    [identifier, runId, jobKey(runId), priority, Math.max(0, Math.ceil(delay.total('microseconds')))],
  );
}

/** Takes the run's wake-up back. */
export async function forget(tx: EntityManager, runId: string): Promise<void> {
  await tx.execute('select 1 from graphile_worker.remove_job(?)', [jobKey(runId)]);
}

/** Frees the wake-up that a dead worker holds on the run; its pool's other jobs are as dead. */
export async function releaseFromDeadWorker(tx: EntityManager, runId: string): Promise<void> {
  await tx.execute(
    `select graphile_worker.force_unlock_workers(array_agg(locked_by)) from graphile_worker.jobs
      where key = ? and locked_by is not null having count(*) > 0`,
    [jobKey(runId)],
  );
  await forget(tx, runId);
}

/** Starts workers that call `handle` with the id of each run to look at, `concurrency` at a time. */
export async function startQueue(options: {
  pool: Pool;
  concurrency: number;
  handle(runId: string): Promise<void>;
  onProblem(message: string): void;
}): Promise<Runner> {
  return startRunner({
    pgPool: options.pool,
    concurrency: options.concurrency,
    pollInterval,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') options.onProblem(message);
    }),
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: {
      [identifier]: (payload) => options.handle((payload as { runId: string }).runId),
    },
  });
}

const jobKey = (runId: string) => `run:${runId}`;

import type { EntityManager } from '@mikro-orm/postgresql';
import { Logger, run as startRunner, type Runner, type WorkerEvents } from 'graphile-worker';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';

/**
 * The only file that talks to the job engine.
 *
 * A job is a wake-up: "look at run X now", of the kind of its task, so that only nodes which know the task take it
 * (in a rolling upgrade not all do). It carries no state and no right to run; the run row, its
 * task's row lock and the unique indexes decide (docs/decisions/0001-job-engine.md). So a wake-up that
 * comes twice or too early does no harm, and one that gets lost is made again by the sweep.
 */
interface WakeUp {
  runId: string;
}

/** How often an idle worker looks for jobs whose time has come, in ms: the lateness of a scheduled run. */
const pollInterval = 200;

/** How long a worker without work may go without looking for some, in ms. */
const stalledAfter = 10_000;

/** How long the job engine gets to put its things in order at a stop, in ms. */
const tidyFor = 3_000;

/** How long to wait before workers that ended by themselves are started again, in ms. */
const restartAfter = 1_000;

/**
 * Sees to it that a worker looks at the run when `after` has passed, in the transaction of `tx`. When more is due
 * than there are workers, what has been due for longest is first; of the same instant, the task first in the list.
 */
export async function wakeAt(
  tx: EntityManager,
  run: { id: string; task: string },
  after: Temporal.Duration,
  position: number,
): Promise<void> {
  await addJob(tx, run, after.total('microseconds') + position, 0);
}

/** Sees to it that a worker looks at the run now, before all that is merely due: somebody waits for it. */
export async function wakeNow(tx: EntityManager, run: { id: string; task: string }): Promise<void> {
  await addJob(tx, run, 0, -1);
}

async function addJob(
  tx: EntityManager,
  run: { id: string; task: string },
  delay: number,
  priority: number,
): Promise<void> {
  // The delay, in microseconds, is by our clock, the queue counts by the database's: a difference is what both agree on.
  await tx.execute(
    `select 1 from graphile_worker.add_job(?, json_build_object('runId', ?::text), max_attempts := 1, job_key := ?,
       priority := ?, run_at := now() + ? * interval '1 microsecond')`,
    [run.task, run.id, jobKey(run.id), priority, Math.ceil(delay)],
  );
}

/** Takes the run's wake-up back. */
export async function forget(tx: EntityManager, runId: string): Promise<void> {
  await tx.execute('select 1 from graphile_worker.remove_job(?)', [jobKey(runId)]);
}

/** Frees the wake-up that a dead worker holds on the run, and clears away all that its pool left used up. */
export async function releaseFromDeadWorker(tx: EntityManager, runId: string): Promise<void> {
  await tx.execute(
    `select graphile_worker.force_unlock_workers(array_agg(locked_by)) from graphile_worker.jobs
      where key = ? and locked_by is not null having count(*) > 0`,
    [jobKey(runId)],
  );
  await forget(tx, runId);
  // A job has one attempt, so what a dead worker had taken would lie there unlocked for ever.
  await tx.execute(
    `select 1 from graphile_worker.complete_jobs(array(
       select id from graphile_worker.jobs where attempts >= max_attempts and locked_at is null))`,
  );
}

/** The tasks that have a run waiting, none running, and no wake-up that will come in time. */
export async function tasksWithoutWakeUp(em: EntityManager, now: Temporal.Instant): Promise<string[]> {
  const rows = await em.execute<{ task: string }[]>(
    `select distinct run.task from run
      where run.state = 'QUEUED'
        and not exists (select 1 from run as other where other.task = run.task and other.state = 'RUNNING')
        and not exists (select 1 from graphile_worker.jobs as job
                         where job.key = ? || run.id and job.attempts < job.max_attempts
                           -- Our clock and the queue's may have been set meanwhile.
                           and job.run_at <= now() + greatest(run.run_at - ?::timestamptz, '0') + interval '2 seconds')`,
    [jobKey(''), now.toString()],
  );
  return rows.map(({ task }) => task);
}

export interface Queue {
  /** Takes no new run and resolves when the ones at work have ended. */
  stop(): Promise<void>;
}

/**
 * Starts workers that call `handle` with the id of each run of `tasks` to look at, `concurrency` at a time.
 *
 * The job engine ends its workers by itself when it loses the database for long or finds that somebody migrated its
 * tables, and after some failures it neither works nor ends. In both cases new workers are started, until `stop`:
 * a node that looks alive is alive.
 */
export async function startQueue(options: {
  pool: Pool;
  tasks: readonly string[];
  concurrency: number;
  handle(runId: string): Promise<void>;
  onProblem(message: string): void;
}): Promise<Queue> {
  const { tasks, concurrency, onProblem } = options;
  const stopping = new AbortController();
  const stopped = once(stopping.signal, 'abort');
  const inHand = new Set<Promise<void>>();
  let closed = false;
  let lastLook = performance.now();

  const look = async (payload: unknown) => {
    // Whatever a run needs has been put away; the sweep sees to it that somebody else is woken.
    if (closed) throw new Error('This node has stopped');
    const work = options.handle((payload as WakeUp).runId).finally(() => inHand.delete(work));
    inHand.add(work);
    return work;
  };
  const start = () => {
    const events: WorkerEvents = new EventEmitter();
    events.on('worker:getJob:start', () => {
      lastLook = performance.now();
    });
    return startRunner({
      pgPool: options.pool,
      concurrency,
      pollInterval,
      noHandleSignals: true,
      events,
      logger: new Logger(() => (level, message) => {
        if (!closed && (level === 'error' || level === 'warning')) onProblem(message);
      }),
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      taskList: Object.fromEntries(tasks.map((name) => [name, look])),
    });
  };

  /** Resolves when a free worker has not looked for jobs for too long. */
  const stalled = async () => {
    do {
      await Promise.race([stopped, delay(stalledAfter / 5)]);
    } while (
      !stopping.signal.aborted &&
      (inHand.size >= concurrency || performance.now() - lastLook < stalledAfter)
    );
  };

  let runner: Runner = await start();
  const supervised = (async () => {
    while (!stopping.signal.aborted) {
      lastLook = performance.now();
      const ended = runner.promise.then(
        () => 'ended by themselves',
        (cause: unknown) => `ended: ${String(cause)}`,
      );
      const how = await Promise.race([ended, stalled().then(() => 'stopped looking for work')]);
      if (stopping.signal.aborted) return;
      onProblem(`The workers of the job engine ${how}; new ones are started.`);
      void abandon(runner);
      while (!stopping.signal.aborted) {
        await Promise.race([stopped, delay(restartAfter)]);
        if (stopping.signal.aborted) return;
        try {
          runner = await start();
          break;
        } catch (cause) {
          onProblem(`Job engine cannot start and is tried again: ${String(cause)}`);
        }
      }
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await supervised;
      const tidied = Promise.race([abandon(runner), delay(tidyFor, undefined, { ref: false })]);
      do {
        await Promise.allSettled(inHand);
        // The rest is the engine's own tidying up, but for a job that a worker was fetching when it was told to end.
        await tidied;
      } while (inHand.size > 0);
      closed = true;
    },
  };
}

/** Tells workers to end. Those that have ended by themselves refuse to be stopped. */
function abandon(runner: Runner): Promise<void> {
  return runner.stop().catch(() => undefined);
}

const jobKey = (runId: string) => `run:${runId}`;

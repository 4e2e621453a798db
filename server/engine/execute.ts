import type { MikroORM } from '@mikro-orm/postgresql';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EngineTime } from './arm.ts';
import { claim, type NodeIdentity } from './claim.ts';
import type { Clock } from './clock.ts';
import { fence } from './fence.ts';
import { finish, type Outcome } from './finish.ts';
import { RunLogWriter } from './run-log.ts';
import type { RunRecord } from './run.entity.ts';
import type { TaskContext, TaskDefinition } from './task.ts';

/** How long a run may take to end after its signal was aborted, in ms, before its result stops to count. */
const graceAfterAbort = 5_000;

export interface ExecutorOptions {
  orm: MikroORM;
  /** Connections for log lines, apart from those of the work. */
  logPool: Pool;
  tasks: ReadonlyMap<string, TaskDefinition>;
  node: NodeIdentity;
  clock: Clock;
  timeZone: string;
  onProblem(message: string): void;
}

/** Executes runs on this node: claims, calls the task, records how it ended. */
export class Executor {
  readonly #active = new Map<string, AbortController>();

  constructor(private readonly options: ExecutorOptions) {}

  /** Looks at a run and executes it if it may start now. Never rejects: a run's failure is its outcome. */
  handle = async (runId: string): Promise<void> => {
    const { orm, node } = this.options;
    const run = await claim(orm.em, runId, node, this.#time());
    if (!run) return;
    const controller = new AbortController();
    this.#active.set(run.id, controller);
    try {
      const outcome = await this.#perform(run, controller);
      await this.#record(run, outcome);
    } finally {
      this.#active.delete(run.id);
    }
  };

  /** Asks every run on this node to end and to be put back. */
  abortAll(): void {
    for (const controller of this.#active.values()) controller.abort(new Interrupted());
  }

  get activeCount(): number {
    return this.#active.size;
  }

  async #perform(run: RunRecord, controller: AbortController): Promise<Outcome> {
    const { orm, logPool, node, clock, timeZone } = this.options;
    const definition = this.options.tasks.get(run.task);
    if (!definition) {
      return failed(
        new Error(`This worker's version does not know the task ${run.task}: update all workers.`),
      );
    }
    const log = new RunLogWriter(logPool, { id: run.id, task: run.task, nodeId: node.id }, () => clock.now());
    const em = fence(orm.em, { runId: run.id, nodeId: node.id });
    const now = run.startedAt ?? clock.now();
    const context: TaskContext = {
      em,
      now,
      today: now.toZonedDateTimeISO(timeZone).toPlainDate(),
      timeZone,
      log,
      progress: log.progress,
      signal: controller.signal,
    };
    const timeout = setTimeout(
      () => controller.abort(new TimedOut(definition.timeout)),
      Math.min(definition.timeout.total('milliseconds'), 2_147_483_647),
    );
    try {
      const outcome = await Promise.race([attempt(definition, context), overdue(controller.signal)]);
      if (outcome.error) void log.error(outcome.error.message);
      await log.close();
      return outcome;
    } catch (cause) {
      // Only writing the log can throw here; a run whose log is incomplete has not succeeded.
      return failed(cause);
    } finally {
      clearTimeout(timeout);
    }
  }

  /** Writes the outcome, again and again while the database is away: it is the only thing that is left to do. */
  async #record(run: RunRecord, outcome: Outcome): Promise<void> {
    const { orm, node, onProblem } = this.options;
    for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
      try {
        if (!(await finish(orm.em, run, node.id, outcome, this.#time()))) {
          onProblem(`Run ${run.id} of ${run.task} was taken from this node; its result was dropped.`);
        }
        return;
      } catch (cause) {
        if (wait >= 5_000) onProblem(`Run ${run.id} of ${run.task}: cannot record its end: ${String(cause)}`);
        await delay(wait);
      }
    }
  }

  #time(): EngineTime {
    return { now: this.options.clock.now(), timeZone: this.options.timeZone };
  }
}

async function attempt(definition: TaskDefinition, context: TaskContext): Promise<Outcome> {
  const { log, signal } = context;
  try {
    // A unit of work of its own keeps what readiness loads out of the run's.
    const reason = (await definition.ready?.({ ...context, em: context.em.fork() })) ?? null;
    if (reason !== null) {
      void log.info(`Nothing to do: ${reason}`);
      return { state: 'SKIPPED', summary: reason };
    }
    const result = await definition.run(context);
    return signal.aborted ? aborted(signal) : { state: 'SUCCEEDED', summary: result?.summary ?? null };
  } catch (cause) {
    return signal.aborted ? aborted(signal) : failed(cause);
  }
}

/** Resolves when an aborted run has used up its grace period: it ignores its signal and is given up. */
async function overdue(signal: AbortSignal): Promise<Outcome> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await delay(graceAfterAbort, undefined, { ref: false });
  return aborted(signal);
}

function aborted({ reason }: AbortSignal): Outcome {
  const cause: unknown = reason;
  const message = cause instanceof Error ? cause.message : String(cause);
  return { state: cause instanceof TimedOut ? 'TIMED_OUT' : 'LOST', error: { message, stack: null } };
}

function failed(cause: unknown): Outcome {
  const error = cause instanceof Error ? cause : new Error(`Thrown: ${describe(cause)}`);
  return { state: 'FAILED', error: { message: error.message || error.name, stack: error.stack ?? null } };
}

function describe(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

class TimedOut extends Error {
  constructor(timeout: Temporal.Duration) {
    super(`Aborted after its time-out of ${timeout.toString()}`);
  }
}

class Interrupted extends Error {
  constructor() {
    super('Interrupted: the node was stopped');
  }
}

import type { MikroORM } from '@mikro-orm/postgresql';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { claim } from './claim.ts';
import type { Clock } from './clock.ts';
import { finish, type Outcome } from './finish.ts';
import type { NodeIdentity } from './fleet.ts';
import { storable } from './log-entry.ts';
import type { TaskResult } from './perform.ts';
import type { EngineClock } from './plan.ts';
import type { RunHost } from './run-host.ts';
import { RunLogWriter } from './run-log.ts';
import { RunRecord } from './run.entity.ts';
import type { TaskDefinition } from './task.ts';

/** How long a run may take to end after its signal was aborted, in ms, before it is ended. */
const graceAfterAbort = 5_000;

export interface ExecutorOptions {
  orm: MikroORM;
  /** Connections for log lines, apart from those of the work. */
  logPool: Pool;
  tasks: ReadonlyMap<string, TaskDefinition>;
  host: RunHost;
  node: NodeIdentity;
  clock: Clock;
  timeZone: string;
  onProblem(message: string): void;
}

/** Executes runs on this node: claims, has the task performed, records how it ended. */
export class Executor {
  /** Runs being claimed or performed. */
  readonly #handled = new Set<string>();
  readonly #active = new Map<string, AbortController>();
  readonly #stopping = new AbortController();
  readonly #time: EngineClock;

  constructor(private readonly options: ExecutorOptions) {
    const { clock, timeZone } = options;
    this.#time = { now: () => clock.now(), timeZone };
  }

  /** Looks at a run and executes it if it may start now. Rejects only when the database cannot be asked. */
  handle = async (runId: string): Promise<void> => {
    const { orm, node } = this.options;
    // What comes when all were told to end stays for others.
    if (this.#handled.has(runId) || this.#stopping.signal.aborted) return;
    this.#handled.add(runId);
    try {
      const run = await claim(orm.em, runId, node, this.#time);
      if (!run) return;
      const controller = new AbortController();
      this.#active.set(run.id, controller);
      if (this.#stopping.signal.aborted) controller.abort(new Interrupted());
      const outcome = await this.#perform(run, controller);
      if (outcome) await this.#record(run, outcome);
    } finally {
      this.#active.delete(runId);
      this.#handled.delete(runId);
    }
  };

  /** Asks a run to end because somebody cancelled it. Nothing happens when it is not here. */
  cancel = (runId: string): void => this.#active.get(runId)?.abort(new Cancelled());

  /** Asks every run on this node to end and to be put back. */
  abortAll(): void {
    this.#stopping.abort();
    for (const controller of this.#active.values()) controller.abort(new Interrupted());
  }

  get activeCount(): number {
    return this.#active.size;
  }

  /**
   * Compares what runs here with what the database says: stops runs that were given to others while this node
   * was silent, and hears of cancellations whose notification got lost. Returns the runs that are this node's
   * and that it knows nothing of.
   */
  async align(): Promise<RunRecord[]> {
    const { orm, node } = this.options;
    const before = [...this.#active.keys()];
    const rows = await orm.em.fork().find(RunRecord, { state: 'RUNNING', nodeId: node.id });
    const owned = new Map(rows.map((run) => [run.id, run]));
    for (const id of before) {
      const run = owned.get(id);
      if (!run) this.#active.get(id)?.abort(new TakenAway());
      else if (run.cancelRequestedAt) this.cancel(id);
    }
    return rows.filter(({ id }) => !this.#handled.has(id));
  }

  /** How the run ended; null when it is no longer this node's to say. */
  async #perform(run: RunRecord, controller: AbortController): Promise<Outcome | null> {
    const { logPool, node, clock, timeZone, tasks, host } = this.options;
    const timeout = tasks.get(run.task)?.timeout ?? Temporal.Duration.from('PT30M');
    const log = new RunLogWriter(logPool, { id: run.id, task: run.task, nodeId: node.id }, () => clock.now());
    const order = {
      runId: run.id,
      nodeId: node.id,
      task: run.task,
      startedAt: (run.startedAt ?? clock.now()).toString(),
      timeZone,
    };
    const timer = setTimeout(
      () => controller.abort(new TimedOut(timeout)),
      Math.min(timeout.total('milliseconds'), 2_147_483_647),
    );
    try {
      const result = await host.perform(order, log, controller.signal, graceAfterAbort);
      const outcome = outcomeOf(result, controller.signal);
      if (outcome?.state === 'CANCELLED') {
        void log.append({ level: 'WARN', message: 'Cancelled on request', fields: null });
      }
      if (outcome?.error) {
        void log.append({ level: 'ERROR', message: storable(outcome.error.message), fields: null });
      }
      await log.close();
      return outcome;
    } catch (cause) {
      // Only writing the log can throw here; a run whose log is incomplete has not succeeded.
      const message = `Its log could not be written: ${cause instanceof Error ? cause.message : String(cause)}`;
      return { state: 'FAILED', error: { message, stack: null } };
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Writes the outcome, again and again while the database is away: it is the only thing that is left to do.
   * A node that is being stopped gives up after a while; others then find the run lost.
   */
  async #record(run: RunRecord, outcome: Outcome): Promise<void> {
    const { orm, node, onProblem } = this.options;
    let triesWhileStopping = 0;
    for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
      try {
        const isOurs = await finish(orm.em, run, node.id, outcome, this.#time);
        // After a failed try "not ours" may mean that the first one did get through.
        if (!isOurs && wait === 100) {
          onProblem(`Run ${run.id} of ${run.task} was taken from this node; its result was dropped.`);
        }
        return;
      } catch (cause) {
        const message = `Run ${run.id} of ${run.task}: cannot record its end: ${String(cause)}`;
        if (this.#stopping.signal.aborted && ++triesWhileStopping > 3) {
          return onProblem(`${message}. It is left to be found lost.`);
        }
        if (wait >= 5_000) onProblem(message);
        await delay(Math.min(wait, this.#stopping.signal.aborted ? 1_000 : wait));
      }
    }
  }
}

/** What became of a run. An abort decides it, whatever the task returned after it. */
function outcomeOf(result: TaskResult, signal: AbortSignal): Outcome | null {
  if (signal.aborted) {
    const reason: unknown = signal.reason;
    if (reason instanceof TakenAway) return null;
    if (reason instanceof Cancelled) return { state: 'CANCELLED' };
    const error = { message: reason instanceof Error ? reason.message : String(reason), stack: null };
    if (reason instanceof TimedOut) return { state: 'TIMED_OUT', error };
    return { state: 'LOST', error, putBack: true };
  }
  if (result.kind === 'done') return { state: 'SUCCEEDED', summary: result.summary };
  if (result.kind === 'skipped') return { state: 'SKIPPED', summary: result.reason };
  return { state: 'FAILED', error: { message: result.message, stack: result.stack } };
}

class TimedOut extends Error {
  constructor(timeout: Temporal.Duration) {
    super(`Aborted after its time-out of ${timeout.toLocaleString('en', { style: 'long' })}`);
  }
}

class Cancelled extends Error {
  constructor() {
    super('Cancelled');
  }
}

class Interrupted extends Error {
  constructor() {
    super('Interrupted: the node was stopped');
  }
}

class TakenAway extends Error {
  constructor() {
    super('This worker was silent for too long, and the run was given to another');
  }
}

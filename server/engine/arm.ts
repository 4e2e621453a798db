import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { isAhead, planStart, startedRuns, timeOf, type EngineClock, type EngineTime } from './plan.ts';
import { forget, wakeAt, wakeNow } from './queue.ts';
import { demandTriggers, RunRecord, scheduledTriggers } from './run.entity.ts';
import { TaskRecord } from './task.entity.ts';

/**
 * Reads a task and keeps every other state change of it waiting until this transaction ends.
 * All changes of a task's runs begin here: that is what makes them exact on any number of nodes.
 */
export function lockTask(tx: EntityManager, name: string): Promise<TaskRecord | null> {
  return tx.findOne(TaskRecord, { name }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/**
 * Makes the task's pending run, its wake-up and `nextRunAt` agree with schedule, pause and history,
 * and lets a run on demand that waits have another look.
 * Call it after anything that may move the next run, inside the transaction that holds the task's lock.
 */
export async function arm(tx: EntityManager, task: TaskRecord, time: EngineTime): Promise<void> {
  const started = await startedRuns(tx, task.name, time.now, 2);
  if (started.length === 0) await forgetFuture(tx, task, time);
  const { next, startsAt: runAt } = planStart(task, started, time);
  const pending = await pendingRun(tx, task.name);
  task.nextRunAt = next?.at ?? null;

  if (next && runAt) {
    const waitsAlready = pending && Temporal.Instant.compare(pending.queuedAt, time.now) <= 0;
    const plan = {
      trigger: next.trigger,
      slot: next.slot,
      runAt,
      attempt: next.attempt,
      queuedAt: next.due ? (waitsAlready ? pending.queuedAt : later(time.now, runAt)) : runAt,
    };
    const run = pending
      ? tx.assign(pending, plan)
      : tx.create(RunRecord, { ...emptyRun, task: task.name, state: 'QUEUED', ...plan });
    await tx.flush();
    await wakeAt(tx, run, time.now.until(runAt), task.position);
  } else {
    if (pending) {
      await forget(tx, pending.id);
      tx.remove(pending);
    }
    await tx.flush();
  }
  await wakeAsked(tx, task);
  await announceTask(tx, task.name);
}

/**
 * Changes a task under its lock and arms it anew. A `change` that returns false leaves everything as it is.
 * Null when there is no such task.
 */
export function changeTask(
  em: EntityManager,
  name: string,
  clock: EngineClock,
  change: (task: TaskRecord, time: EngineTime) => boolean,
): Promise<TaskRecord | null> {
  return em.fork({ keepTransactionContext: true }).transactional(async (tx) => {
    const task = await lockTask(tx, name);
    const time = timeOf(clock);
    if (task && change(task, time)) await arm(tx, task, time);
    return task;
  });
}

/**
 * When all that is known of a task happened while the clock was ahead, it counts as registered now: it would wait for
 * that time to come, or do again what it has done.
 */
async function forgetFuture(tx: EntityManager, task: TaskRecord, { now }: EngineTime): Promise<void> {
  const ranAhead = await tx.count(RunRecord, { task: task.name, startedAt: { $ne: null } });
  if (isAhead(task.registeredAt, now) || ranAhead > 0) task.registeredAt = now;
}

/** A run on demand whose wake-up came while another ran starts now, by notification and not by poll. */
async function wakeAsked(tx: EntityManager, task: TaskRecord): Promise<void> {
  const asked = await tx.findOne(RunRecord, {
    task: task.name,
    state: 'QUEUED',
    trigger: { $in: demandTriggers },
  });
  if (asked) await wakeNow(tx, asked);
}

/** The armed next occurrence. */
async function pendingRun(em: EntityManager, task: string): Promise<RunRecord | null> {
  return (await pendingRuns(em, [task]))[0] ?? null;
}

/** The armed next occurrences of tasks. */
export function pendingRuns(em: EntityManager, tasks: readonly string[]): Promise<RunRecord[]> {
  return em.find(RunRecord, {
    task: { $in: [...tasks] },
    state: 'QUEUED',
    trigger: { $in: scheduledTriggers },
  });
}

/** Tells everyone who listens, when the transaction commits, to read the task again. */
export async function announceTask(em: EntityManager, name: string): Promise<void> {
  await em.execute(`select pg_notify('task_changed', ?)`, [name]);
}

/** The same for one run. */
export async function announceRun(em: EntityManager, runId: string): Promise<void> {
  await em.execute(`select pg_notify('run_changed', ?)`, [runId]);
}

/** Tells the node that executes the run to abort it. */
export async function announceCancel(em: EntityManager, runId: string): Promise<void> {
  await em.execute(`select pg_notify('run_cancel', ?)`, [runId]);
}

/** Columns of a run that nothing is known of yet. */
export const emptyRun = {
  requestedBy: null,
  slot: null,
  startedAt: null,
  finishedAt: null,
  attempt: 1,
  putBack: false,
  nodeId: null,
  worker: null,
  cancelRequestedAt: null,
  cancelRequestedBy: null,
  summary: null,
  errorMessage: null,
  errorStack: null,
  progressDone: null,
  progressTotal: null,
  progressLabel: null,
  checks: 1,
  checksSince: null,
} as const;

/** The later of two instants. */
export function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(b, a) > 0 ? b : a;
}

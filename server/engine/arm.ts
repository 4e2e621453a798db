import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { forget, wake } from './queue.ts';
import { RunRecord } from './run.entity.ts';
import { nextOccurrence, parseSchedule, type Schedule, type ScheduleHistory } from './schedule.ts';
import { TaskRecord } from './task.entity.ts';

/** What a state change needs to know of the world. */
export interface EngineTime {
  now: Temporal.Instant;
  timeZone: string;
}

/** The run that should come next by itself. */
export interface PlannedRun {
  /** When it should start; past when overdue. */
  at: Temporal.Instant;
  due: boolean;
  slot: Temporal.Instant | null;
  trigger: 'SCHEDULE' | 'RETRY';
  attempt: number;
}

/**
 * Reads a task and keeps every other state change of it waiting until this transaction ends.
 * All changes of a task's runs begin here: that is what makes them exact on any number of nodes.
 */
export function lockTask(tx: EntityManager, name: string): Promise<TaskRecord | null> {
  return tx.findOne(TaskRecord, { name }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/**
 * The task's schedule. Registration has checked the text, so problems here mean that the row was edited
 * by hand or the zone is unknown to this Node: an error rather than a task that silently never runs.
 */
export function scheduleOf(task: TaskRecord, timeZone: string): Schedule {
  const { schedule, problems } = parseSchedule(task, timeZone);
  if (schedule) return schedule;
  throw new Error(`Task ${task.name}: ${problems.map((problem) => problem.message).join('; ')}`);
}

/** The newest runs of a task that have started, newest first. */
export function startedRuns(em: EntityManager, task: string, limit: number): Promise<RunRecord[]> {
  return em.find(
    RunRecord,
    { task, startedAt: { $ne: null } },
    { orderBy: { startedAt: 'desc', id: 'desc' }, limit },
  );
}

/**
 * What comes next for a task, from its schedule and its last two started runs (newest first). Pure.
 *
 * A lost run is no failure of the task, so the first loss in a row is made up for at once, whatever
 * `retryAfter` says; the second waits like a failure, so that a task which kills its worker cannot
 * take all workers down one after the other (design §4.6).
 */
export function planNext(
  task: TaskRecord,
  [last, previous]: RunRecord[],
  { now, timeZone }: EngineTime,
): PlannedRun | null {
  if (task.retiredAt) return null;

  if (last?.state === 'LOST' && previous?.state !== 'LOST') {
    return {
      at: last.finishedAt ?? now,
      due: true,
      slot: last.slot,
      trigger: 'RETRY',
      attempt: last.attempt + 1,
    };
  }

  const next = nextOccurrence(scheduleOf(task, timeZone), historyOf(task, last), now);
  if (!next) return null;
  return { ...next, attempt: next.trigger === 'RETRY' && last ? last.attempt + 1 : 1 };
}

/** What the schedule rules need to know of a task's past, given the run that started last. */
export function historyOf(task: TaskRecord, last: RunRecord | undefined): ScheduleHistory {
  const { registeredAt, anchorDay } = task;
  if (!last?.startedAt) return { registeredAt, anchorDay, lastRun: null };
  const { startedAt, finishedAt, slot, state, trigger } = last;
  return { registeredAt, anchorDay, lastRun: { startedAt, finishedAt, slot, state, trigger } };
}

/**
 * Makes the task's pending run, its wake-up and `nextRunAt` agree with schedule and history,
 * and lets a run on demand that waits have another look.
 * Call it after anything that may move the next run, inside the transaction that holds the task's lock.
 */
export async function arm(tx: EntityManager, task: TaskRecord, time: EngineTime): Promise<void> {
  const next = planNext(task, await startedRuns(tx, task.name, 2), time);
  const pending = await pendingRun(tx, task.name);
  task.nextRunAt = next?.at ?? null;

  if (next) {
    const waitsAlready = pending && Temporal.Instant.compare(pending.queuedAt, time.now) <= 0;
    const plan = {
      trigger: next.trigger,
      slot: next.slot,
      runAt: next.at,
      attempt: next.attempt,
      queuedAt: next.due ? (waitsAlready ? pending.queuedAt : time.now) : next.at,
    };
    const run = pending
      ? tx.assign(pending, plan)
      : tx.create(RunRecord, { ...emptyRun, task: task.name, state: 'QUEUED', ...plan });
    await tx.flush();
    await wake(tx, run.id, time.now.until(next.at), task.position);
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

/** A run on demand whose wake-up came while another ran starts now, by notification and not by poll. */
async function wakeAsked(tx: EntityManager, task: TaskRecord): Promise<void> {
  const asked = await tx.findOne(RunRecord, {
    task: task.name,
    state: 'QUEUED',
    trigger: { $in: ['MANUAL', 'BOOT'] },
  });
  if (asked) await wake(tx, asked.id, new Temporal.Duration(), task.position);
}

/** The armed next occurrence. */
function pendingRun(em: EntityManager, task: string): Promise<RunRecord | null> {
  return em.findOne(RunRecord, { task, state: 'QUEUED', trigger: { $in: ['SCHEDULE', 'RETRY'] } });
}

/** Tells everyone who listens, when the transaction commits, to read the task again. */
export async function announceTask(em: EntityManager, name: string): Promise<void> {
  await em.execute(`select pg_notify('task_changed', ?)`, [name]);
}

/** The same for one run. */
export async function announceRun(em: EntityManager, runId: string): Promise<void> {
  await em.execute(`select pg_notify('run_changed', ?)`, [runId]);
}

/** Columns of a run that nothing is known of yet. */
export const emptyRun = {
  requestedBy: null,
  slot: null,
  startedAt: null,
  finishedAt: null,
  attempt: 1,
  nodeId: null,
  worker: null,
  summary: null,
  errorMessage: null,
  errorStack: null,
  progressDone: null,
  progressTotal: null,
  progressLabel: null,
  checks: 1,
  checksSince: null,
} as const;

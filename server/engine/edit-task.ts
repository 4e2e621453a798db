import type { EntityManager } from '@mikro-orm/postgresql';
import { changeTask } from './arm.ts';
import type { EngineClock, EngineTime } from './plan.ts';
import type { ScheduleSpec } from './schedule.ts';
import type { TaskRecord } from './task.entity.ts';

/** Who edits, and by which clock. */
export type Edit = EngineClock & { by: string };

/** The task after the edit, or why there was none. */
export type EditedTask =
  | { task: TaskRecord }
  | { refused: 'unknown' }
  | { refused: 'retired' }
  | { refused: 'changed'; task: TaskRecord };

/** Holds scheduled runs back, until `until` or until somebody resumes the task. A pause replaces an earlier one. */
export function pauseTask(
  em: EntityManager,
  name: string,
  { reason, until, by, ...clock }: Edit & { reason: string; until: Temporal.Instant | null },
): Promise<EditedTask> {
  return edit(em, name, clock, (task, time) => {
    task.pausedAt = time.now;
    task.pausedBy = by;
    task.pausedReason = reason;
    task.pausedUntil = until;
  });
}

/** Ends a pause: what was missed meanwhile is made up for by one run. No error when there is none. */
export function resumeTask(em: EntityManager, name: string, clock: EngineClock): Promise<EditedTask> {
  return edit(em, name, clock, endPause);
}

/** Ends the pauses whose time is over. Their runs start on time without this; it is for what people see. */
export async function endPauses(em: EntityManager, clock: EngineClock): Promise<void> {
  const over = await em.execute<{ name: string }[]>('select name from task where paused_until <= ?', [
    clock.now().toString(),
  ]);
  for (const { name } of over) {
    await edit(em, name, clock, (task, time) => {
      if (task.pausedUntil && Temporal.Instant.compare(task.pausedUntil, time.now) <= 0) endPause(task);
    });
  }
}

/**
 * Puts an administrator's schedule in the place of the code's, or with null takes it away again. The text must have
 * been checked. With `expectedVersion`, an edit that somebody else made meanwhile is kept and this one refused.
 */
export function overrideSchedule(
  em: EntityManager,
  name: string,
  spec: ScheduleSpec | null,
  { by, expectedVersion, ...clock }: Edit & { expectedVersion: number | null },
): Promise<EditedTask> {
  return edit(em, name, clock, (task, time) => {
    if (expectedVersion !== null && expectedVersion !== task.scheduleVersion) return 'changed';
    if (spec === null && task.overriddenAt === null) return undefined;
    task.overriddenAt = spec && time.now;
    task.overriddenBy = spec && by;
    task.overrideEvery = spec?.every || null;
    task.overrideAt = spec?.at || null;
    task.overrideRetryAfter = spec?.retryAfter || null;
    task.scheduleVersion += 1;
    // Rule 5: an edit forgets the day of month that the old schedule returned to.
    task.anchorDay = null;
    return undefined;
  });
}

async function edit(
  em: EntityManager,
  name: string,
  clock: EngineClock,
  change: (task: TaskRecord, time: EngineTime) => 'changed' | void,
): Promise<EditedTask> {
  let isRefused = false;
  const task = await changeTask(em, name, clock, (current, time) => {
    if (current.retiredAt) return false;
    isRefused = change(current, time) === 'changed';
    return !isRefused;
  });
  if (!task) return { refused: 'unknown' };
  if (task.retiredAt) return { refused: 'retired' };
  return isRefused ? { refused: 'changed', task } : { task };
}

function endPause(task: TaskRecord): void {
  task.pausedAt = task.pausedBy = task.pausedReason = task.pausedUntil = null;
}

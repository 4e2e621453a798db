import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../db/array-literal.ts';
import { readRows } from '../db/read-rows.ts';
import { RunRecord } from './run.entity.ts';
import {
  nextOccurrence,
  parseSchedule,
  type Schedule,
  type ScheduleHistory,
  type ScheduleSpec,
} from './schedule.ts';
import type { TaskRecord } from './task.entity.ts';

/** What a state change needs to know of the world. */
export interface EngineTime {
  now: Temporal.Instant;
  timeZone: string;
}

/**
 * Where that comes from. A state change reads it only once it holds the task's lock: the time it took to get it
 * would otherwise be missing from every delay that is counted from there.
 */
export interface EngineClock {
  now(): Temporal.Instant;
  timeZone: string;
}

/** The time of this moment. */
export const timeOf = ({ now, timeZone }: EngineClock): EngineTime => ({ now: now(), timeZone });

/** The run that should come next by itself, pauses left aside. */
export interface PlannedRun {
  /** When it should start; past when overdue. */
  at: Temporal.Instant;
  due: boolean;
  slot: Temporal.Instant | null;
  trigger: 'SCHEDULE' | 'RETRY';
  attempt: number;
  /** Makes up for a lost run that a person asked for, so a pause does not hold it back. */
  asked: boolean;
}

/** A schedule as it is stored: null for what is not set. */
export interface ScheduleParts {
  every: string | null;
  at: string | null;
  retryAfter: string | null;
}

/** A pause that is in force. */
export interface Pause {
  reason: string;
  by: string;
  at: Temporal.Instant;
  /** When it ends by itself; null when somebody has to end it. */
  until: Temporal.Instant | null;
}

/** Runs that began later than this after now were made while the clock was wrong, and do not count yet. */
const clockTolerance = Temporal.Duration.from('PT1M');

/** The schedule that counts: an administrator's, or else the code's. */
export function scheduleSpec(task: TaskRecord): ScheduleParts {
  return task.overriddenAt
    ? { every: task.overrideEvery, at: task.overrideAt, retryAfter: task.overrideRetryAfter }
    : codedSpec(task);
}

/** The schedule as the code has it. */
export function codedSpec({ every, at, retryAfter }: TaskRecord): ScheduleParts {
  return { every, at, retryAfter };
}

/** The task's schedule, read. */
export function scheduleOf(task: TaskRecord, timeZone: string): Schedule {
  return readSchedule(task.name, scheduleSpec(task), timeZone);
}

/**
 * Reads a stored schedule. Its text was checked when it was written, so problems here mean that the row was edited
 * by hand or the zone is unknown to this Node: an error rather than a task that silently never runs.
 */
export function readSchedule(taskName: string, spec: ScheduleSpec, timeZone: string): Schedule {
  const { schedule, problems } = parseSchedule(spec, timeZone);
  if (schedule) return schedule;
  throw new Error(`Task ${taskName}: ${problems.map((problem) => problem.message).join('; ')}`);
}

/**
 * The newest runs of a task that have started, newest first. Runs that seem to have begun in the future
 * do not count: the clock was ahead then and has been set back, and to wait for their time would stop the task.
 */
export function startedRuns(
  em: EntityManager,
  task: string,
  now: Temporal.Instant,
  limit: number,
): Promise<RunRecord[]> {
  return em.find(
    RunRecord,
    { task, $or: [{ startedAt: { $lte: countsUntil(now) } }, { state: 'RUNNING' }] },
    { orderBy: { startedAt: 'desc', id: 'desc' }, limit },
  );
}

/** The same for many tasks in one statement, two runs each. */
export async function startedRunsOf(
  em: EntityManager,
  tasks: readonly string[],
  now: Temporal.Instant,
): Promise<Map<string, RunRecord[]>> {
  const rows = await em.execute<object[]>(
    `select found.* from unnest(?::text[]) as wanted (name)
      cross join lateral (
        select * from run
         where run.task = wanted.name and (started_at <= ? or state = 'RUNNING')
         order by started_at desc, id desc limit 2
      ) as found`,
    [arrayLiteral(tasks), countsUntil(now).toString()],
  );
  return Map.groupBy(readRows(em, RunRecord, rows), (run) => run.task);
}

/** The last start that {@link startedRuns} believes. */
export const countsUntil = (now: Temporal.Instant) => now.add(clockTolerance);

/** Whether something is from a time when the clock was ahead. */
export const isAhead = (instant: Temporal.Instant, now: Temporal.Instant) =>
  Temporal.Instant.compare(instant, countsUntil(now)) > 0;

/**
 * What the schedule rules need to know of a task's past, given the run that started last. One that ended while the
 * clock was ahead counts as over at its start: nothing may wait for that time to come, and what is due must not move.
 */
export function historyOf(
  task: TaskRecord,
  last: RunRecord | undefined,
  now: Temporal.Instant,
): ScheduleHistory {
  const { registeredAt, anchorDay } = task;
  if (!last?.startedAt) return { registeredAt, anchorDay, lastRun: null };
  const { startedAt, slot, state, trigger } = last;
  const finishedAt = last.finishedAt && isAhead(last.finishedAt, now) ? startedAt : last.finishedAt;
  // A run on demand stands for the moment it began, so that its retry keeps to that date.
  const lastRun = { startedAt, finishedAt, slot: slot ?? startedAt, state, trigger };
  return { registeredAt, anchorDay, lastRun };
}

/**
 * What comes next for a task, from its schedule and its last two started runs (newest first). Pure.
 *
 * A lost run is no failure of the task, so the first loss in a row is made up for at once, whatever
 * `retryAfter` says; the second waits like a failure, so that a task which kills its worker cannot
 * take all workers down one after the other (design §4.6). A run that was put back by an orderly stop is made up
 * for each time: a rolling restart may meet the same long run on every node.
 */
export function planNext(
  task: TaskRecord,
  [last, previous]: RunRecord[],
  { now, timeZone }: EngineTime,
): PlannedRun | null {
  if (task.retiredAt) return null;

  const history = historyOf(task, last, now);
  if (last?.state === 'LOST' && (last.putBack || previous?.state !== 'LOST' || previous.putBack)) {
    return {
      at: history.lastRun?.finishedAt ?? now,
      due: true,
      slot: history.lastRun?.slot ?? null,
      trigger: 'RETRY',
      attempt: last.attempt + 1,
      asked: last.trigger === 'MANUAL',
    };
  }

  const next = nextOccurrence(scheduleOf(task, timeZone), history, now);
  if (!next) return null;
  return { ...next, attempt: next.trigger === 'RETRY' && last ? last.attempt + 1 : 1, asked: false };
}

/** The pause that is in force at `now`; null when there is none or it has ended by itself. */
export function pauseOf(task: TaskRecord, now: Temporal.Instant): Pause | null {
  const { pausedAt: at, pausedBy: by, pausedReason: reason, pausedUntil: until } = task;
  if (!at || by === null || reason === null) return null;
  return until && Temporal.Instant.compare(until, now) <= 0 ? null : { reason, by, at, until };
}

/** When a planned run may start, the pause considered; null while no end of it is in sight. */
export function startOf(next: PlannedRun, pause: Pause | null): Temporal.Instant | null {
  if (!pause || next.asked) return next.at;
  if (!pause.until) return null;
  return Temporal.Instant.compare(pause.until, next.at) > 0 ? pause.until : next.at;
}

/** What comes next for a task and when that may start, its pause considered: null while no end of it is in sight. */
export function planStart(
  task: TaskRecord,
  started: RunRecord[],
  time: EngineTime,
): { next: PlannedRun | null; startsAt: Temporal.Instant | null } {
  const next = planNext(task, started, time);
  return { next, startsAt: next && startOf(next, pauseOf(task, time.now)) };
}

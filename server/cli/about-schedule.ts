import type { Override, Pause, Schedule, ScheduledTask } from './documents.ts';
import { period, safe, stamp } from './format.ts';
import type { Fact } from './layout.ts';

/** When a task runs by itself, and what has been changed about it by hand. */
export function scheduleFacts(task: ScheduledTask, zone: string): Fact[] {
  const { schedule, paused, dueReason, nextRunAt, nextRuns } = task;
  const at = (instant: string) => stamp(instant, zone);
  const by = setBy(schedule, at);
  return [
    ['Schedule', scheduleText(schedule), ...(by ? [by] : [])],
    ...(by ? [['Built in', scheduleText({ ...schedule, ...schedule.builtIn })] satisfies Fact] : []),
    ...(paused ? [['Paused', pauseText(paused, at), ...safe(paused.reason).split('\n')] satisfies Fact] : []),
    ['Due', safe(dueReason)],
    nextRunsFact(nextRuns, zone, isHeldBack(paused, nextRunAt) ? 'Would run' : 'Next runs'),
  ];
}

/** "every hour (America/Regina), again 5 minutes after a failure". */
export function scheduleText({
  text,
  timeZone,
  retryAfter,
}: Pick<Schedule, 'text' | 'timeZone' | 'retryAfter'>): string {
  const retry = retryAfter ? `, again ${period(retryAfter)} after a failure` : '';
  return `${text} (${timeZone})${retry}`;
}

/** When a task or a schedule would run next. */
export function nextRunsFact(nextRuns: readonly string[], zone: string, label = 'Next runs'): Fact {
  const [first, ...others] = nextRuns.map((at) => stamp(at, zone, true));
  return [label, first ?? 'none by itself', ...others];
}

/** "set by Ann Operator, 10:00"; null for a schedule that is the built-in one. */
export function setBy(
  { overriddenBy, overriddenAt }: Override,
  at: (instant: string) => string,
): string | null {
  return overriddenAt && `set by ${safe(overriddenBy ?? 'somebody')}, ${at(overriddenAt)}`;
}

/** "by Ann Operator since 10:00, until 12:00". */
export function pauseText(pause: Pause, at: (instant: string) => string): string {
  const until = pause.until ? at(pause.until) : 'somebody resumes it';
  return `by ${safe(pause.by)} since ${at(pause.at)}, until ${until}`;
}

/** Whether a pause keeps the next run from starting on time: one that is over before then does not. */
export function isHeldBack(pause: Pause | null, nextRunAt: string | null): boolean {
  return pause !== null && !(pause.until && nextRunAt && !isAfter(pause.until, nextRunAt));
}

/** Whether the instant `a` is later than `b`. */
export const isAfter = (a: string, b: string): boolean => Temporal.Instant.compare(a, b) > 0;

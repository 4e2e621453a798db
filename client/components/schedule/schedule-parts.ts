import type { RunFactsFragment, SchedulePreviewInput } from '../../gql/graphql.ts';
import { whenText } from '../time/instants.ts';

/** A schedule as it stands in the fields; empty for what is not set. */
export interface Parts {
  every: string;
  at: string;
  retryAfter: string;
}

export const partsOf = (schedule: Record<keyof Parts, string | null>): Parts => ({
  every: schedule.every ?? '',
  at: schedule.at ?? '',
  retryAfter: schedule.retryAfter ?? '',
});

/** The same as the server takes it. Space around a value means nothing. */
export const toInput = ({ every, at, retryAfter }: Parts) => ({
  every: every.trim() || null,
  at: at.trim() || null,
  retryAfter: retryAfter.trim() || null,
});

export const sameParts = (a: Parts, b: Parts): boolean =>
  JSON.stringify(toInput(a)) === JSON.stringify(toInput(b));

type LastRun = Pick<RunFactsFragment, 'startedAt' | 'finishedAt' | 'queuedAt' | 'slot' | 'state' | 'trigger'>;

/** What to ask for a preview: the schedule on this task's own last run, so that it tells what would really come. */
export function toPreview(parts: Parts, lastRun: LastRun | null): SchedulePreviewInput {
  if (!lastRun) return { ...toInput(parts), count: 5 };
  const { slot, state, trigger } = lastRun;
  // A scheduled run that was cancelled before it began still used its time up, when it was cancelled.
  const startedAt = lastRun.startedAt ?? lastRun.finishedAt ?? lastRun.queuedAt;
  return { ...toInput(parts), count: 5, lastRun: { startedAt, slot, state, trigger } };
}

interface Next {
  nextRunAt: string | null;
  /** Whether a pause lets the time pass. */
  paused: boolean;
}

/** When a task runs next under a schedule, in one sentence. */
export function nextText({ nextRunAt, paused }: Next, now: number, zone: string): string {
  if (!nextRunAt) return 'No run follows by itself.';
  const at = Date.parse(nextRunAt);
  const when = whenText(at, now, zone);
  if (paused)
    return at <= now ? `Paused, would be due at once (${when}).` : `Paused, would run next at ${when}.`;
  return at <= now ? 'A run is due at once.' : `It runs next at ${when}.`;
}

/** Schedules to start from, in the words that the console uses for them. */
export const EXAMPLES: readonly { name: string; every: string; at: string }[] = [
  { name: 'Every 15 minutes', every: 'PT15M', at: '' },
  { name: 'Every hour', every: 'PT1H', at: '' },
  { name: 'Daily at 02:00', every: 'P1D', at: 'T02:00' },
  { name: 'Weekly at 02:00', every: 'P7D', at: 'T02:00' },
  { name: 'Monthly at 02:00', every: 'P1M', at: 'T02:00' },
  { name: 'Only by hand', every: '', at: '' },
];

import { whenText } from '../time/instants.ts';

interface Effect {
  nextRunAt: string | null;
  nextRunAtIfRunNow: string | null;
}

/** What pressing Run now does to the schedule, in one sentence. */
export function nextRunEffect({ nextRunAt, nextRunAtIfRunNow }: Effect, now: number, zone: string): string {
  if (!nextRunAtIfRunNow) return 'No run is planned after this one.';
  const after = Date.parse(nextRunAtIfRunNow);
  if (!nextRunAt) return `Its next run is then at ${whenText(after, now, zone)}.`;
  const before = Date.parse(nextRunAt);
  const from = whenText(before, now, zone);
  const to = whenText(after, now, zone);
  // Seconds are not shown, so a move within one minute would read as "from 15:00 to 15:00".
  if (from === to) return `Its next run stays at ${from}.`;
  return before <= now
    ? `Its next run was due at ${from}; after this one it is at ${to}.`
    : `Its next run moves from ${from} to ${to}.`;
}

import { countNoun } from '../count-noun.ts';

/** How long ago a session ended: `9 h 30 min`, `2 days 4 h`; seconds are left out. */
export function lateness(end: Temporal.Instant, now: Temporal.Instant): string {
  const { days, hours, minutes } = end
    .until(now)
    .round({ largestUnit: 'days', smallestUnit: 'minutes', roundingMode: 'trunc', relativeTo: utc(end) });
  if (days > 0) return [countNoun(days, 'day'), ...(hours > 0 ? [`${hours} h`] : [])].join(' ');
  return [
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(minutes > 0 || hours === 0 ? [`${minutes} min`] : []),
  ].join(' ');
}

// Days of 24 hours: how late a session is has nothing to do with clocks put forward or back.
const utc = (instant: Temporal.Instant) => instant.toZonedDateTimeISO('UTC');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What happened this moment may look like the future when two clocks differ a little. */
const CLOCK_ERROR = 2_000;

function span(ms: number): string {
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 36 * HOUR) return `${Math.round(ms / HOUR)} h`;
  if (ms < 90 * DAY) return `${Math.round(ms / DAY)} days`;
  return `${Math.round(ms / (30.44 * DAY))} months`;
}

/** "just now", "3 min ago", "in 2 h", "in 12 days". Coarse on purpose: a watched page should not flicker. */
export function relativeText(at: number, now: number): string {
  const ahead = at - now;
  if (ahead > CLOCK_ERROR) return ahead < MINUTE ? 'in less than a minute' : `in ${span(ahead)}`;
  return -ahead < MINUTE ? 'just now' : `${span(-ahead)} ago`;
}

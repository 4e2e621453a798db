const ISO =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Years to seconds of an ISO 8601 duration; null when it is not one. Temporal is not in every browser yet. */
function parse(iso: string): number[] | null {
  const match = ISO.exec(iso);
  return match ? match.slice(1).map((part) => Number((part ?? '0').replace(',', '.'))) : null;
}

/** A measured duration in milliseconds. Measured ones have no years or months. */
export function durationMs(iso: string): number {
  const [, , weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parse(iso) ?? [];
  return (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + Math.round(seconds * SECOND);
}

const pair = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small ? `${big} ${bigUnit} ${small} ${smallUnit}` : `${big} ${bigUnit}`;

/** "40 ms", "6.1 s", "2 min 4 s", "1 h 5 min", "2 d 3 h": two units at most. */
export function elapsedText(ms: number): string {
  if (ms < 100) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < MINUTE - 50) return `${(ms / SECOND).toFixed(1)} s`;
  const seconds = Math.round(ms / SECOND);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(ms / HOUR);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** The same for a clock that ticks: whole seconds, since tenths that never change would look stuck. */
export function tickingText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  return seconds < 60 ? `${seconds} s` : elapsedText(seconds * SECOND);
}

/** The same from ISO 8601. */
export const durationText = (iso: string): string => elapsedText(durationMs(iso));

const UNITS = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];

/** A chosen duration in its own units: "P7D" is "7 days", "PT1H30M" is "1 hour 30 minutes". */
export function periodText(iso: string): string {
  const parts = parse(iso);
  if (!parts) return iso;
  return parts
    .flatMap((count, at) => (count ? [`${count} ${UNITS[at]}${count === 1 ? '' : 's'}`] : []))
    .join(' ');
}

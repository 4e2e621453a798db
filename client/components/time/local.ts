import { addDays, dayName } from './dates.ts';
import { clockTime, dateIn } from './instants.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const LOCAL = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$/;

/** "2026-11-24T15:00": the zone's wall clock at an instant, as a date-time input takes it. Seconds are dropped. */
export const toLocal = (at: number, zone: string): string => `${dateIn(zone, at)}T${clockTime(at, zone)}`;

/** How far the zone's clock is from UTC, in milliseconds. Whole minutes, as all zones have today. */
function offset(at: number, zone: string): number {
  const minute = Math.floor(at / MINUTE) * MINUTE;
  return Date.parse(`${toLocal(minute, zone)}Z`) - minute;
}

/**
 * The instant at which the zone's wall clock shows this; null when it is no date and time. As Temporal does it by
 * default, a time that the clock skips is moved on by the gap, and of one that comes twice the first is meant.
 */
export function fromLocal(text: string, zone: string): number | null {
  const wall = LOCAL.test(text) ? Date.parse(`${text}Z`) : NaN;
  if (Number.isNaN(wall)) return null;
  const before = wall - offset(wall - DAY, zone);
  const after = wall - offset(wall + DAY, zone);
  const shown = [before, after].filter((at) => at + offset(at, zone) === wall);
  return shown.length > 0 ? Math.min(...shown) : before;
}

/** A moment to choose, with its name. */
export interface Moment {
  name: string;
  /** For a date-time input. */
  local: string;
}

/** Moments at which a pause commonly ends, soonest first. */
export function commonEnds(now: number, zone: string): Moment[] {
  const today = dateIn(zone, now);
  const tomorrow = addDays(today, 1);
  const isMonday = (date: string) => dayName(date).startsWith('Mon');
  const coming = [2, 3, 4, 5, 6, 7].map((days) => addDays(today, days));
  const monday = isMonday(tomorrow) ? undefined : coming.find(isMonday);
  // Rounded up, so that "1 hour" is never less.
  const minute = Math.ceil(now / MINUTE) * MINUTE;
  return [
    { name: '1 hour', local: toLocal(minute + 60 * MINUTE, zone) },
    { name: '4 hours', local: toLocal(minute + 240 * MINUTE, zone) },
    { name: 'Tomorrow 08:00', local: `${tomorrow}T08:00` },
    ...(monday ? [{ name: 'Monday 08:00', local: `${monday}T08:00` }] : []),
  ];
}

import { addDays, dayName } from './dates.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Building an Intl formatter is slow and a log shows thousands of times, so each is built once. */
function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
    formatters.set(key, found);
  }
  return found;
}

const HOUR_MINUTE = { hour: '2-digit', minute: '2-digit' } as const;
const TO_SECOND = { ...HOUR_MINUTE, second: '2-digit' } as const;
const TO_MILLISECOND = { ...TO_SECOND, fractionalSecondDigits: 3 } as const;

/** "09:53" on the wall clock of the zone. */
export const clockTime = (at: number, zone: string): string => formatter(zone, HOUR_MINUTE).format(at);

/** "09:53:07": to the second. */
export const secondsTime = (at: number, zone: string): string => formatter(zone, TO_SECOND).format(at);

/** "09:53:07.120", for log lines. */
export const preciseTime = (at: number, zone: string): string => formatter(zone, TO_MILLISECOND).format(at);

/** The civil date in the zone, as YYYY-MM-DD. */
export function dateIn(zone: string, at: number): string {
  const parts = formatter(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** "UTC-6"; the zone's offset at that instant. */
export function offsetText(at: number, zone: string): string {
  const parts = formatter(zone, { timeZoneName: 'shortOffset' }).formatToParts(at);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  return name.replace('GMT', 'UTC').replace(/\+0$/, '');
}

/** "Tue 24 Nov 2026, 15:00:05 America/Regina (UTC-6)": leaves no doubt about day, zone or offset. */
export function fullText(at: number, zone: string): string {
  const time = formatter(zone, TO_SECOND).format(at);
  return `${dayName(dateIn(zone, at), true)}, ${time} ${zone} (${offsetText(at, zone)})`;
}

/** "15:00" today, "02:00 tomorrow", otherwise "Thu 5 Mar, 02:00", with the year when it is another one. */
export function whenText(at: number, now: number, zone: string): string {
  const time = clockTime(at, zone);
  const day = dateIn(zone, at);
  const today = dateIn(zone, now);
  if (day === today) return time;
  if (day === addDays(today, 1)) return `${time} tomorrow`;
  if (day === addDays(today, -1)) return `${time} yesterday`;
  return `${dayName(day, day.slice(0, 4) !== today.slice(0, 4))}, ${time}`;
}

import { useFacility } from '../facility.ts';
import { dayName } from '../time/dates.ts';
import { clockTime, dateIn, fullText } from '../time/instants.ts';

/** "Thu 5 Mar 2026, 08:00 – 16:00", and the other day where it ends on one. */
export function sessionText(startAt: string, endAt: string, zone: string): string {
  const [start, end] = [Date.parse(startAt), Date.parse(endAt)];
  const [first, last] = [dateIn(zone, start), dateIn(zone, end)];
  const begins = `${dayName(first, true)}, ${clockTime(start, zone)}`;
  return `${begins} – ${first === last ? '' : `${dayName(last)}, `}${clockTime(end, zone)}`;
}

/** The same in two parts, for a table: "Thu 5 Mar 2026, 08:00" and "to 16:00". */
export function sessionParts(startAt: string, endAt: string, zone: string): { begins: string; ends: string } {
  const [begins = '', ends = ''] = sessionText(startAt, endAt, zone).split(' – ');
  return { begins, ends: `to ${ends}` };
}

/** When a session is, on the facility's clock; hovering tells the zone. */
export function SessionTime({ startAt, endAt }: { startAt: string; endAt: string }) {
  const { timeZone } = useFacility();
  const full = `${fullText(Date.parse(startAt), timeZone)} to ${fullText(Date.parse(endAt), timeZone)}`;
  return <span data-hint={full}>{sessionText(startAt, endAt, timeZone)}</span>;
}

import type { Facility, LogLine, RunState, TaskRun } from './documents.ts';

/** Everything here is pure: text in, text out. Colours come from the caller's `paint`. */
export type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';
export type Paint = (style: Style, text: string) => string;

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const local = (at: string, zone: string) => Temporal.Instant.from(at).toZonedDateTimeISO(zone);
const two = (value: number) => String(value).padStart(2, '0');

/** "10:15:09" on the wall clock of the zone. */
export function clock(at: string, zone: string): string {
  return local(at, zone).toPlainTime().toString({ smallestUnit: 'second' });
}

/** "Fri 2027-01-15 10:15", with seconds unless they are 0; `offset` tells the two hours apart when clocks go back. */
export function stamp(at: string, zone: string, offset = false): string {
  const moment = local(at, zone);
  const time = moment.toPlainTime().toString({ smallestUnit: moment.second ? 'second' : 'minute' });
  const text = `${days[moment.dayOfWeek - 1]} ${moment.toPlainDate().toString()} ${time}`;
  return offset ? `${text} ${moment.offset}` : text;
}

/** For narrow columns: "10:15" today, "16 Jan 02:00" this year, "16 Jan 2026" in another. */
export function when(at: string, now: string, zone: string): string {
  const moment = local(at, zone);
  const today = local(now, zone);
  const time = `${two(moment.hour)}:${two(moment.minute)}`;
  if (moment.toPlainDate().equals(today)) return time;
  const day = `${moment.day} ${months[moment.month - 1]}`;
  return moment.year === today.year ? `${day} ${time}` : `${day} ${moment.year}`;
}

/** The first line of every table: where we are, and how to read its times. */
export function headline({ name, now, timeZone }: Facility): string {
  return `${name}, ${stamp(now, timeZone)}; times are in ${timeZone}`;
}

/** A measured ISO 8601 duration: "40 ms", "6.1 s", "2 min 4 s", "1 h 5 min", "2 d 3 h". */
export function elapsed(iso: string): string {
  const total = Temporal.Duration.from(iso).total('milliseconds');
  if (total < 100) return `${Math.max(0, Math.round(total))} ms`;
  if (total < 59_950) return `${(total / 1000).toFixed(1)} s`;
  const pair = (big: number, unit: string, small: number, smallUnit: string) =>
    small ? `${big} ${unit} ${small} ${smallUnit}` : `${big} ${unit}`;
  const seconds = Math.round(total / 1000);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** A chosen ISO 8601 duration in its own units: "PT1H30M" is "1 hour 30 minutes". */
export function period(iso: string): string {
  const duration = Temporal.Duration.from(iso);
  const units = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;
  return units
    .filter((unit) => duration[unit])
    .map((unit) => `${duration[unit]} ${duration[unit] === 1 ? unit.slice(0, -1) : unit}`)
    .join(' ');
}

/** "TIMED_OUT" is "timed out". */
export const stateText = (state: RunState): string => state.toLowerCase().replace('_', ' ');

/** Whether a run that is over did what it should. */
export const isGood = (state: RunState): boolean => state === 'SUCCEEDED' || state === 'SKIPPED';

const stateStyles: Record<RunState, Style> = {
  QUEUED: 'cyan',
  RUNNING: 'cyan',
  SUCCEEDED: 'green',
  SKIPPED: 'dim',
  FAILED: 'red',
  LOST: 'red',
  TIMED_OUT: 'red',
  CANCELLED: 'yellow',
};
export const stateStyle = (state: RunState): Style => stateStyles[state];

const levelStyles = { DEBUG: 'dim', INFO: null, WARN: 'yellow', ERROR: 'red' } as const;

/** `10:15:09 WARN  message {"field":1}`. Further lines of the message are indented under the first. */
export function logLine(line: LogLine, zone: string, paint: Paint): string {
  const style = levelStyles[line.level];
  const level = line.level.padEnd(5);
  const time = clock(line.at, zone);
  const message = safe(line.message).replaceAll('\n', `\n${' '.repeat(time.length + level.length + 2)}`);
  const fields = line.fields === null ? '' : ` ${paint('dim', safe(JSON.stringify(line.fields)))}`;
  return `${paint('dim', time)} ${style ? paint(style, level) : level} ${message}${fields}`;
}

/** How a run ended, or how it stands: `FAILED in 6.1 s: no connection`, `CANCELLED in 2.0 s by Ann Operator`. */
export function outcome(run: TaskRun, paint: Paint): string {
  const text = run.error?.message ?? run.summary;
  const took = run.duration ? ` ${run.finishedAt ? 'in' : 'for'} ${elapsed(run.duration)}` : '';
  return `${paint(stateStyle(run.state), run.state)}${took}${ender(run)}${text ? `: ${safe(text)}` : ''}`;
}

/** Who ended a run, or has told it to stop; empty when nobody did. */
function ender({ state, cancelling, cancelledBy }: TaskRun): string {
  if (cancelledBy === null) return '';
  if (cancelling) return `, told to stop by ${safe(cancelledBy)}`;
  return state === 'CANCELLED' ? ` by ${safe(cancelledBy)}` : '';
}

/** What a task or a person wrote must not steer the terminal: control characters are shown, not obeyed. */
export function safe(text: string): string {
  return text.replaceAll(
    /[^\P{Cc}\n\t]/gu,
    (character) => String.raw`\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** Text of a few lines in one. */
export const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');

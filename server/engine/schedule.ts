/**
 * When does a task run next? Pure and total: same input, same answer; no clock, no database, no throw.
 * Calendar and time-zone arithmetic is Temporal's alone. "Rule n" is rule n of domain notes §9.2.
 */

export type RunState =
  | 'QUEUED'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'SKIPPED'
  | 'LOST'
  | 'TIMED_OUT'
  | 'CANCELLED';
export type Trigger = 'SCHEDULE' | 'RETRY' | 'MANUAL' | 'BOOT';

/** What an author or administrator writes, in the forms of domain §9.1; null, undefined and '' mean not set. */
export interface ScheduleSpec {
  /** ISO 8601 duration (`PT15M`, `P1M`), or a time of day for "daily at" (`T02:00`). */
  every?: string | null;
  /** Time of day in the facility's zone (`T02:00`, `02:00:30`, `T0200`). */
  at?: string | null;
  /** ISO 8601 duration from the start of a failed run to its retry; not set: no retry. */
  retryAfter?: string | null;
}

/** Why a schedule was refused. `message` names the value, what is wrong with it and the remedy. */
export interface ScheduleProblem {
  field: 'every' | 'at' | 'retryAfter' | 'timeZone';
  message: string;
}

interface Common {
  /** From the start of a failed run to its retry, 1 second to 100 years; null: no retry (rule 7). */
  retryAfter: Temporal.Duration | null;
  /** The facility's zone, as an identifier Temporal knows. */
  timeZone: string;
}

/**
 * A checked schedule; build it with `parseSchedule` only. MANUAL: never due. FIXED: daily at a time.
 * INTERVAL: `every` after the last start. PINNED: whole days, weeks, months or years, at a time.
 * `every` is 1 second to 100 years.
 */
export type Schedule = Common &
  (
    | { mode: 'MANUAL' }
    | { mode: 'FIXED'; at: Temporal.PlainTime }
    | { mode: 'INTERVAL'; every: Temporal.Duration }
    | { mode: 'PINNED'; every: Temporal.Duration; at: Temporal.PlainTime }
  );

/** A started run, as far as scheduling cares. */
export interface LastRun {
  startedAt: Temporal.Instant;
  /** null: not finished, or unknown; then it does not hold back a retry. */
  finishedAt: Temporal.Instant | null;
  /**
   * The occurrence this run stood for. A run by hand or at boot has its own start here, so that its retry keeps
   * to its date, or null.
   */
  slot: Temporal.Instant | null;
  state: RunState;
  trigger: Trigger;
}

/** All that a task's next run depends on, besides its schedule and the time. */
export interface ScheduleHistory {
  registeredAt: Temporal.Instant;
  /** 1 to 31, the day monthly runs return to (rule 5); null: the day of the last run. */
  anchorDay: number | null;
  /** The newest started run, of any state and trigger; null: never run. */
  lastRun: LastRun | null;
}

/** The next run of a task. */
export interface Occurrence {
  /** When it should start; in the past: overdue. */
  at: Temporal.Instant;
  /** `at <= now`, without tolerance. Time only: the caller knows about pauses and running runs (rule 8). */
  due: boolean;
  /**
   * The slot a run started at `now` would carry: the newest occurrence <= now when due (rule 6), else `at`.
   * A retry carries the failed run's slot: null when that run had none.
   */
  slot: Temporal.Instant | null;
  trigger: 'SCHEDULE' | 'RETRY';
}

/** A moment in the schedule's zone. Comparisons below look at the instant only. */
type Moment = Temporal.ZonedDateTime;

const DURATION = /^P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/;
const TIME_OF_DAY = /^T?(?:[01]\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?|[0-5]\d(?:[0-5]\d)?)$/;
/** Meant as a time of day, well formed or not: `T02`, `24:00`, `T02:00Z`; but not `1D`. */
const TIME_LIKE = /^T\d|^\d+(?::|$)/;
const LONGEST = Temporal.Duration.from({ years: 100 });
/** What "at most 100 years" is measured from, since months and years differ in length. */
const RULER = Temporal.PlainDate.from('2000-01-01');
const FAILED: ReadonlySet<RunState> = new Set(['FAILED', 'TIMED_OUT', 'LOST']);
const MAX_STEPS = 5_000;
const MAX_PREVIEW = 1_000;
const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;

// ---- Reading and describing (§9.1) ----

/** Checks the text of a schedule and says everything that is wrong with it at once, one problem a field. */
export function parseSchedule(
  spec: ScheduleSpec,
  timeZone: string,
): { schedule: Schedule; problems: [] } | { schedule: null; problems: ScheduleProblem[] } {
  const problems: ScheduleProblem[] = [];
  /** Runs one field's parser; its complaint is the message of this field's problem. */
  const read = <T>(field: ScheduleProblem['field'], text: string | null | undefined, parse: Parser<T>) => {
    if (text === null || text === undefined || text === '') return null;
    const result = parse(text);
    if (typeof result !== 'string') return result;
    problems.push({ field, message: `${quote(text)} ${result}` });
    return null;
  };

  const hasAt = spec.at !== null && spec.at !== undefined && spec.at !== '';
  const every = read('every', spec.every, (text) => parseEvery(text, hasAt));
  const at = read('at', spec.at, parseTime);
  const retryAfter = read('retryAfter', spec.retryAfter, parseDuration);
  if (timeZone === '')
    problems.push({ field: 'timeZone', message: `The time zone is empty: ${ZONE_REMEDY}` });
  const zone = read('timeZone', timeZone, parseZone);
  if (problems.length > 0 || zone === null) return { schedule: null, problems };

  const common = { retryAfter, timeZone: zone.timeZoneId };
  const fixedAt = every instanceof Temporal.PlainTime ? every : at;
  if (every instanceof Temporal.Duration) {
    if (at) return { schedule: { mode: 'PINNED', every, at, ...common }, problems: [] };
    return { schedule: { mode: 'INTERVAL', every, ...common }, problems: [] };
  }
  if (fixedAt) return { schedule: { mode: 'FIXED', at: fixedAt, ...common }, problems: [] };
  return { schedule: { mode: 'MANUAL', ...common }, problems: [] };
}

/** The schedule in plain English, without its zone and retry: "every 15 minutes", "daily at 02:00". */
export function describeSchedule(schedule: Schedule): string {
  if (schedule.mode === 'MANUAL') return 'only when run by hand';
  const at = schedule.mode === 'INTERVAL' ? '' : ` at ${timeText(schedule.at)}`;
  const parts = schedule.mode === 'FIXED' ? ['day'] : durationParts(schedule.every);
  if (at !== '' && parts.length === 1 && parts[0] === 'day') return `daily${at}`;
  const last = parts.at(-1);
  return `every ${parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${last}` : last}${at}`;
}

/** A parsed value, or the complaint that follows the quoted text in a problem's message. */
type Parser<T> = (text: string) => T | string;

const ZONE_REMEDY = 'use a name like America/Regina or Europe/Stockholm';

function parseEvery(text: string, hasAt: boolean): Temporal.Duration | Temporal.PlainTime | string {
  if (TIME_LIKE.test(text)) {
    const time = parseTime(text);
    if (typeof time === 'string' || !hasAt) return time;
    return 'is a time of day, and so is at: leave one of them empty, or use a duration of whole days, weeks, months or years';
  }
  const every = parseDuration(text);
  if (typeof every === 'string' || !hasAt || !(every.hours || every.minutes || every.seconds)) return every;
  return 'has hours, minutes or seconds and cannot be combined with a time of day (at): use whole days, weeks, months or years, or leave at empty';
}

function parseTime(text: string): Temporal.PlainTime | string {
  if (TIME_OF_DAY.test(text)) return Temporal.PlainTime.from(text.startsWith('T') ? text : `T${text}`);
  const zoned = /^(.+?)(?:Z|[+-][\d:]+)$/i.exec(text.slice(0, 40))?.[1];
  return zoned && TIME_OF_DAY.test(zoned)
    ? `has an offset from UTC: use ${zoned}, times are in the facility's zone`
    : 'is not a time of day: use T00:00 to T23:59:59';
}

function parseDuration(text: string): Temporal.Duration | string {
  if (TIME_OF_DAY.test(text)) return 'is a time of day, not a duration: use one like PT15M, PT6H or P1D';
  if (/^[+-]|^P.*[+-]/s.test(text)) return 'has a sign: use whole numbers without + or -';
  if (/^P.*\d[.,]\d/s.test(text)) return 'has a fraction: use whole numbers and smaller units, like P1DT12H';
  if (!DURATION.test(text)) return 'is not a duration: use one like PT15M, PT6H, P1D, P2W or P1Y6M';
  const duration = inRange(() => Temporal.Duration.from(text));
  if (duration?.blank) return 'is zero long: use PT1S or more';
  const order =
    duration && inRange(() => Temporal.Duration.compare(duration, LONGEST, { relativeTo: RULER }));
  return duration && order !== null && order <= 0 ? duration : 'is too long: use P100Y or less';
}

function parseZone(text: string): Moment | string {
  // The constructor takes identifiers only; Temporal's other doors also read a zone out of a date and time.
  return inRange(() => new Temporal.ZonedDateTime(0n, text)) ?? `is not a known time zone: ${ZONE_REMEDY}`;
}

const quote = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

const timeText = (at: Temporal.PlainTime) =>
  at.toString({ smallestUnit: at.second === 0 ? 'minute' : 'second' });

function durationParts(every: Temporal.Duration): string[] {
  const parts = UNITS.filter((unit) => every[unit] > 0);
  return parts.map((unit) => {
    if (every[unit] > 1) return `${every[unit]} ${unit}`;
    return parts.length > 1 ? `1 ${unit.slice(0, -1)}` : unit.slice(0, -1);
  });
}

// ---- The next run (§9.2) ----

/** The next run, given the history (rules 2 to 8). null: only run by hand, or beyond Temporal's range. */
export function nextOccurrence(
  schedule: Schedule,
  history: ScheduleHistory,
  now: Temporal.Instant,
): Occurrence | null {
  if (schedule.mode === 'MANUAL') return null;
  const normal = normalOccurrence(schedule, history);
  const retryAt = retryTime(schedule, history.lastRun);
  const retries = retryAt !== null && (normal === null || isBefore(retryAt, normal));
  const at = retries ? retryAt : normal?.toInstant();
  if (!at) return null;

  const due = !isBefore(now, at);
  // A retry that the next normal occurrence has overtaken is coalesced into it (rule 6): one run, not two.
  if (normal && !isBefore(now, normal)) {
    const newest = newestOccurrence(schedule, history, normal, now).toInstant();
    return { at, due, slot: newest, trigger: 'SCHEDULE' };
  }
  if (retries) return { at, due, slot: history.lastRun?.slot ?? null, trigger: 'RETRY' };
  return { at, due, slot: at, trigger: 'SCHEDULE' };
}

/**
 * The next starts, each after the one before: every run starts on time (an overdue one at `now`) and succeeds.
 * `count` is cut to 0 to 1000; fewer come back only for manual tasks and at the end of Temporal's range.
 */
export function nextOccurrences(
  schedule: Schedule,
  history: ScheduleHistory,
  now: Temporal.Instant,
  count: number,
): Temporal.Instant[] {
  const starts: Temporal.Instant[] = [];
  let { anchorDay, lastRun } = history;
  let clock = now;
  while (starts.length < Math.min(count, MAX_PREVIEW)) {
    const past = { registeredAt: history.registeredAt, anchorDay, lastRun };
    const next = nextOccurrence(schedule, past, clock);
    if (next === null) break;
    clock = next.due ? clock : next.at;
    starts.push(clock);
    lastRun = { ...next, startedAt: clock, finishedAt: clock, state: 'SUCCEEDED' };
    anchorDay = anchorDayAfter(schedule, past, lastRun);
  }
  return starts;
}

/**
 * What `anchorDay` becomes when `run` starts (rule 5): its day of month for the first run and for one by hand,
 * else kept. null for schedules that do not step by months or years alone. Set it to null on a schedule edit.
 */
export function anchorDayAfter(
  schedule: Schedule,
  history: ScheduleHistory,
  run: { startedAt: Temporal.Instant; slot: Temporal.Instant | null; trigger: Trigger },
): number | null {
  if (!keepsDayOfMonth(schedule)) return null;
  if (history.lastRun === null || run.trigger === 'MANUAL') return baseOf(schedule, run).day;
  return history.anchorDay ?? baseOf(schedule, history.lastRun).day;
}

type Timed = Exclude<Schedule, { mode: 'MANUAL' }>;

/** The occurrence after the last run, or the first one, leaving retries aside (rules 2, 3 and 4). */
function normalOccurrence(
  schedule: Timed,
  { registeredAt, anchorDay, lastRun }: ScheduleHistory,
): Moment | null {
  const zone = schedule.timeZone;
  if (lastRun === null) {
    const registered = registeredAt.toZonedDateTimeISO(zone);
    return schedule.mode === 'INTERVAL' ? registered : firstDailyAfter(schedule.at, registered);
  }
  const base = baseOf(schedule, lastRun);
  return schedule.mode === 'FIXED'
    ? firstDailyAfter(schedule.at, base)
    : step(schedule, base, anchorDay ?? base.day);
}

/** The moment the next occurrence is counted from, given the run before it. */
function baseOf(schedule: Schedule, run: Pick<LastRun, 'startedAt' | 'slot' | 'trigger'>): Moment {
  const started = run.startedAt.toZonedDateTimeISO(schedule.timeZone);
  const slot = run.slot?.toZonedDateTimeISO(schedule.timeZone);
  if (!slot || schedule.mode === 'INTERVAL') return started; // rule 2
  if (schedule.mode === 'PINNED') return run.trigger === 'MANUAL' || run.trigger === 'BOOT' ? started : slot; // rule 4
  return isBefore(started, slot) ? slot : started; // rule 3
}

/** The newest occurrence <= now, where `first` is one of them (rule 6). */
function newestOccurrence(
  schedule: Timed,
  history: ScheduleHistory,
  first: Moment,
  now: Temporal.Instant,
): Moment {
  if (schedule.mode === 'FIXED') {
    const today = now.toZonedDateTimeISO(schedule.timeZone);
    return dailyAround(schedule.at, today).findLast((moment) => !isBefore(now, moment)) ?? first;
  }
  const origin = history.lastRun ? baseOf(schedule, history.lastRun) : first;
  const anchorDay = history.anchorDay ?? origin.day;
  let newest = first;
  // The cap is reached only after centuries of missed months or clock changes; the run then carries an older slot.
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    newest = leap(schedule, newest, now);
    const next = step(schedule, newest, anchorDay);
    if (next === null || isBefore(now, next)) break;
    newest = next;
  }
  return newest;
}

/** One `every` after `from` (rules 1, 4 and 5). null: beyond Temporal's range. */
function step(
  schedule: Timed & { every: Temporal.Duration },
  from: Moment,
  anchorDay: number,
): Moment | null {
  const { years, months, weeks, days, hours, minutes, seconds } = schedule.every;
  const { timeZone } = schedule;
  return inRange(() => {
    // Without a calendar part the wall clock must stay out of it: the second 01:30 of an overlap is not the first.
    if (years + months + weeks + days === 0) return from.add(schedule.every);
    const base = from.toPlainDate();
    let date = base.add({ years, months, weeks, days });
    const clamped = base.day === base.daysInMonth && base.day < anchorDay;
    if (clamped && keepsDayOfMonth(schedule)) date = date.with({ day: anchorDay });
    if (schedule.mode === 'INTERVAL') {
      return date
        .toZonedDateTime({ timeZone, plainTime: from.toPlainTime() })
        .add({ hours, minutes, seconds });
    }
    const moment = date.toZonedDateTime({ timeZone, plainTime: schedule.at });
    // Where clocks go back past midnight, the next date's occurrence can lie before a run by hand.
    if (isBefore(from.toInstant(), moment)) return moment;
    return date.add({ days: 1 }).toZonedDateTime({ timeZone, plainTime: schedule.at });
  });
}

/** As many whole steps towards `now` as arithmetic can take exactly: where the zone's offset is constant. */
function leap(schedule: Timed & { every: Temporal.Duration }, from: Moment, now: Temporal.Instant): Moment {
  const { years, months, weeks, days, hours, minutes, seconds } = schedule.every;
  if (years + months > 0) return from;
  // The first step from a moment moved by a gap changes the time of day.
  if (schedule.mode === 'PINNED' && !from.toPlainTime().equals(schedule.at)) return from;
  const change = weeks + days > 0 ? from.getTimeZoneTransition('next') : null;
  const end = change && !isBefore(now, change) ? change.epochNanoseconds - 1n : now.epochNanoseconds;
  // Bigint: the whole of Temporal's range has more nanoseconds than a number counts exactly.
  const length =
    BigInt((weeks * 7 + days) * 24 + hours) * 3_600_000_000_000n +
    BigInt(minutes * 60 + seconds) * 1_000_000_000n;
  const steps = (end - from.epochNanoseconds) / length;
  if (steps <= 0n) return from;
  return new Temporal.ZonedDateTime(from.epochNanoseconds + steps * length, schedule.timeZone);
}

/** The first occurrence of a daily time strictly after `base` (rule 3). null: beyond Temporal's range. */
function firstDailyAfter(at: Temporal.PlainTime, base: Moment): Moment | null {
  return dailyAround(at, base).find((moment) => isBefore(base.toInstant(), moment)) ?? null;
}

/**
 * A daily time's occurrences from two dates before to two after: enough where clocks cross midnight or a zone
 * skipped a date.
 */
function dailyAround(plainTime: Temporal.PlainTime, middle: Moment): Moment[] {
  return [-2, -1, 0, 1, 2].flatMap((days) => {
    const timeZone = middle.timeZoneId;
    return inRange(() => middle.toPlainDate().add({ days }).toZonedDateTime({ timeZone, plainTime })) ?? [];
  });
}

/** When a failed run is tried again, not before it has finished (rule 7). null: not at all. */
function retryTime(schedule: Schedule, lastRun: LastRun | null): Temporal.Instant | null {
  const { retryAfter, timeZone } = schedule;
  if (lastRun === null || retryAfter === null || !FAILED.has(lastRun.state)) return null;
  const { startedAt, finishedAt } = lastRun;
  const retryAt = inRange(() => startedAt.toZonedDateTimeISO(timeZone).add(retryAfter).toInstant());
  return retryAt && finishedAt && isBefore(retryAt, finishedAt) ? finishedAt : retryAt;
}

/** Days and weeks in `every` move the day of month on purpose, so there is none to return to. */
function keepsDayOfMonth(schedule: Schedule): boolean {
  if (schedule.mode !== 'INTERVAL' && schedule.mode !== 'PINNED') return false;
  const { years, months, weeks, days } = schedule.every;
  return years + months > 0 && weeks + days === 0;
}

/** a < b, as instants. */
function isBefore(a: Temporal.Instant | Moment, b: Temporal.Instant | Moment): boolean {
  return a.epochNanoseconds < b.epochNanoseconds;
}

/** Temporal throws a RangeError for what it cannot represent; here that is null. */
function inRange<T>(calculate: () => T): T | null {
  try {
    return calculate();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

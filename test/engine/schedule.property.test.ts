import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  anchorDayAfter,
  describeSchedule,
  type LastRun,
  nextOccurrence,
  nextOccurrences,
  parseSchedule,
  type RunState,
  type Schedule,
  type ScheduleHistory,
  type Trigger,
} from '../../server/engine/schedule.ts';

// ---- What is tried: random schedules, zones and histories, 1990 to 2090 ----

const ZONES = [
  'America/Regina', // no clock changes
  'Europe/Stockholm',
  'America/New_York',
  'Australia/Lord_Howe', // clocks change by 30 minutes
  'Pacific/Chatham', // 45 minutes off the hour
  'Asia/Kathmandu',
  'Pacific/Apia', // skipped 30 December 2011
  'America/Sao_Paulo', // clocks changed at midnight
  'Europe/London',
  'Asia/Tehran', // clocks changed at midnight, on dates of another calendar
  'America/St_Johns', // clocks went back past midnight
  'Africa/Casablanca', // four changes a year
  'Asia/Pyongyang', // a gap just before midnight
  'Pacific/Kwajalein', // skipped a date in 1993
  'America/Nuuk',
  'Antarctica/Troll', // clocks change by 2 hours
  'UTC',
];

const zones = fc.constantFrom(...ZONES);
const second = (text: string) => Temporal.Instant.from(text).epochMilliseconds / 1000;
const [FROM, TO] = [second('1990-01-01T00:00Z'), second('2090-01-01T00:00Z')];

/** Any instant, and often one within two days of a clock change of the zone. */
const instantsIn = (zone: string): fc.Arbitrary<Temporal.Instant> => {
  const anywhere = fc
    .integer({ min: FROM, max: TO })
    .map((s) => Temporal.Instant.fromEpochMilliseconds(s * 1000));
  const nearChange = fc.tuple(anywhere, fc.integer({ min: -172_800, max: 172_800 })).map(([at, seconds]) => {
    const change = at.toZonedDateTimeISO(zone).getTimeZoneTransition('previous')?.toInstant();
    // A zone without clock changes since 1990 has nothing to be near to.
    return change && change.epochMilliseconds > (FROM + 172_800) * 1000 ? change.add({ seconds }) : at;
  });
  return fc.oneof(anywhere, nearChange);
};

const two = (n: number) => String(n).padStart(2, '0');
const timesOfDay = fc.oneof(
  fc.constantFrom('00:00', '00:00:30', '00:30', '01:30', '02:00', '02:30', '23:30', '23:45'),
  fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([h, m]) => `T${two(h)}:${two(m)}`),
);
const part = (max: number, letter: string) =>
  fc.oneof(
    fc.constant(''),
    fc.integer({ min: 1, max }).map((n) => `${n}${letter}`),
  );
const exact = fc
  .tuple(part(72, 'H'), part(90, 'M'), part(90, 'S'))
  .map((parts) => `PT${parts.join('')}`)
  .filter((text) => text !== 'PT');
const daysOnly = fc
  .tuple(part(3, 'W'), part(40, 'D'))
  .map((parts) => `P${parts.join('')}`)
  .filter((text) => text !== 'P');
const monthsOnly = fc
  .tuple(part(3, 'Y'), part(18, 'M'))
  .map((parts) => `P${parts.join('')}`)
  .filter((text) => text !== 'P');
const calendar = fc.oneof(
  daysOnly,
  monthsOnly,
  fc.tuple(monthsOnly, daysOnly).map(([a, b]) => a + b.slice(1)),
);
const durations = fc.oneof(
  exact,
  calendar,
  fc.tuple(calendar, exact).map(([a, b]) => a + b.slice(1)),
);
const specs = fc.oneof(
  fc.record({ every: durations }),
  fc.record({ every: calendar, at: timesOfDay }),
  fc.record({ at: timesOfDay }),
);

const STATES: RunState[] = ['SUCCEEDED', 'FAILED', 'SKIPPED', 'LOST', 'TIMED_OUT', 'CANCELLED', 'RUNNING'];
const TRIGGERS: Trigger[] = ['SCHEDULE', 'RETRY', 'MANUAL', 'BOOT'];

function scheduleOf(spec: { every?: string; at?: string; retryAfter?: string }, zone: string): Schedule {
  const { schedule, problems } = parseSchedule(spec, zone);
  if (schedule === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return schedule;
}

interface Case {
  zone: string;
  schedule: Schedule;
  history: ScheduleHistory;
  now: Temporal.Instant;
}

/** A schedule with any history it could have, and a time up to `maxDelay` seconds after the last run. */
const casesOf = (
  specs: fc.Arbitrary<{ every?: string; at?: string }>,
  { retries = true, maxDelay = 5 * 366 * 86_400 } = {},
): fc.Arbitrary<Case> =>
  zones.chain((zone) =>
    fc
      .record({
        spec: specs,
        retryAfter: retries ? fc.option(durations, { nil: undefined }) : fc.constant(undefined),
        startedAt: instantsIn(zone),
        hasRun: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
        state: fc.constantFrom(...(retries ? STATES : (['SUCCEEDED'] as const))),
        trigger: fc.constantFrom(...TRIGGERS),
        lateBy: fc.oneof(fc.constant(0), fc.constant(null), fc.integer({ min: 0, max: 86_400 })),
        took: fc.option(fc.integer({ min: 0, max: 100_000 })),
        anchorDay: fc.option(fc.integer({ min: 28, max: 31 })),
        delay: fc.oneof(
          fc.integer({ min: 0, max: Math.min(maxDelay, 200_000) }),
          fc.integer({ min: 0, max: maxDelay }),
        ),
      })
      .map((c) => {
        // A run by hand or at boot stands for no occurrence but itself.
        const onSchedule = c.trigger === 'SCHEDULE' || c.trigger === 'RETRY';
        const lastRun: LastRun = {
          startedAt: c.startedAt,
          finishedAt: c.took === null ? null : c.startedAt.add({ seconds: c.took }),
          slot: c.lateBy === null ? null : c.startedAt.subtract({ seconds: onSchedule ? c.lateBy : 0 }),
          state: c.state,
          trigger: c.trigger,
        };
        return {
          zone,
          schedule: scheduleOf({ ...c.spec, retryAfter: c.retryAfter }, zone),
          history: {
            registeredAt: c.hasRun ? Temporal.Instant.from('1989-01-01T00:00Z') : c.startedAt,
            anchorDay: c.anchorDay,
            lastRun: c.hasRun ? lastRun : null,
          },
          now: c.startedAt.add({ seconds: c.delay }),
        };
      }),
  );
const cases = casesOf(specs);

const compare = Temporal.Instant.compare;
const RETRIED: RunState[] = ['FAILED', 'LOST', 'TIMED_OUT'];

/** A run that starts at `at` and does what `state` says at once. */
const ran = (at: Temporal.Instant, slot: Temporal.Instant | null, trigger: Trigger): LastRun => ({
  startedAt: at,
  finishedAt: at,
  slot,
  trigger,
  state: 'SUCCEEDED',
});

/** Fails the property with the case in words; a counterexample of Temporal objects alone shows as `{}`. */
const check = <T extends Partial<Case>>(arbitrary: fc.Arbitrary<T>, holds: (c: T) => void, numRuns = 400) =>
  fc.assert(
    fc.property(arbitrary, (c) => {
      try {
        holds(c);
      } catch (error) {
        throw new Error(`${JSON.stringify(c)}: ${String(error)}`, { cause: error });
      }
    }),
    { numRuns },
  );

// ---- An independent, naive oracle: one step after another, written from the rules ----

type Moment = Temporal.ZonedDateTime;

/** The first occurrence of a daily time after `base`, found by walking the calendar. */
function oracleDaily(at: Temporal.PlainTime, base: Moment): Moment {
  let date = base.toPlainDate().subtract({ days: 4 });
  for (;;) {
    const moment = Temporal.ZonedDateTime.from(`${String(date)}T${String(at)}[${base.timeZoneId}]`, {
      disambiguation: 'compatible',
    });
    if (Temporal.ZonedDateTime.compare(moment, base) > 0) return moment;
    date = date.add({ days: 1 });
  }
}

/** One step of `every`; months end where the anchor day says. */
function oracleStep(schedule: Schedule, from: Moment, anchor: number): Moment {
  if (schedule.mode === 'FIXED') return oracleDaily(schedule.at, from);
  if (schedule.mode === 'MANUAL') throw new Error('never asked');
  const { every } = schedule;
  let next: Moment | Temporal.PlainDate =
    schedule.mode === 'PINNED' ? from.toPlainDate().add(every) : from.add(every);
  const monthly = every.years + every.months > 0 && every.weeks + every.days === 0;
  if (monthly && from.day < anchor && from.add({ days: 1 }).day === 1) {
    const time = Temporal.Duration.from({
      hours: every.hours,
      minutes: every.minutes,
      seconds: every.seconds,
    });
    const first = from.toPlainDate().with({ day: 1 }).add({ years: every.years, months: every.months });
    const day = first.add({ days: Math.min(anchor, first.daysInMonth) - 1 });
    next =
      schedule.mode === 'PINNED'
        ? day
        : day.toZonedDateTime({ timeZone: from.timeZoneId, plainTime: from.toPlainTime() }).add(time);
  }
  if (next instanceof Temporal.ZonedDateTime) return next;
  const { at } = schedule as Extract<Schedule, { mode: 'PINNED' }>;
  const moment = next.toZonedDateTime({ timeZone: from.timeZoneId, plainTime: at });
  return Temporal.ZonedDateTime.compare(moment, from) > 0 ? moment : oracleDaily(at, from.add({ days: 1 }));
}

/** The next occurrence and the newest one <= now, leaving retries aside. */
function oracle({ zone, schedule, history, now }: Case): { at: Temporal.Instant; newest: Temporal.Instant } {
  const { lastRun, registeredAt } = history;
  const zoned = (at: Temporal.Instant) => at.toZonedDateTimeISO(zone);
  let base = zoned(lastRun?.startedAt ?? registeredAt);
  if (lastRun?.slot && schedule.mode === 'PINNED' && ['SCHEDULE', 'RETRY'].includes(lastRun.trigger)) {
    base = zoned(lastRun.slot);
  }
  if (lastRun?.slot && schedule.mode === 'FIXED' && compare(lastRun.slot, base.toInstant()) > 0) {
    base = zoned(lastRun.slot);
  }
  let first: Moment;
  if (lastRun) first = oracleStep(schedule, base, history.anchorDay ?? base.day);
  else
    first =
      schedule.mode === 'INTERVAL' || schedule.mode === 'MANUAL' ? base : oracleDaily(schedule.at, base);
  const anchor = history.anchorDay ?? (lastRun ? base.day : first.day);
  let newest = first;
  for (;;) {
    const next = oracleStep(schedule, newest, anchor);
    if (compare(next.toInstant(), now) > 0) break;
    newest = next;
  }
  return { at: first.toInstant(), newest: newest.toInstant() };
}

// ---- The promises ----

describe('any schedule', () => {
  test('agrees with a naive walk of the rules, up to years late', () => {
    // Steps of seconds over years are the business of the next test: the walk would take too long.
    const slow = fc.oneof(
      fc.record({ every: calendar }),
      fc.record({ every: fc.tuple(calendar, exact).map(([a, b]) => a + b.slice(1)) }),
      fc.record({ every: calendar, at: timesOfDay }),
      fc.record({ at: timesOfDay }),
    );
    check(
      casesOf(slow, { retries: false }),
      (c) => {
        const next = nextOccurrence(c.schedule, c.history, c.now);
        const expected = oracle(c);
        expect(String(next?.at)).toBe(String(expected.at));
        expect(next?.due).toBe(compare(expected.at, c.now) <= 0);
        expect(String(next?.slot)).toBe(String(next?.due ? expected.newest : expected.at));
      },
      300,
    );
  });

  test('of exact time agrees with a naive walk, up to a day late', () => {
    const quick = exact.filter((text) => !/^PT\d+S$/.test(text)).map((every) => ({ every }));
    check(
      casesOf(quick, { retries: false, maxDelay: 86_400 }),
      (c) => {
        const next = nextOccurrence(c.schedule, c.history, c.now);
        const expected = oracle(c);
        expect(String(next?.at)).toBe(String(expected.at));
        expect(String(next?.slot)).toBe(String(next?.due ? expected.newest : expected.at));
      },
      200,
    );
  });

  test('is due exactly when its time has come, and its slot is never ahead of now when due', () => {
    check(cases, ({ schedule, history, now }) => {
      const next = nextOccurrence(schedule, history, now);
      expect(next).not.toBeNull();
      if (next === null) return;
      expect(next.due).toBe(compare(next.at, now) <= 0);
      if (next.due && next.trigger === 'SCHEDULE') {
        expect(compare(next.slot as Temporal.Instant, now)).toBeLessThanOrEqual(0);
        expect(compare(next.slot as Temporal.Instant, next.at)).toBeGreaterThanOrEqual(0);
      }
      if (!next.due && next.trigger === 'SCHEDULE') expect(next.slot).toEqual(next.at);
    });
  });

  test('never comes early: not before the run it follows, nor before its slot', () => {
    check(cases, ({ schedule, history, now }) => {
      const next = nextOccurrence(schedule, history, now);
      if (next === null || history.lastRun === null) return;
      const { startedAt, slot, trigger } = history.lastRun;
      const fromSlot = schedule.mode === 'PINNED' && slot && trigger !== 'MANUAL' && trigger !== 'BOOT';
      const base = fromSlot ? slot : startedAt;
      expect(compare(next.at, base)).toBe(1);
    });
  });

  test('that ran is not due again at the same moment, and its missed occurrences leave one run', () => {
    check(cases, ({ schedule, history, now }) => {
      const next = nextOccurrence(schedule, history, now);
      if (!next?.due) return;
      const lastRun = ran(now, next.slot, next.trigger);
      const anchorDay = anchorDayAfter(schedule, history, lastRun);
      const again = nextOccurrence(schedule, { ...history, lastRun, anchorDay }, now);
      expect(again?.due).toBe(false);
      // The cadence of the slot itself has nothing left before now either.
      if (next.trigger === 'SCHEDULE' && schedule.mode !== 'FIXED') {
        const onTime = ran(next.slot as Temporal.Instant, next.slot, 'SCHEDULE');
        const kept = { ...history, lastRun: onTime, anchorDay };
        expect(nextOccurrence(schedule, kept, now)?.due).toBe(false);
      }
    });
  });

  test('looks the same from every moment before it is due', () => {
    check(cases, ({ schedule, history, now }) => {
      const next = nextOccurrence(schedule, history, now);
      if (next === null || next.due) return;
      const justBefore = next.at.subtract({ nanoseconds: 1 });
      expect(nextOccurrence(schedule, history, justBefore)).toEqual({ ...next });
      expect(nextOccurrence(schedule, history, next.at)).toEqual({ ...next, due: true });
    });
  });

  test('has a strictly increasing future, which repeated asking finds as well', () => {
    check(
      cases,
      ({ schedule, history, now }) => {
        const starts = nextOccurrences(schedule, history, now, 8);
        let past = history;
        let clock = now;
        const asked: Temporal.Instant[] = [];
        for (let i = 0; i < 8; i += 1) {
          const next = nextOccurrence(schedule, past, clock);
          if (next === null) throw new Error('there is always a next run here');
          if (compare(next.at, clock) > 0) clock = next.at;
          const lastRun = ran(clock, next.slot, next.trigger);
          past = { ...past, lastRun, anchorDay: anchorDayAfter(schedule, past, lastRun) };
          asked.push(clock);
        }
        expect(starts.map(String)).toEqual(asked.map(String));
        expect(compare(starts[0] as Temporal.Instant, now)).toBeGreaterThanOrEqual(0);
        for (const [i, start] of starts.slice(1).entries()) {
          expect(compare(start, starts[i] as Temporal.Instant)).toBe(1);
        }
      },
      300,
    );
  });
});

describe('a retry', () => {
  test('comes only after a failure, before the next occurrence and not before the failed run ended', () => {
    check(cases, ({ schedule, history, now }) => {
      const next = nextOccurrence(schedule, history, now);
      const normal = nextOccurrence({ ...schedule, retryAfter: null }, history, now);
      if (next === null || normal === null) throw new Error('there is always a next run here');
      expect(compare(next.at, normal.at)).toBeLessThanOrEqual(0);
      if (next.trigger === 'SCHEDULE') return;
      const { lastRun } = history;
      if (lastRun === null) throw new Error('nothing to try again');
      expect(RETRIED).toContain(lastRun.state);
      expect(next.slot).toBe(lastRun.slot);
      expect(normal.due).toBe(false);
      if (lastRun.finishedAt) expect(compare(next.at, lastRun.finishedAt)).toBeGreaterThanOrEqual(0);
    });
  });
});

describe('a fixed-time task', () => {
  test('runs exactly once on every date that exists, at its time unless clocks skip it', () => {
    check(
      zones.chain((zone) => fc.record({ zone: fc.constant(zone), at: timesOfDay, start: instantsIn(zone) })),
      ({ zone, at, start }) => {
        const schedule = scheduleOf({ at }, zone);
        const history = { registeredAt: start, anchorDay: null, lastRun: null };
        const runs = nextOccurrences(schedule, history, start, 40);
        const time = Temporal.PlainTime.from(at);
        const dates: string[] = [];
        for (const run of runs) {
          const moment = run.toZonedDateTimeISO(zone);
          let date = moment.toPlainDate();
          if (!moment.toPlainTime().equals(time)) {
            // Not at its time, so it stands for a time in a gap: that date and time resolve to this moment.
            const date2 = date.subtract({ days: 1 });
            const standsFor = (d: Temporal.PlainDate) =>
              d.toZonedDateTime({ timeZone: zone, plainTime: time }).epochNanoseconds ===
              moment.epochNanoseconds;
            if (!standsFor(date)) date = date2;
            expect(standsFor(date)).toBe(true);
          }
          dates.push(String(date));
        }
        const first = Temporal.PlainDate.from(dates[0] as string);
        const skipped = (date: Temporal.PlainDate) =>
          !date.toZonedDateTime({ timeZone: zone, plainTime: time }).toPlainDate().equals(date) &&
          date
            .toZonedDateTime({ timeZone: zone })
            .toPlainDate()
            .equals(date.add({ days: 1 }));
        const expected = Array.from({ length: 42 }, (_, days) => first.add({ days }))
          .filter((date) => !skipped(date))
          .slice(0, dates.length)
          .map(String);
        expect(dates).toEqual(expected);
      },
      200,
    );
  });

  test('is not moved by running it by hand', () => {
    check(casesOf(fc.record({ at: timesOfDay }), { retries: false }), ({ schedule, history, now }) => {
      const next = nextOccurrence(schedule, history, now);
      if (next === null || next.due) return;
      const byHand = { ...history, lastRun: ran(now, null, 'MANUAL') };
      expect(nextOccurrence(schedule, byHand, now)).toEqual(next);
    });
  });
});

describe('an interval', () => {
  test('of exact time is exactly that long, clock changes or not', () => {
    check(casesOf(exact.map((every) => ({ every }))), ({ schedule, history, now }) => {
      if (schedule.mode !== 'INTERVAL') throw new Error('not an interval');
      const length = schedule.every.total('seconds');
      const [first, ...rest] = nextOccurrences(
        schedule,
        { ...history, lastRun: null, registeredAt: now },
        now,
        5,
      );
      expect(first).toEqual(now);
      for (const [i, start] of rest.entries()) {
        expect((start.epochMilliseconds - now.epochMilliseconds) / 1000).toBe(length * (i + 1));
      }
    });
  });

  test('is moved by every run, whatever started it', () => {
    check(
      casesOf(
        durations.map((every) => ({ every })),
        { retries: false },
      ),
      ({ schedule, history, now }) => {
        const byTrigger = TRIGGERS.map((trigger) => {
          const lastRun = ran(now, history.lastRun?.slot ?? null, trigger);
          return String(nextOccurrence(schedule, { ...history, lastRun }, now)?.at);
        });
        expect(new Set(byTrigger).size).toBe(1);
      },
    );
  });
});

describe('a monthly task', () => {
  test('keeps its day of month, or the last day of shorter months', () => {
    // A run that fell on Samoa's missing 30 December 2011 went to the 31st and stays there.
    const whole = zones.filter((zone) => zone !== 'Pacific/Apia');
    const anchored = whole.chain((zone) =>
      fc.record({
        zone: fc.constant(zone),
        spec: fc.oneof(
          fc.record({ every: monthsOnly }),
          fc.record({ every: monthsOnly, at: fc.constantFrom('06:00', '12:30') }),
        ),
        year: fc.integer({ min: 1990, max: 2060 }),
        day: fc.integer({ min: 27, max: 31 }),
        hour: fc.integer({ min: 4, max: 22 }),
      }),
    );
    check(anchored, ({ zone, spec, year, day, hour }) => {
      const first = Temporal.ZonedDateTime.from(`${year}-01-${day}T${two(hour)}:00[${zone}]`);
      const schedule = scheduleOf(spec, zone);
      const lastRun = ran(first.toInstant(), first.toInstant(), 'SCHEDULE');
      const history = { registeredAt: first.toInstant(), anchorDay: day, lastRun };
      for (const start of nextOccurrences(schedule, history, first.toInstant(), 14)) {
        const moment = start.toZonedDateTimeISO(zone);
        expect(moment.day).toBe(Math.min(day, moment.daysInMonth));
      }
    });
  });
});

describe('parsing', () => {
  const likely = fc.string({ unit: fc.constantFrom(...'PTYMWDHS0123456789:.-+Z '), maxLength: 14 });
  const texts = fc.option(fc.oneof(fc.string({ unit: 'binary' }), likely, durations, timesOfDay));

  test('never throws, and ends in a schedule or in problems, one a field', () => {
    const inputs = fc.record({
      every: texts,
      at: texts,
      retryAfter: texts,
      zone: fc.oneof({ weight: 4, arbitrary: zones }, { weight: 1, arbitrary: fc.string() }),
    });
    fc.assert(
      fc.property(inputs, ({ zone, ...spec }) => {
        const { schedule, problems } = parseSchedule(spec, zone);
        expect(schedule === null).toBe(problems.length > 0);
        expect(new Set(problems.map(({ field }) => field)).size).toBe(problems.length);
        if (schedule === null) return;
        expect(describeSchedule(schedule)).toMatch(/^(every|daily at|only when) /);
        const now = Temporal.Instant.from('2027-01-01T00:00Z');
        const history = { registeredAt: now, anchorDay: null, lastRun: null };
        expect(nextOccurrence(schedule, history, now) === null).toBe(schedule.mode === 'MANUAL');
      }),
      { numRuns: 3_000 },
    );
  });

  test('takes exactly the grammar of domain §9.1 for durations', () => {
    fc.assert(
      fc.property(likely, (text) => {
        const numbers = text.match(/\d+/g) ?? [];
        // Written out with separate rules instead of one expression.
        const [head = '', ...times] = text.split('T');
        const inOrder = (part: string, letters: string) => {
          const found = part.match(/\d+[A-Z]/g) ?? [];
          const places = found.map((piece) => letters.indexOf(piece.at(-1) as string));
          return (
            found.join('') === part &&
            places.every((place, i) => place >= 0 && (i === 0 || place > (places[i - 1] as number)))
          );
        };
        const wellFormed =
          head.startsWith('P') &&
          times.length < 2 &&
          times[0] !== '' &&
          inOrder(head.slice(1), 'YMWD') &&
          inOrder(times[0] ?? '', 'HMS') &&
          numbers.some((digits) => Number(digits) > 0);
        const message = parseSchedule({ retryAfter: text }, 'UTC').problems[0]?.message ?? '';
        if (wellFormed) expect(message === '' || message.includes('too long')).toBe(true);
        else if (text !== '') expect(message).not.toBe('');
      }),
      { numRuns: 5_000 },
    );
  });

  test('a schedule never makes asking throw, to the ends of time', () => {
    const ends = fc.oneof(
      fc.bigInt({ min: -8_640_000_000_000_000_000_000n, max: 8_640_000_000_000_000_000_000n }),
      fc
        .tuple(fc.constantFrom(-1n, 1n), fc.bigInt({ min: 0n, max: 200_000_000_000_000n }))
        .map(([sign, inside]) => sign * (8_640_000_000_000_000_000_000n - inside)),
    );
    const instants = ends.map((ns) => new Temporal.Instant(ns));
    fc.assert(
      fc.property(
        specs,
        durations,
        zones,
        instants,
        instants,
        fc.boolean(),
        (spec, retryAfter, zone, a, b, ran) => {
          const schedule = scheduleOf({ ...spec, retryAfter }, zone);
          const lastRun: LastRun = {
            startedAt: a,
            finishedAt: null,
            slot: b,
            state: 'FAILED',
            trigger: 'SCHEDULE',
          };
          const history = { registeredAt: a, anchorDay: null, lastRun: ran ? lastRun : null };
          for (const now of [a, b]) {
            const next = nextOccurrence(schedule, history, now);
            if (next) expect(next.due).toBe(compare(next.at, now) <= 0);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

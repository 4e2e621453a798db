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
  type ScheduleSpec,
  type Trigger,
} from '../../server/engine/schedule.ts';
import { vectors } from './schedule.vectors.ts';

const REGINA = 'America/Regina';
const STOCKHOLM = 'Europe/Stockholm';
const ST_JOHNS = 'America/St_Johns';

const instant = (text: string) => Temporal.Instant.from(text);

/** The parsed schedule, or a failed test that says why there is none. */
function scheduleOf(spec: ScheduleSpec, zone = REGINA): Schedule {
  const { schedule, problems } = parseSchedule(spec, zone);
  if (schedule === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return schedule;
}

/** A run that finished when it started, whose slot is its start unless given. */
function aRun(start: string, more: Partial<LastRun> = {}): LastRun {
  const startedAt = instant(start);
  return {
    startedAt,
    finishedAt: startedAt,
    slot: startedAt,
    state: 'SUCCEEDED',
    trigger: 'SCHEDULE',
    ...more,
  };
}

const neverRun = (registeredAt: string): ScheduleHistory => ({
  registeredAt: instant(registeredAt),
  anchorDay: null,
  lastRun: null,
});

const after = (lastRun: LastRun, anchorDay: number | null = null): ScheduleHistory => ({
  registeredAt: instant('2020-01-01T00:00Z'),
  anchorDay,
  lastRun,
});

/** An occurrence with its instants as local times, the way a reader of the notes writes them. */
function shown(schedule: Schedule, history: ScheduleHistory, now: string) {
  const next = nextOccurrence(schedule, history, instant(now));
  return next && { ...next, at: local(next.at, schedule), slot: next.slot && local(next.slot, schedule) };
}

const local = (at: Temporal.Instant, { timeZone }: Schedule) =>
  at.toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never', smallestUnit: 'second' });

const messages = (spec: ScheduleSpec, zone = REGINA) =>
  Object.fromEntries(parseSchedule(spec, zone).problems.map(({ field, message }) => [field, message]));

describe('the table of domain notes §10', () => {
  test.each(vectors)('row $number holds: $promise', (row) => {
    const schedule = scheduleOf(row, row.zone);
    const history = row.last
      ? after(
          aRun(row.last.start, { state: row.last.state, trigger: row.last.trigger, finishedAt: null }),
          row.anchorDay ?? null,
        )
      : neverRun(row.now); // the notes give no time of registration
    const next = nextOccurrence(schedule, history, instant(row.now));
    expect(next?.at ?? null).toEqual(row.next === null ? null : instant(row.next));
    expect(next?.due ?? false).toBe(row.due);
    if (row.slot) expect(next?.slot).toEqual(instant(row.slot));
    if (next && !next.due && next.trigger === 'SCHEDULE') expect(next.slot).toEqual(next.at);
  });

  test('every row is here', () => {
    expect(vectors).toHaveLength(45);
  });
});

describe('the sequences of domain notes §10', () => {
  test('a monthly run on the 31st keeps to the ends of shorter months', () => {
    const schedule = scheduleOf({ every: 'P1M' });
    const starts = nextOccurrences(
      schedule,
      after(aRun('2027-01-31T08:00-06:00'), 31),
      instant('2027-01-31T08:00-06:00'),
      5,
    );
    expect(starts.map((at) => local(at, schedule))).toEqual([
      '2027-02-28T08:00:00-06:00',
      '2027-03-31T08:00:00-06:00',
      '2027-04-30T08:00:00-06:00',
      '2027-05-31T08:00:00-06:00',
      '2027-06-30T08:00:00-06:00',
    ]);
  });

  test('a nightly time that clocks skip once comes an hour later that night only', () => {
    const schedule = scheduleOf({ at: 'T02:30' }, STOCKHOLM);
    const last = aRun('2027-03-26T02:30+01:00');
    const starts = nextOccurrences(schedule, after(last), last.startedAt, 3);
    expect(starts.map((at) => local(at, schedule))).toEqual([
      '2027-03-27T02:30:00+01:00',
      '2027-03-28T03:30:00+02:00',
      '2027-03-29T02:30:00+02:00',
    ]);
  });

  test('runs longer than their interval start when the one before has finished', () => {
    const schedule = scheduleOf({ every: 'PT15M' });
    const starts = [instant('2027-01-15T10:00-06:00')];
    for (const start of starts) {
      const finished = start.add({ minutes: 20 });
      const next = nextOccurrence(schedule, after(aRun(start.toString())), finished);
      expect(next?.at).toEqual(start.add({ minutes: 15 }));
      expect(next?.due).toBe(true);
      if (starts.length < 3) starts.push(finished);
    }
    expect(starts.map((at) => local(at, schedule).slice(11, 16))).toEqual(['10:00', '10:20', '10:40']);
  });
});

describe('missed occurrences', () => {
  test('of an interval leave one run, whose slot is the newest', () => {
    const history = after(aRun('2027-01-01T00:00-06:00'));
    expect(shown(scheduleOf({ every: 'P7D' }), history, '2027-03-01T00:00-06:00')).toMatchObject({
      at: '2027-01-08T00:00:00-06:00',
      slot: '2027-02-26T00:00:00-06:00',
    });
  });

  test('of a mixed duration are counted step by step, clock changes included', () => {
    const schedule = scheduleOf({ every: 'P1DT12H' }, 'America/New_York');
    const history = after(aRun('2027-03-13T12:00-05:00'));
    expect(shown(schedule, history, '2027-03-16T13:00-04:00')?.slot).toBe('2027-03-16T12:00:00-04:00');
  });

  test('of a monthly pinned task return to the anchor day', () => {
    const history = after(aRun('2027-01-31T06:00-06:00'), 31);
    expect(shown(scheduleOf({ every: 'P1M', at: '06:00' }), history, '2027-04-01T00:00-06:00')).toMatchObject(
      { at: '2027-02-28T06:00:00-06:00', slot: '2027-03-31T06:00:00-06:00' },
    );
  });

  test('return to the day of the last run when no anchor day is known', () => {
    const history = after(aRun('2027-01-31T06:00-06:00'));
    const next = shown(scheduleOf({ every: 'P1M' }), history, '2027-04-01T00:00-06:00');
    expect(next?.slot).toBe('2027-03-31T06:00:00-06:00');
  });

  test('include the one at this very moment', () => {
    const history = after(aRun('2027-01-15T06:00-06:00'));
    for (const spec of [
      { every: 'P1M' },
      { every: 'P1M', at: '06:00' },
      { at: '06:00' },
      { every: 'PT1H' },
    ]) {
      const next = shown(scheduleOf(spec), history, '2027-03-15T06:00-06:00');
      expect(next?.slot).toBe('2027-03-15T06:00:00-06:00');
    }
  });

  test('of a pinned task go back to its time on the day after a gap', () => {
    const history = after(aRun('2027-03-27T02:30+01:00'));
    const daily = scheduleOf({ every: 'P1D', at: '02:30' }, STOCKHOLM);
    expect(shown(daily, history, '2027-04-10T12:00+02:00')).toMatchObject({
      at: '2027-03-28T03:30:00+02:00',
      slot: '2027-04-10T02:30:00+02:00',
    });
  });

  test('of an interval at the hour when clocks go back stay at that hour', () => {
    const history = after(aRun('2027-10-28T03:00+02:00'));
    const next = shown(scheduleOf({ every: 'P1D' }, STOCKHOLM), history, '2027-11-05T12:00+01:00');
    expect(next?.slot).toBe('2027-11-05T03:00:00+01:00');
  });

  test('of a fixed-time task are found on the morning after a skipped date', () => {
    const history = after(aRun('2011-12-20T02:00-10:00'));
    const next = shown(scheduleOf({ at: '02:00' }, 'Pacific/Apia'), history, '2011-12-31T01:00+14:00');
    expect(next?.slot).toBe('2011-12-29T02:00:00-10:00');
  });

  test('since registration count as well', () => {
    expect(
      shown(scheduleOf({ every: 'PT1H' }), neverRun('2027-01-15T10:30-06:00'), '2027-01-15T15:00-06:00'),
    ).toMatchObject({ at: '2027-01-15T10:30:00-06:00', due: true, slot: '2027-01-15T14:30:00-06:00' });
    expect(
      shown(
        scheduleOf({ every: 'P2D', at: '08:00' }),
        neverRun('2027-01-15T10:30-06:00'),
        '2027-01-19T15:00-06:00',
      ),
    ).toMatchObject({ at: '2027-01-16T08:00:00-06:00', due: true, slot: '2027-01-18T08:00:00-06:00' });
  });

  test('of five years at one a second take no time to count', () => {
    const history = after(aRun('2022-01-01T00:00:00.5Z'));
    const next = nextOccurrence(scheduleOf({ every: 'PT1S' }), history, instant('2027-01-01T00:00:00.25Z'));
    expect(next?.slot).toEqual(instant('2026-12-31T23:59:59.5Z'));
  });

  test('of the whole of time are counted within a bounded number of steps', () => {
    for (const every of ['PT1S', 'P1D', 'P1M', 'P1MT1S', 'P1DT1S', 'P1W']) {
      for (const at of [null, '23:59:59']) {
        const { schedule } = parseSchedule({ every, at }, STOCKHOLM);
        if (schedule === null) continue;
        const [first, last] = [instant('-271821-04-20T00:00Z'), instant('+275760-09-13T00:00Z')];
        expect(
          nextOccurrence(schedule, { ...neverRun('2020-01-01T00:00Z'), registeredAt: first }, last)?.due,
        ).toBe(true);
        // At the very end of time there is no next run, and at the very beginning there is no run before.
        expect(nextOccurrence(schedule, after(aRun(last.toString())), last)).toBeNull();
        expect(nextOccurrence(schedule, after(aRun(first.toString())), first)?.due).toBe(false);
        expect(nextOccurrences(schedule, after(aRun(last.toString())), last, 5)).toEqual([]);
      }
    }
  });
});

describe('a pinned task', () => {
  const weekly = scheduleOf({ every: 'P7D', at: 'T12:00' });

  test('continues from its slot when it ran late', () => {
    const late = aRun('2027-01-03T09:00-06:00', { slot: instant('2027-01-01T12:00-06:00') });
    expect(shown(weekly, after(late), '2027-01-03T10:00-06:00')?.at).toBe('2027-01-08T12:00:00-06:00');
  });

  test.each(['MANUAL', 'BOOT'] as const)('counts from the date of a %s run', (trigger) => {
    for (const slot of [null, instant('2027-01-01T12:00-06:00')]) {
      const run = aRun('2027-01-03T09:00-06:00', { slot, trigger });
      expect(shown(weekly, after(run), '2027-01-03T10:00-06:00')?.at).toBe('2027-01-10T12:00:00-06:00');
    }
  });

  test('lets a manual run earlier on the day replace that day’s slot', () => {
    const run = aRun('2027-01-08T05:00-06:00', { slot: null, trigger: 'MANUAL' });
    expect(shown(weekly, after(run), '2027-01-08T05:10-06:00')?.at).toBe('2027-01-15T12:00:00-06:00');
  });

  test('continues from the slot of the run it retried', () => {
    const run = aRun('2027-01-02T03:00-06:00', {
      slot: instant('2027-01-01T12:00-06:00'),
      trigger: 'RETRY',
    });
    expect(shown(weekly, after(run), '2027-01-02T04:00-06:00')?.at).toBe('2027-01-08T12:00:00-06:00');
  });

  test('never runs before a manual run, even where clocks go back past midnight', () => {
    // 2006-10-29 00:01 in St. John's went back to 23:01: 00:00:30 of the 29th comes before the second 23:30.
    const daily = scheduleOf({ every: 'P1D', at: '00:00:30' }, ST_JOHNS);
    const run = aRun('2006-10-28T23:30-03:30', { slot: null, trigger: 'MANUAL' });
    expect(shown(daily, after(run), '2006-10-28T23:31-03:30')?.at).toBe('2006-10-30T00:00:30-03:30');
  });
});

describe('a fixed-time task', () => {
  test('first runs at the first time after registration, and strictly after', () => {
    const nightly = scheduleOf({ at: '02:00' });
    expect(shown(nightly, neverRun('2027-01-15T01:59-06:00'), '2027-01-15T01:59-06:00')?.at).toBe(
      '2027-01-15T02:00:00-06:00',
    );
    expect(shown(nightly, neverRun('2027-01-15T02:00-06:00'), '2027-01-15T02:00-06:00')?.at).toBe(
      '2027-01-16T02:00:00-06:00',
    );
  });

  test('does not repeat a slot whose run started early by another clock', () => {
    const run = aRun('2027-01-15T01:56-06:00', { slot: instant('2027-01-15T02:00-06:00') });
    expect(shown(scheduleOf({ at: '02:00' }), after(run), '2027-01-15T02:06-06:00')).toMatchObject({
      at: '2027-01-16T02:00:00-06:00',
      due: false,
    });
  });

  test('does not come twice on a date that clocks enter twice', () => {
    // 2006-10-29 00:01 in St. John's went back to 23:01: the second 23:30 comes after 00:00:30 of the 29th.
    const run = aRun('2006-10-28T23:30-03:30', { slot: null, trigger: 'MANUAL' });
    const next = shown(scheduleOf({ at: '00:00:30' }, ST_JOHNS), after(run), '2006-10-28T23:31-03:30');
    expect(next?.at).toBe('2006-10-30T00:00:30-03:30');
  });

  test('runs once over a date that its zone skipped', () => {
    const schedule = scheduleOf({ at: '02:00' }, 'Pacific/Apia');
    const last = aRun('2011-12-28T02:00-10:00');
    const starts = nextOccurrences(schedule, after(last), last.startedAt, 3);
    expect(starts.map((at) => local(at, schedule))).toEqual([
      '2011-12-29T02:00:00-10:00',
      '2011-12-31T02:00:00+14:00',
      '2012-01-01T02:00:00+14:00',
    ]);
  });
});

describe('a retry', () => {
  const nightly = scheduleOf({ at: '02:00', retryAfter: 'PT1H' });
  const slot = instant('2027-01-15T02:00-06:00');
  const failed = (more: Partial<LastRun> = {}) =>
    after(aRun('2027-01-15T02:00:05-06:00', { state: 'FAILED', slot, ...more }));

  test('counts from the start of the failed run and carries its slot', () => {
    expect(shown(nightly, failed(), '2027-01-15T02:30-06:00')).toEqual({
      at: '2027-01-15T03:00:05-06:00',
      due: false,
      slot: '2027-01-15T02:00:00-06:00',
      trigger: 'RETRY',
    });
  });

  test('waits for the failed run to finish', () => {
    const history = failed({ finishedAt: instant('2027-01-15T04:00-06:00') });
    expect(shown(nightly, history, '2027-01-15T03:30-06:00')).toMatchObject({
      at: '2027-01-15T04:00:00-06:00',
      due: false,
    });
  });

  test('of a run by hand carries no slot', () => {
    const history = failed({ slot: null, trigger: 'MANUAL' });
    expect(shown(nightly, history, '2027-01-15T03:30-06:00')).toMatchObject({ slot: null, trigger: 'RETRY' });
  });

  test.each<[RunState, boolean]>([
    ['FAILED', true],
    ['TIMED_OUT', true],
    ['LOST', true],
    ['SUCCEEDED', false],
    ['SKIPPED', false],
    ['CANCELLED', false],
    ['RUNNING', false],
    ['QUEUED', false],
  ])('after %s: %s', (state, retries) => {
    const next = shown(nightly, failed({ state }), '2027-01-15T02:30-06:00');
    expect(next?.trigger).toBe(retries ? 'RETRY' : 'SCHEDULE');
  });

  test('gives way to the next occurrence once that has passed as well, leaving one run', () => {
    for (const spec of [{ at: '02:00' }, { every: 'P1D', at: '02:00' }]) {
      const schedule = scheduleOf({ ...spec, retryAfter: 'PT1H' });
      expect(shown(schedule, failed(), '2027-01-18T09:00-06:00')).toEqual({
        at: '2027-01-15T03:00:05-06:00',
        due: true,
        slot: '2027-01-18T02:00:00-06:00',
        trigger: 'SCHEDULE',
      });
    }
  });

  test('at the very time of the next occurrence is that occurrence', () => {
    const history = failed({ startedAt: slot });
    const daily = scheduleOf({ at: '02:00', retryAfter: 'P1D' });
    expect(shown(daily, history, '2027-01-15T02:30-06:00')).toMatchObject({
      at: '2027-01-16T02:00:00-06:00',
      slot: '2027-01-16T02:00:00-06:00',
      trigger: 'SCHEDULE',
    });
  });

  test('does not happen without retryAfter, nor on a task run only by hand', () => {
    expect(shown(scheduleOf({ at: '02:00' }), failed(), '2027-01-15T02:30-06:00')?.trigger).toBe('SCHEDULE');
    expect(shown(scheduleOf({ retryAfter: 'PT1H' }), failed(), '2027-01-15T05:00-06:00')).toBeNull();
  });
});

describe('the anchor day', () => {
  const monthly = scheduleOf({ every: 'P1M' });
  const pinned = scheduleOf({ every: 'P1M', at: '06:00' });
  const by = (start: string, trigger: Trigger = 'SCHEDULE', slot = start) => ({
    startedAt: instant(start),
    slot: instant(slot),
    trigger,
  });

  test('is the day of the first run', () => {
    const fresh = neverRun('2027-01-01T00:00-06:00');
    expect(anchorDayAfter(monthly, fresh, by('2027-01-31T08:00-06:00'))).toBe(31);
    expect(
      anchorDayAfter(pinned, fresh, by('2027-02-01T01:00-06:00', 'SCHEDULE', '2027-01-31T06:00-06:00')),
    ).toBe(31);
  });

  test('is a day in the facility, not in UTC', () => {
    expect(anchorDayAfter(monthly, neverRun('2027-01-01T00:00Z'), by('2027-02-01T03:00Z'))).toBe(31);
  });

  test('is kept by runs on schedule, retries and boots, and reset by a run by hand', () => {
    const history = after(aRun('2027-01-31T08:00-06:00'), 31);
    for (const trigger of ['SCHEDULE', 'RETRY', 'BOOT'] as const) {
      expect(anchorDayAfter(monthly, history, by('2027-02-28T08:00-06:00', trigger))).toBe(31);
    }
    expect(anchorDayAfter(monthly, history, by('2027-02-10T08:00-06:00', 'MANUAL'))).toBe(10);
  });

  test('is the day of the last run while it is unknown, as after a schedule edit', () => {
    const history = after(aRun('2027-01-31T08:00-06:00'), null);
    expect(anchorDayAfter(monthly, history, by('2027-02-28T08:00-06:00'))).toBe(31);
    expect(
      nextOccurrences(monthly, history, instant('2027-02-01T00:00Z'), 2).map((at) => local(at, monthly)),
    ).toEqual(['2027-02-28T08:00:00-06:00', '2027-03-31T08:00:00-06:00']);
  });

  test('does not exist where no month or year is counted, or where days are counted as well', () => {
    const fresh = neverRun('2027-01-01T00:00-06:00');
    for (const spec of [{ every: 'P7D' }, { every: 'PT1H' }, { at: '02:00' }, {}, { every: 'P1M1D' }]) {
      expect(anchorDayAfter(scheduleOf(spec), fresh, by('2027-01-31T08:00-06:00'))).toBeNull();
    }
  });

  test('brings a leap-day task back to 29 February', () => {
    const yearly = scheduleOf({ every: 'P1Y' });
    const last = aRun('2028-02-29T06:00-06:00');
    const dates = nextOccurrences(yearly, after(last, 29), last.startedAt, 4).map((at) =>
      local(at, yearly).slice(0, 10),
    );
    expect(dates).toEqual(['2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']);
  });
});

describe('previews', () => {
  test('start an overdue run now and go on from there', () => {
    const schedule = scheduleOf({ every: 'P7D', at: '12:00' });
    const now = instant('2027-01-20T09:00-06:00');
    const starts = nextOccurrences(schedule, after(aRun('2027-01-01T12:00-06:00')), now, 3);
    expect(starts.map((at) => local(at, schedule))).toEqual([
      '2027-01-20T09:00:00-06:00',
      '2027-01-22T12:00:00-06:00',
      '2027-01-29T12:00:00-06:00',
    ]);
  });

  test('show a pending retry first', () => {
    const schedule = scheduleOf({ at: '02:00', retryAfter: 'PT1H' });
    const last = aRun('2027-01-15T02:00-06:00', { state: 'LOST' });
    const starts = nextOccurrences(schedule, after(last), last.startedAt, 2);
    expect(starts.map((at) => local(at, schedule))).toEqual([
      '2027-01-15T03:00:00-06:00',
      '2027-01-16T02:00:00-06:00',
    ]);
  });

  test('are cut to a sane length', () => {
    const preview = (count: number) =>
      nextOccurrences(
        scheduleOf({ every: 'PT1S' }),
        neverRun('2027-01-01T00:00Z'),
        instant('2027-01-01T00:00Z'),
        count,
      );
    expect([-1, 0, Number.NaN, 2.5, Infinity].map((count) => preview(count).length)).toEqual([
      0, 0, 0, 3, 1000,
    ]);
  });
});

describe('what may be written', () => {
  test.each<[ScheduleSpec, Schedule['mode'], string]>([
    [{}, 'MANUAL', 'only when run by hand'],
    [{ every: '', at: null, retryAfter: 'PT1H' }, 'MANUAL', 'only when run by hand'],
    [{ every: 'T02:00' }, 'FIXED', 'daily at 02:00'],
    [{ every: '0200' }, 'FIXED', 'daily at 02:00'],
    [{ at: 'T0200' }, 'FIXED', 'daily at 02:00'],
    [{ at: '02:00' }, 'FIXED', 'daily at 02:00'],
    [{ at: 'T02:00:30' }, 'FIXED', 'daily at 02:00:30'],
    [{ at: '235959' }, 'FIXED', 'daily at 23:59:59'],
    [{ at: 'T00:00' }, 'FIXED', 'daily at 00:00'],
    [{ every: 'PT15M' }, 'INTERVAL', 'every 15 minutes'],
    [{ every: 'PT60M' }, 'INTERVAL', 'every 60 minutes'],
    [{ every: 'PT1H' }, 'INTERVAL', 'every hour'],
    [{ every: 'PT1S' }, 'INTERVAL', 'every second'],
    [{ every: 'P1D' }, 'INTERVAL', 'every day'],
    [{ every: 'P1W' }, 'INTERVAL', 'every week'],
    [{ every: 'P1W2D' }, 'INTERVAL', 'every 1 week and 2 days'],
    [{ every: 'P1DT12H' }, 'INTERVAL', 'every 1 day and 12 hours'],
    [{ every: 'P1Y2M10DT2H30M' }, 'INTERVAL', 'every 1 year, 2 months, 10 days, 2 hours and 30 minutes'],
    [{ every: 'P0Y3M' }, 'INTERVAL', 'every 3 months'],
    [{ every: 'P100Y' }, 'INTERVAL', 'every 100 years'],
    [{ every: 'P1D', at: 'T00:15' }, 'PINNED', 'daily at 00:15'],
    [{ every: 'P7D', at: 'T12:00' }, 'PINNED', 'every 7 days at 12:00'],
    [{ every: 'P1M', at: 'T06:00' }, 'PINNED', 'every month at 06:00'],
    [{ every: 'P1Y6M', at: '060030' }, 'PINNED', 'every 1 year and 6 months at 06:00:30'],
    [{ every: 'P1W', at: '06:00', retryAfter: 'P1DT1H' }, 'PINNED', 'every week at 06:00'],
  ])('%j is %s: %s', (spec, mode, text) => {
    const schedule = scheduleOf(spec);
    expect(schedule.mode).toBe(mode);
    expect(describeSchedule(schedule)).toBe(text);
  });

  test('zones may be written in any case and keep their official name', () => {
    expect(scheduleOf({}, 'america/regina').timeZone).toBe('America/Regina');
  });
});

describe('what is refused', () => {
  test.each([
    ['P0D', 'zero long'],
    ['PT0S', 'zero long'],
    ['P1.5D', 'fraction'],
    ['PT0,5H', 'fraction'],
    ['-P1D', 'sign'],
    ['+P1D', 'sign'],
    ['P-1D', 'sign'],
    ['P', 'not a duration'],
    ['PT', 'not a duration'],
    ['P1DT', 'not a duration'],
    ['P1D1W', 'not a duration'],
    ['1D', 'not a duration'],
    ['p1d', 'not a duration'],
    [' ', 'not a duration'],
    ['PT1H ', 'not a duration'],
    ['P101Y', 'too long'],
    ['P36526D', 'too long'],
    ['P99999999999999999999D', 'too long'],
    [`PT${'9'.repeat(400)}S`, 'too long'],
  ])('%s is refused as every and as retryAfter', (text, why) => {
    const problems = messages({ every: text, retryAfter: text });
    expect(Object.keys(problems)).toEqual(['every', 'retryAfter']);
    for (const message of Object.values(problems)) {
      expect(message).toContain(why);
      expect(message).toContain(': use ');
      expect(message.length).toBeLessThan(200);
      expect(message.startsWith(JSON.stringify(text.slice(0, 40)).slice(0, -1))).toBe(true);
    }
  });

  test.each(['T24:00', 'T2:00', 'T02', '02', '24:00', 'T02:60', 'T02:00:60', 'T02:0000', 'T02:00.5'])(
    '%s is refused as a time of day, in every and in at',
    (text) => {
      const message = `"${text}" is not a time of day: use T00:00 to T23:59:59`;
      expect(messages({ every: text })).toEqual({ every: message });
      expect(messages({ at: text })).toEqual({ at: message });
    },
  );

  test('a time with an offset is refused, saying how to write it without', () => {
    const message = '"T02:00Z" has an offset from UTC: use T02:00, times are in the facility\'s zone';
    expect(messages({ at: 'T02:00Z' })).toEqual({ at: message });
    expect(messages({ every: 'T02:00Z' })).toEqual({ every: message });
    expect(messages({ at: '02:00-06:00' }).at).toContain('use 02:00,');
  });

  test('hours, minutes and seconds do not go with a time of day', () => {
    expect(messages({ every: 'PT6H', at: 'T00:00' })).toEqual({
      every:
        '"PT6H" has hours, minutes or seconds and cannot be combined with a time of day (at): ' +
        'use whole days, weeks, months or years, or leave at empty',
    });
    expect(messages({ every: 'P1DT1S', at: 'T00:00' }).every).toContain('cannot be combined');
  });

  test('two times of day are refused', () => {
    expect(messages({ every: 'T02:00', at: 'T03:00' }).every).toContain('is a time of day, and so is at');
  });

  test('a duration is no time of day, and a time of day is no pause before a retry', () => {
    expect(messages({ at: 'PT6H' }).at).toBe('"PT6H" is not a time of day: use T00:00 to T23:59:59');
    expect(messages({ retryAfter: 'T02:00' }).retryAfter).toContain('is a time of day, not a duration');
  });

  test.each(['Mars/Olympus', 'Z', '2027-01-01T00:00[America/Regina]', '\u{D800}'])(
    'the time zone %j is refused',
    (zone) => {
      expect(messages({}, zone).timeZone).toContain('is not a known time zone: use a name like');
    },
  );

  test('all problems are told at once, one a field', () => {
    expect(Object.keys(messages({ every: 'PT6H', at: 'T24:00', retryAfter: '1D' }, ''))).toEqual([
      'every',
      'at',
      'retryAfter',
      'timeZone',
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vectors, type Vector } from '../engine/schedule.vectors.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { refusals } from './support.ts';

interface Preview {
  previewSchedule: {
    valid: boolean;
    problems: { field: string; message: string }[];
    text: string | null;
    nextRunAt: string | null;
    due: boolean;
    slot: string | null;
    nextRuns: string[];
  };
}

const document = `query ($input: SchedulePreviewInput!) {
  previewSchedule(input: $input) { valid problems { field message } text nextRunAt due slot nextRuns }
}`;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' }, clock: new TestClock('2027-01-15T16:00:00Z') });
});
afterAll(() => app[Symbol.asyncDispose]());

const preview = async (input: object) => (await app.query<Preview>(document, { input })).previewSchedule;
const utc = (text: string | null) => text && Temporal.Instant.from(text).toString();

/** Rows whose next run is a retry: it carries the failed run's slot (domain §9.2 rule 7). */
const retries = new Set([3, 4, 23, 38, 63]);
/** Row 17 is eight weeks overdue; the notes leave its slot to rule 6: the newest occurrence up to `now`. */
const newestSlots = new Map([[17, '2027-02-26T00:00-06:00']]);

const slotOf = (vector: Vector) =>
  vector.slot ??
  newestSlots.get(vector.number) ??
  (retries.has(vector.number) ? vector.last!.start : vector.next);

test.each(vectors)('vector $number: $promise', async (vector) => {
  const { every, at, retryAfter, anchorDay, now, zone: timeZone, last } = vector;
  const answer = await preview({
    every,
    at,
    retryAfter,
    anchorDay,
    now,
    timeZone,
    // Rows without a last run were registered at their `now`.
    ...(last && { lastRun: { startedAt: last.start, state: last.state, trigger: last.trigger } }),
  });
  expect(answer).toMatchObject({
    valid: true,
    problems: [],
    nextRunAt: utc(vector.next),
    due: vector.due,
    slot: utc(slotOf(vector)),
  });
});

test('lists the next runs as a sequence of runs that start on time', async () => {
  const monthly = await preview({
    every: 'P1M',
    timeZone: 'America/Regina',
    anchorDay: 31,
    now: '2027-01-31T08:01:00-06:00',
    lastRun: { startedAt: '2027-01-31T08:00:00-06:00' },
    count: 5,
  });
  expect(monthly.nextRuns).toEqual([
    '2027-02-28T14:00:00Z',
    '2027-03-31T14:00:00Z',
    '2027-04-30T14:00:00Z',
    '2027-05-31T14:00:00Z',
    '2027-06-30T14:00:00Z',
  ]);
});

test('keeps a fixed time through a spring change, in which that time does not exist', async () => {
  const daily = await preview({
    at: 'T02:30',
    timeZone: 'Europe/Stockholm',
    now: '2027-03-26T12:00:00+01:00',
    lastRun: { startedAt: '2027-03-26T02:30:00+01:00' },
    count: 3,
  });
  expect(daily.nextRuns).toEqual(
    ['2027-03-27T02:30+01:00', '2027-03-28T03:30+02:00', '2027-03-29T02:30+02:00'].map(utc),
  );
});

test('lets a run that was held up start at once, and counts the next from there', async () => {
  const starts: string[] = [];
  let startedAt = '2027-01-15T10:00:00-06:00';
  for (const now of ['2027-01-15T10:20:00-06:00', '2027-01-15T10:40:00-06:00']) {
    const { due, nextRuns } = await preview({ every: 'PT15M', now, lastRun: { startedAt }, count: 1 });
    expect(due).toBe(true);
    starts.push(nextRuns[0]!);
    startedAt = nextRuns[0]!;
  }
  expect(starts).toEqual(['2027-01-15T16:20:00Z', '2027-01-15T16:40:00Z']);
});

test('lists as many next runs as asked for, none included, and five when nobody says', async () => {
  const count = async (input: object) => (await preview({ every: 'PT1H', ...input })).nextRuns.length;
  expect(await count({ count: 0 })).toBe(0);
  expect(await count({ count: 100 })).toBe(100);
  expect(await count({})).toBe(5);
});

test('looks from the clock of the server, in the zone of the facility, when the caller says neither', async () => {
  expect(await preview({ at: 'T02:00' })).toMatchObject({ nextRunAt: '2027-01-16T08:00:00Z', due: false });
  expect(await preview({ every: 'PT1H' })).toMatchObject({ nextRunAt: '2027-01-15T16:00:00Z', due: true });
});

describe('the forms of domain §9.1', () => {
  test.each([
    ['every', 'P1W2D', 'every 1 week and 2 days'],
    ['every', 'P1Y2M10DT2H30M', 'every 1 year, 2 months, 10 days, 2 hours and 30 minutes'],
    ['every', 'T0200', 'daily at 02:00'],
    ['at', 'T0200', 'daily at 02:00'],
    ['at', '02:00', 'daily at 02:00'],
    ['at', 'T02:00:30', 'daily at 02:00:30'],
  ])('%s takes %s and says it in plain English', async (field, value, text) => {
    expect(await preview({ [field]: value })).toMatchObject({ valid: true, problems: [], text });
  });

  const noDurations = ['P0D', 'PT0S', 'P1.5D', '-P1D', 'P-1D', 'P', 'PT', 'P1DT', '1D'];
  const noTimes = ['T24:00', 'T2:00', 'T02', 'T02:00Z'];
  test.each([
    ...[...noDurations, ...noTimes].map((value) => ['every', value]),
    ...[...noDurations, ...noTimes].map((value) => ['at', value]),
    // A retry comes after a length of time, never at a time of day.
    ...[...noDurations, ...noTimes, 'T02:00'].map((value) => ['retryAfter', value]),
  ])('%s refuses %s with one problem that names the value', async (field, value) => {
    const answer = await preview({ ...(field === 'retryAfter' && { every: 'PT1H' }), [field]: value });
    expect(answer).toMatchObject({ valid: false, text: null, nextRunAt: null, slot: null, due: false });
    expect(answer.problems.map((problem) => problem.field)).toEqual([field]);
    expect(answer.problems[0]!.message).toContain(JSON.stringify(value));
  });

  test.each([
    ['a length with hours', 'PT6H', 'T00:00'],
    ['days and hours', 'P1DT6H', 'T00:00'],
    ['a second time of day', 'T02:00', 'T03:00'],
  ])('%s cannot be combined with a time of day', async (_name, every, at) => {
    const answer = await preview({ every, at });
    expect(answer).toMatchObject({ valid: false, problems: [{ field: 'every' }] });
    expect(answer.problems).toHaveLength(1);
    expect(answer.problems[0]!.message).toContain(every);
  });
});

test('reports one problem per bad field, each with the value and the remedy, and computes nothing', async () => {
  const answer = await preview({ every: 'P0D', at: 'T24:00', retryAfter: '-PT1M', timeZone: 'Mars/Olympus' });
  expect(answer).toMatchObject({ valid: false, text: null, nextRunAt: null, due: false, nextRuns: [] });
  expect(answer.problems.map(({ field }) => field).toSorted()).toEqual([
    'at',
    'every',
    'retryAfter',
    'timeZone',
  ]);
  for (const [field, value] of [
    ['every', 'P0D'],
    ['at', 'T24:00'],
    ['retryAfter', '-PT1M'],
    ['timeZone', 'Mars/Olympus'],
  ]) {
    expect(answer.problems.find((problem) => problem.field === field)?.message).toContain(value);
  }
});

describe('impossible input is BAD_INPUT that names the field:', () => {
  test.each([
    ['count', { count: -1 }],
    ['count', { count: 101 }],
    ['anchorDay', { anchorDay: -1 }],
    ['anchorDay', { anchorDay: 32 }],
    ['input.now', { now: 'yesterday' }],
    ['input.now', { now: '2027-01-15T10:00:00' }],
    ['input.now', { now: 5 }],
    ['input.registeredAt', { registeredAt: '2027-02-30T00:00:00Z' }],
    ['input.lastRun.startedAt', { lastRun: { startedAt: '' } }],
    ['input.lastRun.slot', { lastRun: { startedAt: '2027-01-15T10:00:00Z', slot: '10:00' } }],
    ['input.lastRun.state', { lastRun: { startedAt: '2027-01-15T10:00:00Z', state: 'GOOD' } }],
  ])('%s of %j', async (field, input) => {
    expect(await refusals(app, document, { input: { every: 'P1M', ...input } })).toEqual([
      { code: 'BAD_INPUT', field },
    ]);
  });

  test('anchorDay of 0, although 0 is what JavaScript takes for nothing', async () => {
    expect(await refusals(app, document, { input: { every: 'P1M', anchorDay: 0 } })).toEqual([
      { code: 'BAD_INPUT', field: 'anchorDay' },
    ]);
  });

  test('a DateTime that is written into the query itself', async () => {
    const [refusal] = await refusals(
      app,
      '{ previewSchedule(input: { every: "P1D", now: "yesterday" }) { valid } }',
    );
    expect(refusal?.code).toBe('BAD_INPUT');
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { vectors } from '../engine/schedule.vectors.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

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
  app = await startTestApp({ env: { ROLE: 'server' } });
});
afterAll(() => app[Symbol.asyncDispose]());

const preview = async (input: object) => (await app.query<Preview>(document, { input })).previewSchedule;
const utc = (text: string | null) => text && Temporal.Instant.from(text).toString();

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
  expect(answer).toMatchObject({ valid: true, problems: [], nextRunAt: utc(vector.next), due: vector.due });
  if (vector.slot) expect(answer.slot).toBe(utc(vector.slot));
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

test.each([
  ['count', { every: 'PT1H', count: 101 }],
  ['anchorDay', { every: 'P1M', anchorDay: 32 }],
  ['input.now', { every: 'P1M', now: 'yesterday' }],
])('answers an impossible %s with BAD_INPUT that names the field', async (_name, input) => {
  const { errors } = await app.request(document, { input });
  expect(errors).toHaveLength(1);
  expect(errors![0]!.extensions.code).toBe('BAD_INPUT');
  expect(errors![0]!.extensions.field).toMatch(/count|anchorDay|now/);
});

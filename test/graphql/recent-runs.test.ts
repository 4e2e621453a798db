import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { refusals } from './support.ts';

interface Mark {
  id: string;
  state: string;
  trigger: string;
  startedAt: string;
  duration: string;
}

/** Ten minutes after the start of the run that goes on. */
const clock = new TestClock('2027-01-15T16:10:00Z');

// Of demo.Task: 40 runs of ever more seconds, of which every tenth failed; one that goes on; one that was cancelled
// before it started; and the armed next one.
const history = `
  insert into task (name, position, label, description, every, at, retry_after, keep_runs, timeout,
                    registered_at, anchor_day, next_run_at, retired_at)
  select 'demo.' || name, 0, name, 'For tests.', 'PT1H', null, null, 0, 'PT30M', '2027-01-01T00:00:00Z', null, null, null
    from unnest(array['Task', 'Other', 'New']) as name;
  insert into run (task, state, trigger, run_at, queued_at, started_at, finished_at, worker)
  select 'demo.Task', case when n % 10 = 0 then 'FAILED' else 'SUCCEEDED' end, 'SCHEDULE', at, at, at, at + n * interval '1 s', 'node'
    from generate_series(1, 40) as n, lateral (select timestamptz '2027-01-15T12:00:00Z' + n * interval '5 min' as at) as start;
  insert into run (task, state, trigger, run_at, queued_at, started_at, finished_at, worker) values
    ('demo.Task', 'RUNNING', 'MANUAL', '2027-01-15T16:00:00Z', '2027-01-15T16:00:00Z', '2027-01-15T16:00:00Z', null, 'node'),
    ('demo.Task', 'CANCELLED', 'SCHEDULE', '2027-01-15T16:05:00Z', '2027-01-15T16:05:00Z', '2027-01-15T16:05:00Z', '2027-01-15T16:05:00Z', null),
    ('demo.Task', 'QUEUED', 'SCHEDULE', '2027-01-15T17:00:00Z', '2027-01-15T17:00:00Z', null, null, null),
    ('demo.Other', 'LOST', 'BOOT', '2027-01-15T15:00:00Z', '2027-01-15T15:00:00Z', '2027-01-15T15:00:00Z', '2027-01-15T15:00:01.5Z', 'node')`;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' }, clock });
  for (const statement of history.split(';')) await app.app.orm.em.fork().execute(statement);
});
afterAll(() => app[Symbol.asyncDispose]());

const marksOf = async (name: string, args = '') =>
  (
    await app.query<{ task: { recentRuns: Mark[] } }>(
      `query ($name: ID!) { task(name: $name) { recentRuns${args} { id state trigger startedAt duration } } }`,
      { name },
    )
  ).task.recentRuns;

test('the last 30 runs that have started come with the newest at the end, and the one that goes on is of now', async () => {
  const marks = await marksOf('demo.Task');
  expect(marks).toHaveLength(30);
  expect(marks.at(-1)).toMatchObject({
    state: 'RUNNING',
    trigger: 'MANUAL',
    startedAt: '2027-01-15T16:00:00Z',
    duration: 'PT10M',
  });
  expect(marks.at(-2)).toMatchObject({ state: 'FAILED', trigger: 'SCHEDULE', duration: 'PT40S' });
  expect(marks.map(({ startedAt }) => startedAt)).toEqual(marks.map(({ startedAt }) => startedAt).toSorted());
  expect(marks.filter(({ state }) => state === 'FAILED')).toHaveLength(3);
});

test('as many come as are asked for, of each task its own, and none of a task that never ran', async () => {
  const { one, two } = await app.query<Record<'one' | 'two', { name: string; recentRuns: Mark[] }[]>>(
    `{ one: tasks { name recentRuns(first: 2) { state duration } } two: tasks { name recentRuns(first: 100) { id } } }`,
  );
  const counts = (tasks: typeof one) => tasks.map(({ name, recentRuns }) => [name, recentRuns.length]);
  expect(counts(one)).toEqual([
    ['demo.New', 0],
    ['demo.Other', 1],
    ['demo.Task', 2],
  ]);
  expect(one[1]?.recentRuns).toEqual([{ state: 'LOST', duration: 'PT1.5S' }]);
  expect(counts(two)).toEqual([
    ['demo.New', 0],
    ['demo.Other', 1],
    ['demo.Task', 41],
  ]);
});

test.each([0, 101, -1])('%i of them are refused', async (first) => {
  expect(await refusals(app, `{ tasks { recentRuns(first: ${first}) { id } } }`)).toMatchObject([
    { code: 'BAD_INPUT', field: 'first' },
  ]);
});

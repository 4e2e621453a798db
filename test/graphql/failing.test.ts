import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';

interface Answer {
  failing: { count: number; orMore: boolean; since: string } | null;
  stats: { succeeded: number; failed: number };
}

/** The runs of each task, oldest first, one a minute from 10:00 on, each 30 s long. A task keeps six. */
const histories: Record<string, string> = {
  Sound: 'FAILED SUCCEEDED',
  Once: 'SUCCEEDED FAILED',
  Thrice: 'FAILED SKIPPED FAILED LOST TIMED_OUT',
  Retried: 'SUCCEEDED FAILED FAILED RUNNING',
  Cancelled: 'SUCCEEDED FAILED CANCELLED',
  Idle: 'FAILED SKIPPED',
  Ever: 'SUCCEEDED FAILED FAILED FAILED FAILED FAILED CANCELLED',
  New: '',
};

let app: TestApp;
let answers: Record<string, Answer>;

beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' }, clock: new TestClock('2027-01-15T16:30:00Z') });
  const em = app.app.orm.em.fork();
  for (const [name, states] of Object.entries(histories)) {
    await em.execute(
      `insert into task (name, position, label, description, every, at, retry_after, keep_runs, timeout,
                         registered_at, anchor_day, next_run_at, retired_at)
       values ('demo.' || ?, 0, 'Task', 'For tests.', 'PT1H', null, null, 6, 'PT30M', '2027-01-01T00:00:00Z', null, null, null)`,
      [name],
    );
    await em.execute(
      `insert into run (task, state, trigger, run_at, queued_at, started_at, finished_at, worker)
       select 'demo.' || ?, state, 'SCHEDULE', at, at, at, case when state <> 'RUNNING' then at + interval '30 s' end, 'node'
         from string_to_table(nullif(?, ''), ' ') with ordinality as history (state, n),
              lateral (select timestamptz '2027-01-15T16:00:00Z' + (n - 1) * interval '1 min' as at) as start`,
      [name, states],
    );
  }
  const { tasks } = await app.query<{ tasks: (Answer & { name: string })[] }>(
    '{ tasks { name failing { count orMore since } stats { succeeded failed } } }',
  );
  answers = Object.fromEntries(tasks.map(({ name, ...answer }) => [name.replace('demo.', ''), answer]));
});
afterAll(() => app[Symbol.asyncDispose]());

test('a task is not failing when its last run did not fail, found nothing to do, or never was', () => {
  for (const name of ['Sound', 'Idle', 'New']) expect(answers[name]?.failing, name).toBeNull();
});

test('a task is failing since the first failure in a row ended', () => {
  expect(answers['Once']?.failing).toEqual({ count: 1, orMore: false, since: '2027-01-15T16:01:30Z' });
  expect(answers['Thrice']?.failing).toEqual({ count: 3, orMore: false, since: '2027-01-15T16:02:30Z' });
});

test('a task goes on failing while it is tried again, and when somebody has cancelled a run', () => {
  expect(answers['Retried']?.failing).toMatchObject({ count: 2, since: '2027-01-15T16:01:30Z' });
  expect(answers['Cancelled']?.failing).toMatchObject({ count: 1 });
});

test('when only failures are kept there may have been more of them', () => {
  expect(answers['Ever']?.failing).toMatchObject({ count: 5, orMore: true });
});

test('the kept runs that succeeded and failed are counted, of whatever age', () => {
  expect(answers['Thrice']?.stats).toEqual({ succeeded: 0, failed: 4 });
  expect(answers['Retried']?.stats).toEqual({ succeeded: 1, failed: 2 });
  expect(answers['New']?.stats).toEqual({ succeeded: 0, failed: 0 });
});

import { expect, test } from 'vitest';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { cli, linesOf } from './support/cli.ts';
import { aTask, idle } from './support/tasks.ts';

test('show tells what a task does, when and why it runs, and how its last runs went', async () => {
  const fails = { value: false };
  const greet = aTask(
    'demo.Greet',
    async () => {
      if (fails.value) throw new Error('nobody is here');
      return 'greeted 2';
    },
    { schedule: { every: 'P1D', at: 'T02:00', retryAfter: 'PT5M' }, timeout: 'PT1H30M', keepRuns: 7 },
  );
  await using app = await startTestApp({ tasks: [greet], clock: new TestClock('2027-01-15T16:00:00Z') });
  const runOnce = async () => (await cli(app.url, 'run', 'greet', '--follow')).code;
  expect(await runOnce()).toBe(0);
  fails.value = true;
  expect(await runOnce()).toBe(2);

  const { code, stdout, stderr } = await cli(app.url, 'show', 'Greet');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(linesOf(stdout)).toEqual([
    'demo.Greet  Greet',
    'Does the work of demo.Greet.',
    '',
    'Schedule      daily at 02:00 (America/Regina), again 5 minutes after a failure',
    expect.stringMatching(/^Due           Not due before 10:05 \(.*failed run\)\.$/),
    'Next runs     Fri 2027-01-15 10:05 -06:00',
    '              Sat 2027-01-16 02:00 -06:00',
    '              Sun 2027-01-17 02:00 -06:00',
    '              Mon 2027-01-18 02:00 -06:00',
    '              Tue 2027-01-19 02:00 -06:00',
    'Last run      FAILED in 0 ms: nobody is here',
    expect.stringMatching(/^ {14}run \d+, Fri 2027-01-15 10:00, by hand \(ADMIN_TOKEN\)$/),
    'Last success  SUCCEEDED in 0 ms: greeted 2',
    expect.stringMatching(/^ {14}run \d+, Fri 2027-01-15 10:00, by hand \(ADMIN_TOKEN\)$/),
    expect.stringMatching(/^Last failure  run \d+, the last one$/),
    'Last 24 h     2 runs, 1 failed',
    'Takes         0 ms (median), 95 % within 0 ms',
    'Time-out      1 hour 30 minutes',
    'Keeps         7 finished runs, and the last success and failure',
  ]);
});

test('show --json prints the task as the API answers it', async () => {
  const tasks = [aTask('demo.Greet', idle, { schedule: { at: 'T02:00' } })];
  await using app = await startTestApp({ tasks, clock: new TestClock('2027-01-15T16:00:00Z') });
  const { stdout } = await cli(app.url, '--json', 'show', 'demo.Greet');
  expect(JSON.parse(stdout).task).toMatchObject({
    name: 'demo.Greet',
    schedule: { every: null, at: 'T02:00', text: 'daily at 02:00', timeZone: 'America/Regina' },
    nextRuns: [
      '2027-01-16T08:00:00Z',
      '2027-01-17T08:00:00Z',
      '2027-01-18T08:00:00Z',
      '2027-01-19T08:00:00Z',
      '2027-01-20T08:00:00Z',
    ],
    timeout: 'PT30M',
    lastRun: null,
  });
});

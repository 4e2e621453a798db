import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { cli, linesOf } from './support/cli.ts';
import { aTask, idle } from './support/tasks.ts';

let app: TestApp;
beforeAll(async () => {
  const tasks = [aTask('demo.Greet', idle, { schedule: { at: 'T02:00', retryAfter: 'PT5M' } })];
  app = await startTestApp({ tasks, clock: new TestClock('2027-01-15T16:00:00Z') });
});
afterAll(() => app[Symbol.asyncDispose]());

test('schedule tries a schedule out: in words, and with the next runs', async () => {
  const tried = ['--every', 'P1D', '--at', 'T02:30', '--retry-after', 'PT1H', '--zone', 'Europe/Stockholm'];
  const asked = ['--from', '2027-10-30T12:00:00+02:00', '--count', '2'];
  const { code, stdout, stderr } = await cli(app.url, 'schedule', ...tried, ...asked);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(linesOf(stdout)).toEqual([
    'Schedule   daily at 02:30 (Europe/Stockholm), again 1 hour after a failure',
    'Next runs  Sun 2027-10-31 02:30 +02:00',
    '           Mon 2027-11-01 02:30 +01:00',
  ]);
});

test('schedule NAME tells the schedule of a task and its next runs', async () => {
  const { stdout } = await cli(app.url, 'schedule', 'greet', '--count', '2');
  expect(linesOf(stdout)).toEqual([
    'demo.Greet  Greet',
    'Schedule   daily at 02:00 (America/Regina), again 5 minutes after a failure',
    'Due        Not due before 16 Jan 2027, 02:00 (its first run).',
    'Next runs  Sat 2027-01-16 02:00 -06:00',
    '           Sun 2027-01-17 02:00 -06:00',
  ]);
});

test('a schedule with problems gets one line for each, and exit code 1', async () => {
  const tried = ['--every', '15m', '--at', '25:00', '--retry-after', 'PT0S', '--zone', 'Mars/Olympus'];
  const { code, stdout, stderr } = await cli(app.url, 'schedule', ...tried);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(linesOf(stderr)).toEqual([
    expect.stringMatching(/^every: "15m" is not a duration: use one like /),
    expect.stringMatching(/^at: "25:00" is not a time of day: use /),
    expect.stringMatching(/^retryAfter: "PT0S" is zero long: use /),
    expect.stringMatching(/^timeZone: "Mars\/Olympus" is not a known time zone: use /),
  ]);
});

test('schedule --json prints what the API answers, with exit code 1 for problems all the same', async () => {
  const good = await cli(app.url, 'schedule', '--every', 'PT15M', '--count', '1', '--json');
  expect(JSON.parse(good.stdout).previewSchedule).toMatchObject({
    valid: true,
    text: 'every 15 minutes',
    nextRuns: ['2027-01-15T16:00:00Z'],
  });
  const bad = await cli(app.url, 'schedule', '--every', 'x', '--json');
  expect(bad).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(bad.stdout).previewSchedule).toMatchObject({
    valid: false,
    problems: [{ field: 'every' }],
  });
});

test.for([
  [['schedule'], 'Give the NAME of a task'],
  [['schedule', 'greet', '--every', 'PT1H'], 'Give either the task "greet"'],
  [['schedule', '--every', 'PT1H', '--count', '101'], 'Use a whole number from 1 to 100.'],
  [['schedule', '--every', 'PT1H', '--from', '2027-01-15'], 'Use an instant with an offset'],
] as const)('%s is refused with the remedy', async ([args, remedy]) => {
  const { code, stderr } = await cli(app.url, ...args);
  expect(code).toBe(1);
  expect(linesOf(stderr)).toEqual([expect.stringContaining(remedy)]);
});

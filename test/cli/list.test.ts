import { expect, test } from 'vitest';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { cli, linesOf } from './support/cli.ts';
import { aTask, idle } from './support/tasks.ts';

test('list shows schedule, last run, next run and due mark of each task, in columns and in one named zone', async () => {
  const clock = new TestClock('2027-01-15T16:00:00Z');
  const gate = Promise.withResolvers<void>();
  const tasks = [
    aTask('proposals.CycleLifecycle', idle, { schedule: { every: 'PT15M' } }),
    aTask('proposals.CreateCycles', idle, { schedule: { at: 'T02:00' } }),
    aTask('reviews.Remind', () => gate.promise),
  ];
  await using app = await startTestApp({ tasks, clock, env: { WORKER_CONCURRENCY: '1' } });
  await app.until<{ task: { lastRun: { state: string } | null } }>(
    '{ task(name: "proposals.CycleLifecycle") { lastRun { state } } }',
    ({ task }) => task.lastRun?.state === 'SUCCEEDED',
  );

  const morning = await cli(app.url, 'list');
  expect(morning).toMatchObject({ code: 0, stderr: '' });
  expect(linesOf(morning.stdout)).toEqual(
    [
      'Prairie Light Source, Fri 2027-01-15 10:00; times are in America/Regina',
      'TASK                      SCHEDULE                 LAST RUN         NEXT RUN      DUE',
      'proposals.CycleLifecycle  every 15 minutes         succeeded 10:00  10:15',
      'proposals.CreateCycles    daily at 02:00           never            16 Jan 02:00',
      'reviews.Remind            only when run by hand    never            by hand',
    ].map((line) => expect.stringMatching(new RegExp(`^${line.replaceAll(/ +/g, ' +')}$`))),
  );
  expect(Math.max(...linesOf(morning.stdout).map((line) => line.length))).toBeLessThanOrEqual(90);

  await app.query('mutation { runTaskNow(name: "reviews.Remind") { alreadyActive } }');
  await app.until<{ task: { lastRun: { state: string } | null } }>(
    '{ task(name: "reviews.Remind") { lastRun { state } } }',
    ({ task }) => task.lastRun?.state === 'RUNNING',
  );
  clock.advance('PT20M');
  const due = await cli(app.url, 'list', '--due');
  expect(linesOf(due.stdout).slice(2)).toEqual([expect.stringMatching(/^proposals\.CycleLifecycle .* due$/)]);
  const others = await cli(app.url, 'list', '--no-due', '--app', 'proposals');
  expect(linesOf(others.stdout).slice(2)).toEqual([expect.stringMatching(/^proposals\.CreateCycles /)]);
  const running = await cli(app.url, 'list', '--state', 'running');
  expect(linesOf(running.stdout).slice(2)).toEqual([
    expect.stringMatching(/^reviews\.Remind .* running 10:00/),
  ]);
  gate.resolve();
});

test('list --json prints what the API answers as one document', async () => {
  const tasks = [aTask('demo.Greet', idle), aTask('demo.Part', idle)];
  await using app = await startTestApp({ tasks });
  const { code, stdout } = await cli(app.url, 'list', '--json', '--search', 'greet');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    facility: { name: 'Prairie Light Source', timeZone: 'America/Regina' },
    tasks: [{ name: 'demo.Greet', label: 'Greet', app: 'demo', due: false, nextRunAt: null, lastRun: null }],
  });
  expect((await cli(app.url, 'list', '--search', 'absent')).stdout).toContain('No task matches.');
});

test('list refuses a state that does not exist and names the ones that do', async () => {
  const { code, stderr } = await cli('http://127.0.0.1:1', 'list', '--state', 'broken');
  expect(code).toBe(1);
  expect(stderr).toContain("'broken' is invalid. Use one of QUEUED, RUNNING, SUCCEEDED");
});

import { expect, test } from 'vitest';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { cli, linesOf } from './support/cli.ts';
import { aTask, idle } from './support/tasks.ts';

const nightly = { schedule: { at: 'T02:00' } };

test('pause holds a task back until somebody resumes it, and list and show say so', async () => {
  const clock = new TestClock('2027-01-15T16:00:00Z');
  const gate = Promise.withResolvers<void>();
  const tasks = [
    aTask('demo.Greet', idle, nightly),
    aTask('demo.Tidy', idle, nightly),
    aTask('demo.Wait', () => gate.promise),
  ];
  await using app = await startTestApp({ tasks, clock, env: { WORKER_CONCURRENCY: '1' } });
  const paused = await cli(app.url, 'pause', 'greet', '--reason', 'The mail server\nis down');
  expect(paused).toMatchObject({ code: 0, stderr: '' });
  expect(linesOf(paused.stdout)).toEqual([
    'demo.Greet is paused until somebody resumes it: The mail server is down',
    'It would run Sat 2027-01-16 02:00 -06:00.',
  ]);

  expect(linesOf((await cli(app.url, 'list', '--paused')).stdout).slice(2)).toEqual([
    expect.stringMatching(/^demo\.Greet +daily at 02:00 +never +paused, would run 16 Jan 02:00$/),
    '',
    'demo.Greet is paused by ADMIN_TOKEN since 10:00, until somebody resumes it: The mail server is down',
  ]);
  expect(linesOf((await cli(app.url, 'list', '--no-paused')).stdout).slice(2)).toEqual([
    expect.stringMatching(/^demo\.Tidy .* 16 Jan 02:00$/),
    expect.stringMatching(/^demo\.Wait .* by hand$/),
  ]);
  const shown = linesOf((await cli(app.url, 'show', 'greet')).stdout);
  expect(shown.slice(3, 9)).toEqual([
    'Schedule      daily at 02:00 (America/Regina)',
    'Paused        by ADMIN_TOKEN since Fri 2027-01-15 10:00, until somebody resumes it',
    '              The mail server',
    '              is down',
    expect.stringMatching(/^Due           Paused by ADMIN_TOKEN .* would run 16 Jan 2027, 02:00 /),
    'Would run     Sat 2027-01-16 02:00 -06:00',
  ]);

  await app.query('mutation { runTaskNow(name: "demo.Wait") { alreadyActive } }');
  await app.until<{ task: { lastRun: { state: string } | null } }>(
    '{ task(name: "demo.Wait") { lastRun { state } } }',
    ({ task }) => task.lastRun?.state === 'RUNNING',
  );
  clock.advance('PT24H');
  expect((await cli(app.url, 'list', '--paused')).stdout).toMatch(/ paused, missed 02:00\n/);
  const resumed = await cli(app.url, 'resume', 'greet');
  expect(resumed).toEqual({
    code: 0,
    stdout: expect.stringMatching(
      /^demo\.Greet is resumed\. Due since 02:00 \(.*\): it starts as soon as .*\n$/,
    ),
    stderr: '',
  });
  gate.resolve();
});

test('a pause may end by itself; the newer of two replaces the other; resume says when the task runs next', async () => {
  const tasks = [aTask('demo.Greet', idle, nightly)];
  await using app = await startTestApp({ tasks, clock: new TestClock('2027-01-15T16:00:00Z') });
  const pause = async (...args: string[]) => linesOf((await cli(app.url, 'pause', 'greet', ...args)).stdout);
  expect(await pause('--reason', 'Maintenance', '--until', '2027-01-16T12:00:00-06:00')).toEqual([
    'demo.Greet is paused until Sat 2027-01-16 12:00 -06:00: Maintenance',
    'It would run Sat 2027-01-16 02:00 -06:00, and does once when the pause ends.',
  ]);
  expect(await pause('--reason', 'Lunch', '--until', '2027-01-15T12:30:00-06:00')).toEqual([
    'demo.Greet is paused until Fri 2027-01-15 12:30 -06:00: Lunch',
    'It runs next Sat 2027-01-16 02:00 -06:00, after the pause.',
    'This replaces the pause by ADMIN_TOKEN since Fri 2027-01-15 10:00 -06:00, until Sat 2027-01-16 12:00 -06:00: Maintenance',
  ]);
  const [, , row, , remark] = linesOf((await cli(app.url, 'list')).stdout);
  expect(row).toMatch(/ never +16 Jan 02:00$/);
  expect(remark).toBe('demo.Greet is paused by ADMIN_TOKEN since 10:00, until 12:30: Lunch');

  const next = 'It runs next Sat 2027-01-16 02:00 -06:00.\n';
  expect((await cli(app.url, 'resume', 'greet')).stdout).toBe(`demo.Greet is resumed. ${next}`);
  expect((await cli(app.url, 'resume', 'greet')).stdout).toBe(`demo.Greet was not paused. ${next}`);
});

test('a run that has started is not held back, and its number is told; a task by hand has nothing to hold back', async () => {
  const gate = Promise.withResolvers<void>();
  await using app = await startTestApp({ tasks: [aTask('demo.Wait', () => gate.promise)] });
  const { run } = JSON.parse((await cli(app.url, 'run', 'Wait', '--json')).stdout);
  const { stdout } = await cli(app.url, 'pause', 'Wait', '--reason', 'Enough');
  expect(linesOf(stdout)).toEqual([
    'demo.Wait is paused until somebody resumes it: Enough',
    'It runs only by hand, and still does.',
    expect.stringMatching(
      new RegExp(`^Run ${run.id} is (queued|running) and is not held back: "cancel ${run.id}" ends it\\.$`),
    ),
  ]);
  gate.resolve();
});

test('pause --json and resume --json print the task as the API answers it', async () => {
  const tasks = [aTask('demo.Greet', idle, nightly)];
  await using app = await startTestApp({ tasks, clock: new TestClock('2027-01-15T16:00:00Z') });
  const paused = JSON.parse((await cli(app.url, 'pause', 'greet', '--reason', 'Lunch', '--json')).stdout);
  expect(paused).toMatchObject({
    facility: { timeZone: 'America/Regina' },
    task: {
      name: 'demo.Greet',
      paused: { reason: 'Lunch', by: 'ADMIN_TOKEN', at: '2027-01-15T16:00:00Z', until: null },
      nextRunAt: '2027-01-16T08:00:00Z',
    },
  });
  const resumed = JSON.parse((await cli(app.url, 'resume', 'greet', '--json')).stdout);
  expect(resumed.task).toMatchObject({ name: 'demo.Greet', paused: null });
});

test('a pause without a reason, or until a moment that is past or unclear, is refused and changes nothing', async () => {
  await using app = await startTestApp({ tasks: [aTask('demo.Greet', idle, nightly)] });
  for (const [args, remedy] of [
    [[], "required option '--reason <text>' not specified"],
    [['--reason', ' '], 'reason: it is empty: say why'],
    [['--reason', 'x', '--until', '2020-01-01T00:00:00Z'], 'until: 2020-01-01T00:00:00Z is past'],
    [['--reason', 'x', '--until', 'noon'], 'Use an instant with an offset'],
  ] as const) {
    const { code, stdout, stderr } = await cli(app.url, 'pause', 'greet', ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(linesOf(stderr)).toEqual([expect.stringContaining(remedy)]);
  }
  expect(await app.query('{ tasks(paused: true) { name } }')).toEqual({ tasks: [] });
});

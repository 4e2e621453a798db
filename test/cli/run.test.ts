import { expect, test } from 'vitest';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { cli, linesOf, startCli } from './support/cli.ts';
import { aTask, idle } from './support/tasks.ts';

const clock = () => new TestClock('2027-01-15T16:00:00Z');

test('run --follow prints the lines of a run that fails, how it ended, and exits with 2', async () => {
  const sync = aTask('demo.Sync', async ({ log }) => {
    await log.info('asking', { host: 'db1' });
    await log.warn('no answer yet');
    throw new Error('no connection');
  });
  await using app = await startTestApp({ tasks: [sync], clock: clock() });
  const { code, stdout, stderr } = await cli(app.url, 'run', 'sync', '--follow');
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  expect(linesOf(stdout)).toEqual([
    expect.stringMatching(/^Run \d+ of demo\.Sync is queued\.$/),
    '10:00:00 INFO  asking {"host":"db1"}',
    '10:00:00 WARN  no answer yet',
    '10:00:00 ERROR no connection',
    'FAILED in 0 ms: no connection',
  ]);
});

test('run --follow exits with 0 when the run succeeds, and when there was nothing to do', async () => {
  const tasks = [aTask('demo.Work', idle), aTask('demo.Rest', idle, { ready: async () => 'all is done' })];
  await using app = await startTestApp({ tasks });
  const work = await cli(app.url, 'run', 'Work', '--follow');
  expect(work.code).toBe(0);
  expect(work.stdout).toMatch(/\nSUCCEEDED in \S+ m?s: nothing to do\n$/);
  const rest = await cli(app.url, 'run', 'Rest', '--follow');
  expect(rest.code).toBe(0);
  expect(rest.stdout).toMatch(/\nSKIPPED in \S+ m?s: all is done\n$/);
});

test('run without --follow names the run and returns at once; asked again it names the same run', async () => {
  const gate = Promise.withResolvers<void>();
  await using app = await startTestApp({ tasks: [aTask('demo.Wait', () => gate.promise)] });
  const first = await cli(app.url, 'run', 'demo.Wait', '--json');
  const { alreadyActive, run } = JSON.parse(first.stdout);
  expect(first.code).toBe(0);
  expect({ alreadyActive, run }).toMatchObject({
    alreadyActive: false,
    run: { state: 'QUEUED', trigger: 'MANUAL', task: { name: 'demo.Wait' } },
  });
  const second = await cli(app.url, 'run', 'demo.Wait');
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(second.stdout).toMatch(
    new RegExp(
      `^Run ${run.id} of demo\\.Wait was already (queued|running), by hand \\(ADMIN_TOKEN\\): no other was started\\.\n$`,
    ),
  );
  gate.resolve();
});

test('run --follow --json prints one object a line: the answer, states, lines, and the run as it ended', async () => {
  const gate = Promise.withResolvers<void>();
  const greet = aTask('demo.Greet', async ({ log }) => {
    await log.info('hello', { who: 'world' });
    await gate.promise;
    return 'greeted 1';
  });
  await using app = await startTestApp({ tasks: [greet] });
  const running = startCli(app.url, ['run', 'Greet', '--follow', '--json']);
  await running.until('"line"');
  gate.resolve();
  const { code, stdout } = await running.ended;
  const objects = linesOf(stdout).map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(objects[0]).toMatchObject({ alreadyActive: false, run: { state: 'QUEUED' } });
  expect(objects.filter(({ line }) => line)).toEqual([
    { line: { seq: 1, at: expect.any(String), level: 'INFO', message: 'hello', fields: { who: 'world' } } },
  ]);
  expect(objects.slice(1).flatMap((each) => each.run?.state ?? [])).toEqual(
    expect.arrayContaining(['RUNNING', 'SUCCEEDED']),
  );
  expect(objects.at(-1)).toMatchObject({ run: { state: 'SUCCEEDED', summary: 'greeted 1' } });
});

test('Ctrl-C while following ends quietly with 130 and leaves the run alone', async () => {
  const gate = Promise.withResolvers<void>();
  const wait = aTask('demo.Wait', async ({ log, signal }) => {
    await log.info('waiting');
    await gate.promise;
    return signal.aborted ? 'stopped' : 'not disturbed';
  });
  await using app = await startTestApp({ tasks: [wait] });
  const running = startCli(app.url, ['run', 'Wait', '--follow']);
  await running.until('waiting');
  running.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 130, stderr: '' });
  gate.resolve();
  await app.until<{ task: { lastRun: { summary: string | null } } }>(
    '{ task(name: "demo.Wait") { lastRun { summary } } }',
    ({ task }) => task.lastRun.summary === 'not disturbed',
  );
  expect(app.problems).toEqual([]);
});

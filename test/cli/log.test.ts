import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { cli, linesOf, startCli } from './support/cli.ts';
import { aTask } from './support/tasks.ts';

let app: TestApp;
let id: string;

beforeAll(async () => {
  const talk = aTask('demo.Talk', async ({ log }) => {
    for (let line = 1; line <= 2_500; line += 1) await log.debug(`detail ${line}`);
    await log.info('All is well');
    await log.warn('Nearly full', { percent: 97 });
    await log.error('Full');
    return 'talked';
  });
  app = await startTestApp({ tasks: [talk], clock: new TestClock('2027-01-15T16:00:00Z') });
  const { stdout } = await cli(app.url, 'run', 'Talk', '--json', '--follow');
  id = JSON.parse(linesOf(stdout)[0]!).run.id;
});
afterAll(() => app[Symbol.asyncDispose]());

test('log prints every line of a log that is longer than a page, in order', async () => {
  const { code, stdout, stderr } = await cli(app.url, 'log', id);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [head, ...lines] = linesOf(stdout);
  expect(head).toBe(
    `Run ${id} of demo.Talk, started Fri 2027-01-15 10:00 (America/Regina), by hand (ADMIN_TOKEN)`,
  );
  expect(lines.slice(0, 2_500)).toEqual(
    Array.from({ length: 2_500 }, (_, index) => `10:00:00 DEBUG detail ${index + 1}`),
  );
  expect(lines.slice(2_500)).toEqual([
    '10:00:00 INFO  All is well',
    '10:00:00 WARN  Nearly full {"percent":97}',
    '10:00:00 ERROR Full',
    'SUCCEEDED in 0 ms: talked',
  ]);
});

test.for([[], ['--follow']])('log --level and --search leave out what is asked for (%s)', async (follow) => {
  const important = await cli(app.url, 'log', id, '--level', 'warn', ...follow);
  expect(linesOf(important.stdout).slice(1, -1)).toEqual([
    '10:00:00 WARN  Nearly full {"percent":97}',
    '10:00:00 ERROR Full',
  ]);
  const full = await cli(app.url, 'log', id, '--search', 'FULL', ...follow);
  expect(linesOf(full.stdout).slice(1, -1)).toEqual(linesOf(important.stdout).slice(1, -1));
});

test('log --json prints one document with the run and its lines', async () => {
  const { stdout } = await cli(app.url, 'log', id, '--json');
  const { run, lines } = JSON.parse(stdout);
  expect(run).toMatchObject({ id, state: 'SUCCEEDED', summary: 'talked' });
  expect(lines.map(({ seq }: { seq: number }) => seq)).toEqual(
    Array.from({ length: 2_503 }, (_, i) => i + 1),
  );
});

test('a reader that has seen enough ends the command without a crash', async () => {
  const running = startCli(app.url, ['log', id]);
  await running.until('detail 1\n');
  running.stopReading();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
});

test.for(['999999', 'abc', '0'])('a run that does not exist is named: %s', async (unknown) => {
  for (const follow of [[], ['--follow']]) {
    const { code, stdout, stderr } = await cli(app.url, 'log', unknown, ...follow);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(linesOf(stderr)).toEqual([expect.stringContaining(`There is no run "${unknown}"`)]);
  }
});

test('a level that does not exist is refused with those that do', async () => {
  const { code, stderr } = await cli(app.url, 'log', id, '--level', 'loud');
  expect(code).toBe(1);
  expect(stderr).toContain("'loud' is invalid. Use one of DEBUG, INFO, WARN, ERROR.");
});

import { expect, test } from 'vitest';
import { startTestApp } from '../support/app.ts';
import { linesOf, startCli } from './support/cli.ts';
import { aTask } from './support/tasks.ts';
import { unsteadyLine } from './support/unsteady-line.ts';

const messages = (stdout: string) =>
  linesOf(stdout).flatMap((line) => /^\S+ INFO  (line \d+)$/.exec(line)?.[1] ?? []);
const counted = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

test('following survives a connection that is lost while the run goes on: no line is missed or doubled', async () => {
  const gate = Promise.withResolvers<void>();
  const away = Promise.withResolvers<void>();
  const count = aTask('demo.Count', async ({ log }) => {
    for (let line = 1; line <= 10; line += 1) await log.info(`line ${line}`);
    await away.promise;
    for (let line = 11; line <= 20; line += 1) await log.info(`line ${line}`);
    await gate.promise;
    await log.info('line 21');
    return 'counted';
  });
  await using app = await startTestApp({ tasks: [count] });
  await using line = await unsteadyLine(app.url);
  const running = startCli(line.url, ['run', 'Count', '--follow']);
  await running.until('line 10\n');
  line.cut();
  await running.until('was lost');
  away.resolve();
  await app.until<{ task: { lastRun: { logLineCount: number } } }>(
    '{ task(name: "demo.Count") { lastRun { logLineCount } } }',
    ({ task }) => task.lastRun.logLineCount === 20,
  );
  line.mend();
  await running.until('line 20\n');
  gate.resolve();
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(messages(stdout)).toEqual(counted(21));
  expect(linesOf(stdout).at(-1)).toMatch(/^SUCCEEDED in .*: counted$/);
  expect(linesOf(stderr)).toEqual([
    expect.stringMatching(/^The connection to http\S+ was lost \(.+\): trying again\.$/),
  ]);
});

test('following survives a connection that is lost in the middle of a long backlog', async () => {
  const count = aTask('demo.Count', async ({ log }) => {
    for (const line of counted(3_000)) await log.info(line);
    return 'counted';
  });
  await using app = await startTestApp({ tasks: [count] });
  const { runTaskNow } = await app.query<{ runTaskNow: { run: { id: string } } }>(
    'mutation { runTaskNow(name: "demo.Count") { run { id } } }',
  );
  await app.until<{ run: { state: string } }>(
    'query ($id: ID!) { run(id: $id) { state } }',
    ({ run }) => run.state === 'SUCCEEDED',
    { id: runTaskNow.run.id },
  );
  await using line = await unsteadyLine(app.url);
  line.cutOnceAfter(150_000);
  const { code, stdout, stderr } = await startCli(line.url, ['log', runTaskNow.run.id, '--follow']).ended;
  expect(code).toBe(0);
  expect(stderr).toContain('was lost');
  expect(messages(stdout)).toEqual(counted(3_000));
});

import { Client } from 'pg';
import { expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { cli, linesOf, startCli } from './support/cli.ts';
import { aTask, idle } from './support/tasks.ts';

const clock = () => new TestClock('2027-01-15T16:00:00Z');

/** Goes on until it is told to stop. */
const wait = aTask('demo.Wait', async ({ log, signal }) => {
  await log.info('waiting');
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
});

test('a run that is executing is told to stop; until it has, everybody is told who wanted that', async () => {
  await using app = await startTestApp({ tasks: [wait], clock: clock() });
  const id = await startWait(app);
  await using log = await stuckLog(app);
  const first = await cli(app.url, 'cancel', id);
  expect(first).toEqual({
    code: 0,
    stdout: `Run ${id} of demo.Wait is told to stop: it is cancelled when it has, or when its grace period is over.\n`,
    stderr: '',
  });
  expect((await cli(app.url, 'cancel', id)).stdout).toBe(
    `Run ${id} of demo.Wait was told to stop before, by ADMIN_TOKEN.\n`,
  );
  expect((await cli(app.url, 'run', 'Wait')).stdout).toContain(
    `Run ${id} of demo.Wait was already running (told to stop by ADMIN_TOKEN), by hand`,
  );
  expect((await cli(app.url, 'list')).stdout).toMatch(/demo\.Wait .* stopping 10:00 /);
  expect(linesOf((await cli(app.url, 'show', 'Wait')).stdout)).toContain(
    'Last run      RUNNING for 0 ms, told to stop by ADMIN_TOKEN',
  );
  await log.release();
  await ended(app, id);
  expect(linesOf((await cli(app.url, 'log', id)).stdout).slice(1)).toEqual([
    '10:00:00 INFO  waiting',
    '10:00:00 WARN  Cancelled on request',
    'CANCELLED in 0 ms by ADMIN_TOKEN',
  ]);
  expect((await cli(app.url, 'cancel', id)).stdout).toBe(
    `Run ${id} of demo.Wait was cancelled before, by ADMIN_TOKEN.\n`,
  );
});

test('cancel --follow prints what the run still logs and exits with 0; who follows the run sees it end, and exits with 2', async () => {
  await using app = await startTestApp({ tasks: [wait], clock: clock() });
  const id = await startWait(app);
  const running = startCli(app.url, ['run', 'Wait', '--follow']);
  await running.until('waiting');
  const cancelled = await cli(app.url, 'cancel', id, '--follow');
  expect(cancelled).toMatchObject({ code: 0, stderr: '' });
  expect(linesOf(cancelled.stdout)).toEqual([
    expect.stringContaining(`Run ${id} of demo.Wait is told to stop`),
    '10:00:00 WARN  Cancelled on request',
    'CANCELLED in 0 ms by ADMIN_TOKEN',
  ]);
  const followed = await running.ended;
  expect(followed.code).toBe(2);
  expect(linesOf(followed.stdout).at(-1)).toBe('CANCELLED in 0 ms by ADMIN_TOKEN');
});

test('cancel --follow --json prints one object a line, and exits with 2 when the run ends in another way', async () => {
  await using app = await startTestApp({ tasks: [wait] });
  const id = await startWait(app);
  await using log = await stuckLog(app);
  const followed = startCli(app.url, ['log', id, '--follow']);
  const read = startCli(app.url, ['log', id, '--follow', '--json']);
  await Promise.all([followed.until('waiting'), read.until('waiting')]);
  const cancelling = startCli(app.url, ['cancel', id, '--follow', '--json']);
  await cancelling.until('"cancelling":true');
  await followed.until('The run is told to stop by ADMIN_TOKEN.');
  await read.until('"cancelling":true');
  await log.query(`update run set state = 'LOST', finished_at = now() where id = ${id}`);
  await log.release();
  const { code, stdout } = await cancelling.ended;
  expect(code).toBe(2);
  const objects = linesOf(stdout).map((line) => JSON.parse(line));
  expect(objects[0]).toMatchObject({ run: { id, state: 'RUNNING', cancelledBy: 'ADMIN_TOKEN' } });
  expect(objects.flatMap(({ line }) => line?.message ?? [])).toEqual(['Cancelled on request']);
  expect(objects.at(-1)).toMatchObject({ run: { state: 'LOST' } });
});

test('a run that waits is cancelled at once and never starts', async () => {
  const tasks = [wait, aTask('demo.Next', idle)];
  await using app = await startTestApp({ tasks, clock: clock(), env: { WORKER_CONCURRENCY: '1' } });
  await startWait(app);
  const { run } = JSON.parse((await cli(app.url, 'run', 'Next', '--json')).stdout);
  const { code, stdout } = await cli(app.url, 'cancel', run.id, '--follow');
  expect(code).toBe(0);
  expect(linesOf(stdout)).toEqual([
    `Run ${run.id} of demo.Next is cancelled: it had not started.`,
    'CANCELLED by ADMIN_TOKEN',
  ]);
});

test('a run that has ended, and one that does not exist, are refused in one line', async () => {
  await using app = await startTestApp({ tasks: [aTask('demo.Greet', idle)] });
  const { stdout } = await cli(app.url, 'run', 'Greet', '--follow', '--json');
  const { id } = JSON.parse(linesOf(stdout)[0]!).run;
  expect(await cli(app.url, 'cancel', id)).toEqual({
    code: 1,
    stdout: '',
    stderr: `The run ${id} has ended already (succeeded): there is nothing to cancel.\n`,
  });
  expect(await cli(app.url, 'cancel', '999999')).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^There is no run "999999": .*\n$/),
  });
});

/** Starts demo.Wait; it has logged its line when this resolves. */
async function startWait(app: TestApp): Promise<string> {
  const { runTaskNow } = await app.query<{ runTaskNow: { run: { id: string } } }>(
    'mutation { runTaskNow(name: "demo.Wait") { run { id } } }',
  );
  const { id } = runTaskNow.run;
  const query = 'query ($id: ID!) { run(id: $id) { logLineCount } }';
  await app.until<{ run: { logLineCount: number } }>(query, ({ run }) => run.logLineCount === 1, { id });
  return id;
}

async function ended(app: TestApp, id: string): Promise<void> {
  const query = 'query ($id: ID!) { run(id: $id) { finishedAt } }';
  await app.until<{ run: { finishedAt: string | null } }>(query, ({ run }) => run.finishedAt !== null, {
    id,
  });
}

/** Nothing can be logged until it is released, so a run that ends cannot record that. */
async function stuckLog(app: TestApp) {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query('lock table log_line in share mode');
  let released: Promise<unknown> | null = null;
  const release = () => (released ??= client.query('commit').then(() => client.end()));
  return {
    query: (statement: string) => client.query(statement),
    release,
    async [Symbol.asyncDispose]() {
      await release();
    },
  };
}

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Client } from 'pg';
import { describe, test } from 'vitest';
import { version } from '../../server/root.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { createTestDatabase } from '../support/database.ts';
import { demoTask, gated, look, runNow, sql, untilFinished, untilTask } from './support.ts';

interface Node {
  id: string;
  role: string;
  name: string;
  host: string;
  version: string;
  startedAt: string;
  lastHeartbeatAt: string;
  silent: boolean;
  runs: { id: string; worker: string; task: { name: string } }[];
}

const nodesDocument = `{ nodes {
  id role name host version startedAt lastHeartbeatAt silent runs { id worker task { name } }
} }`;
const nodes = async (app: TestApp) => (await app.query<{ nodes: Node[] }>(nodesDocument)).nodes;

/** Another node, of which there is only what the others see of it: its row. */
async function strangeNode(
  app: TestApp,
  { lastBeat = '0 s', tasks = '{}' }: { lastBeat?: string; tasks?: string },
): Promise<string> {
  const id = randomUUID();
  await sql(
    app,
    `insert into node (id, name, role, host, version, tasks, started_at, heartbeat_at)
     values (?, 'far:1', 'worker', 'far', '0.0.9', ?, now() - interval '2 days', now() - ?::interval)`,
    [id, tasks, lastBeat],
  );
  return id;
}

const retiredAt = async (app: TestApp, name: string) =>
  (
    await app.query<{ task: { retiredAt: string | null } }>(
      'query ($name: ID!) { task(name: $name) { retiredAt } }',
      {
        name,
      },
    )
  ).task.retiredAt;

describe.concurrent('nodes', () => {
  test('lists who runs the facility and what each is executing, until it is stopped', async ({ expect }) => {
    const { url: databaseUrl, close } = await createTestDatabase();
    const { door, task } = gated();
    {
      const worker = await startTestApp({ env: { ROLE: 'worker' }, tasks: [task], databaseUrl });
      await using server = await startTestApp({ env: { ROLE: 'server' }, databaseUrl });
      await using _all = await startTestApp({ tasks: [], databaseUrl });
      const { id } = await runNow(server, 'demo.Task');
      await door.reached;
      const name = `${hostname()}:${process.pid}`;
      const common = { name, host: hostname(), version, silent: false, runs: [] };
      const listed = await nodes(server);
      expect(listed).toMatchObject([
        { ...common, role: 'worker', runs: [{ id, worker: name, task: { name: 'demo.Task' } }] },
        { ...common, role: 'server' },
        { ...common, role: 'all' },
      ]);
      expect(version).toMatch(/^\d+\.\d+\.\d+/);
      expect(new Set(listed.map((node) => node.id)).size).toBe(3);

      // Each goes on saying that it lives.
      const before = new Map(listed.map((node) => [node.id, node.lastHeartbeatAt]));
      await expect
        .poll(
          async () => (await nodes(server)).every((node) => node.lastHeartbeatAt > before.get(node.id)!),
          {
            interval: 500,
          },
        )
        .toBe(true);

      door.open();
      await untilFinished(server, 'demo.Task', 1);
      expect((await nodes(server)).flatMap(({ runs }) => runs)).toEqual([]);
      await worker[Symbol.asyncDispose]();
      expect((await nodes(server)).map(({ role }) => role)).toEqual(['server', 'all']);
    }
    await close();
  });

  test('shows a silent one with its run, which is lost and made up for; forgets it after a day', async ({
    expect,
  }) => {
    await using app = await startTestApp({ tasks: [demoTask()] });
    const silent = await strangeNode(app, { lastBeat: '16 s' });
    await strangeNode(app, { lastBeat: '25 h' });
    const living = await strangeNode(app, { lastBeat: '-1 h' });
    await sql(
      app,
      `insert into run (task, state, trigger, run_at, queued_at, started_at, node_id, worker)
       values ('demo.Task', 'RUNNING', 'MANUAL', now(), now(), now(), ?, 'far:1')`,
      [silent],
    );
    const seen = await nodes(app);
    expect(seen.map(({ id, silent, version, host }) => ({ id, silent, version, host }))).toEqual(
      expect.arrayContaining([
        { id: silent, silent: true, version: '0.0.9', host: 'far' },
        { id: living, silent: false, version: '0.0.9', host: 'far' },
      ]),
    );
    expect(seen).toHaveLength(3);
    expect(seen.find(({ id }) => id === silent)?.runs).toMatchObject([{ task: { name: 'demo.Task' } }]);

    const { runs } = await untilFinished(app, 'demo.Task', 2);
    expect(runs.map(({ trigger, state, error }) => ({ trigger, state, error }))).toEqual([
      { trigger: 'RETRY', state: 'SUCCEEDED', error: null },
      { trigger: 'MANUAL', state: 'LOST', error: { message: 'Its worker far:1 stopped answering' } },
    ]);
    expect((await nodes(app)).find(({ id }) => id === silent)).toMatchObject({ silent: true, runs: [] });
    const stillThere = await sql<{ old: boolean }>(
      app,
      `select heartbeat_at < now() - interval '24 hours' as old from node where host = 'far'`,
    );
    expect(stillThere.map(({ old }) => old)).toEqual([false, false]);
  });
});

describe.concurrent('two versions side by side', () => {
  test("leave each other's tasks alone, and what left with the last node that knew it is retired", async ({
    expect,
  }) => {
    const { url: databaseUrl, close } = await createTestDatabase();
    const old = demoTask({ name: 'demo.Old', schedule: { every: 'P1D' } });
    {
      await using first = await startTestApp({ tasks: [old], databaseUrl });
      await untilFinished(first, 'demo.Old', 1);
    }
    {
      await using app = await startTestApp({ env: { ROLE: 'server' }, databaseUrl });
      const node = await strangeNode(app, { tasks: '{demo.Old}', lastBeat: '-1 h' });
      await using upgraded = await startTestApp({ tasks: [demoTask()], databaseUrl });
      expect(await retiredAt(app, 'demo.Old')).toBeNull();

      const { id } = await runNow(app, 'demo.Old');
      await runNow(app, 'demo.Task');
      await untilFinished(app, 'demo.Task', 1);
      expect((await look(app, 'demo.Old')).runs[0]).toMatchObject({ id, state: 'QUEUED' });
      expect((await look(app, 'demo.Old')).nextRunAt).not.toBeNull();

      await sql(app, `update node set heartbeat_at = now() - interval '1 minute' where id = ?`, [node]);
      await expect.poll(() => retiredAt(app, 'demo.Old'), { interval: 500 }).not.toBeNull();
      expect((await look(app, 'demo.Old')).nextRunAt).toBeNull();
      expect(await retiredAt(app, 'demo.Task')).toBeNull();

      // Whoever knows it brings it back, and what was asked for is done.
      await using _back = await startTestApp({ tasks: [old], databaseUrl });
      expect(await retiredAt(app, 'demo.Old')).toBeNull();
      const { runs } = await untilTask(app, 'demo.Old', (state) => state.runs[0]?.finishedAt !== null);
      expect(runs[0]).toMatchObject({ id, state: 'SUCCEEDED' });
      expect(upgraded.problems).toEqual([]);
    }
    await close();
  });

  test('take only the runs of tasks that they know', async ({ expect }) => {
    const { url: databaseUrl, close } = await createTestDatabase();
    const news = demoTask({ name: 'demo.New', keepRuns: 0 });
    {
      await using newer = await startTestApp({ tasks: [demoTask({ keepRuns: 0 }), news], databaseUrl });
      await using older = await startTestApp({ tasks: [demoTask({ keepRuns: 0 })], databaseUrl });
      const [newNode] = await nodes(newer);
      for (let count = 1; count <= 5; count++) {
        await Promise.all([runNow(older, 'demo.New'), runNow(older, 'demo.Task')]);
        await untilFinished(newer, 'demo.New', count);
        await untilFinished(newer, 'demo.Task', count);
      }
      const executed = await sql(newer, `select distinct state, node_id from run where task = 'demo.New'`);
      expect(executed).toEqual([{ state: 'SUCCEEDED', node_id: newNode!.id }]);
    }
    await close();
  });
});

describe.concurrent('a database that a newer version has upgraded', () => {
  const upgrade = `insert into schema_migration (name, executed_at) values ('Migration20990101000000', now())`;

  test('is refused at the start, with its migration named and nothing left behind', async ({ expect }) => {
    const { url: databaseUrl, close } = await createTestDatabase();
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(upgrade);
    for (const ROLE of ['all', 'server', 'worker']) {
      await expect(startTestApp({ env: { ROLE }, tasks: [demoTask()], databaseUrl })).rejects.toThrow(
        /^The database was upgraded by a newer version of this program \(migration Migration20990101000000\)/,
      );
    }
    const others = `select count(*)::int from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    await expect.poll(async () => (await client.query(others)).rows).toEqual([{ count: 0 }]);
    expect((await client.query('select name from node')).rows).toEqual([]);
    expect((await client.query('select name from task')).rows).toEqual([]);
    await client.end();
    await close();
  });

  test('is reported by a node that is at work on it', async ({ expect }) => {
    await using app = await startTestApp({ env: { ROLE: 'server' } });
    await sql(app, upgrade);
    await expect
      .poll(() => app.problems.join('\n'))
      .toContain('(migration Migration20990101000000): start that version on this node too.');
  });
});

import { Client } from 'pg';
import { expect, test } from 'vitest';
import { startTestApp } from '../support/app.ts';
import { cli, linesOf } from './support/cli.ts';
import { aTask } from './support/tasks.ts';

test('nodes shows each process, whether it lives and what it is running; --json all that the API answers', async () => {
  const gate = Promise.withResolvers<void>();
  const wait = aTask('demo.Wait', () => gate.promise);
  await using app = await startTestApp({ tasks: [wait], env: { ROLE: 'server' } });
  await using worker = await startTestApp({
    tasks: [wait],
    databaseUrl: app.databaseUrl,
    env: { ROLE: 'worker' },
  });
  const { runTaskNow } = await app.query<{ runTaskNow: { run: { id: string } } }>(
    'mutation { runTaskNow(name: "demo.Wait") { run { id } } }',
  );
  const { id } = runTaskNow.run;
  const { run } = await app.until<{ run: { state: string; worker: string } }>(
    'query ($id: ID!) { run(id: $id) { state worker } }',
    ({ run }) => run.state === 'RUNNING',
    { id },
  );
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  await client.query(
    `insert into node (id, name, role, host, version, tasks, started_at, heartbeat_at)
     values (gen_random_uuid(), 'db2:17', 'all', 'db2', '0.0.9', '{}', now() + interval '1 s', now() - interval '20 s')`,
  );
  await client.end();

  const { code, stdout, stderr } = await cli(app.url, 'nodes');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const time = String.raw`\d\d:\d\d`;
  const nodes = [
    `${run.worker} server \\S+ ${time} ${time} alive nothing`,
    `${run.worker} worker \\S+ ${time} ${time} alive demo\\.Wait \\(run ${id}\\)`,
    `db2:17 all 0\\.0\\.9 ${time} (\\d+ \\w+ )?${time} silent nothing`,
  ];
  expect(linesOf(stdout)).toEqual(
    [
      'Prairie Light Source, .*; times are in America/Regina',
      'NODE ROLE VERSION STARTED HEARTBEAT STATE RUNNING',
      ...nodes,
    ].map((line) => expect.stringMatching(new RegExp(`^${line.replaceAll(' ', ' +')}$`))),
  );

  const answer = JSON.parse((await cli(app.url, 'nodes', '--json')).stdout);
  expect(answer).toMatchObject({
    facility: { name: 'Prairie Light Source' },
    nodes: [
      { role: 'server', silent: false, runs: [] },
      { role: 'worker', silent: false, runs: [{ id, task: { name: 'demo.Wait' } }] },
      { name: 'db2:17', host: 'db2', version: '0.0.9', silent: true, runs: [] },
    ],
  });
  gate.resolve();
  expect(worker.problems).toEqual([]);
});

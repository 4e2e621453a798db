import { Client } from 'pg';
import { expect, test } from 'vitest';
import { defineTask } from '../../server/engine/task.ts';
import { startTestApp } from '../support/app.ts';
import { runNow, untilFinished } from './support.ts';

test('connections that are cut in the middle of their transactions are replaced, however many they are', async () => {
  const task = defineTask({
    name: 'demo.Task',
    label: 'Task',
    description: 'Does nothing.',
    schedule: {},
    run: async () => undefined,
  });
  await using app = await startTestApp({ tasks: [task] });
  await using holder = await connect(app.databaseUrl);
  await using killer = await connect(app.databaseUrl);
  // More often than a pool has connections.
  for (let cut = 0; cut < 12; cut += 1) {
    await holder.query(`begin; select 1 from task for update`);
    const click = app.request('mutation { runTaskNow(name: "demo.Task") { alreadyActive } }');
    const answered = new AbortController();
    void click.then(() => answered.abort());
    // Whatever else waits for the lock loses its connection as well.
    while (!answered.signal.aborted) {
      await killer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      );
    }
    const { errors } = await click;
    expect(errors?.[0]?.extensions.code).toBe('INTERNAL');
    await holder.query('rollback');
  }
  await runNow(app, 'demo.Task');
  const { runs } = await untilFinished(app, 'demo.Task', 1);
  expect(runs[0]?.state).toBe('SUCCEEDED');
});

async function connect(connectionString: string): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { describe, test } from 'vitest';
import { Notifications } from '../../server/db/notify.ts';
import { createTestDatabase } from '../support/database.ts';
import { flakyNetwork } from '../support/flaky-network.ts';

/** Notifications through a network that a test can break, and a client beside it that tells and looks. */
async function throughNetwork() {
  const opened = new AsyncDisposableStack();
  const database = await createTestDatabase();
  opened.defer(() => database.close());
  const network = opened.use(await flakyNetwork(database.url));
  const url = new URL(database.url);
  url.host = new URL(network.url).host;
  const beside = new Client({ connectionString: database.url });
  await beside.connect();
  opened.defer(() => beside.end());

  const name = `test ${randomUUID()}`;
  const notifications = await Notifications.connect(url.href, name);
  opened.defer(() => notifications.close());
  const heard: string[] = [];
  let gaps = 0;
  notifications.on('task_changed', (id) => heard.push(id));
  notifications.onGap(() => (gaps += 1));
  return {
    network,
    notifications,
    heard,
    gaps: () => gaps,
    notify: (id: string) => beside.query(`select pg_notify('task_changed', $1)`, [id]),
    /** Its connections as the database sees them. */
    connections: async () => {
      const text = 'select pid from pg_stat_activity where application_name = $1';
      return (await beside.query<{ pid: number }>(text, [name])).rows.length;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

describe.concurrent('the connection for notifications', () => {
  test('that dies without a word is replaced, whoever listens is told of the gap, and hears again', async ({
    expect,
  }) => {
    await using there = await throughNetwork();
    await there.notify('before');
    await expect.poll(() => there.heard).toEqual(['before']);
    there.network.freeze();
    await there.notify('lost');
    await expect.poll(there.gaps).toBe(1);
    await there.notify('after');
    await expect.poll(() => there.heard).toEqual(['before', 'after']);

    // And again: the new connection is looked after like the first.
    there.network.freeze();
    await expect.poll(there.gaps).toBe(2);
    await there.notify('at last');
    await expect.poll(() => there.heard).toEqual(['before', 'after', 'at last']);
  });

  test('is left alone while it hears', async ({ expect }) => {
    await using there = await throughNetwork();
    const twoCalls = Promise.withResolvers<void>();
    let calls = 0;
    there.notifications.on('uso_echo', () => (calls += 1) === 2 && twoCalls.resolve());
    await twoCalls.promise;
    expect({ gaps: there.gaps(), connections: there.network.connections }).toEqual({
      gaps: 0,
      connections: 1,
    });
  });

  test('that is cut is replaced at once', async ({ expect }) => {
    await using there = await throughNetwork();
    there.network.cut();
    await expect.poll(there.gaps).toBe(1);
    await there.notify('after');
    await expect.poll(() => there.heard).toEqual(['after']);
  });

  test('can be closed when it is dead without a word', async ({ expect }) => {
    await using there = await throughNetwork();
    there.network.freeze();
    await there.notifications.close();
    there.network.cut();
    await expect.poll(there.connections).toBe(0);
    expect(there.gaps()).toBe(0);
  });

  test('leaves nothing behind when it is closed while it is being replaced', async ({ expect }) => {
    await using there = await throughNetwork();
    const held = there.network.hold();
    there.network.cut();
    await held.reached;
    await there.notifications.close();
    held.let();
    await expect.poll(() => there.network.connections).toBe(0);
    expect(there.gaps()).toBe(0);
  });
});

import { createHash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { sql } from '../engine/support.ts';
import type { TestApp } from '../support/app.ts';
import { asAdmin } from '../support/token.ts';
import { operation, send } from './hostile.ts';

/** When connections that a client has left count as forgotten, in ms: a close frame is waited for, for 5 s. */
const goneWithin = 60_000;

/**
 * How much memory of this process may grow by, in bytes, after all that can be given back was. What the program and
 * Vitest compile and remember while a file runs is 7 MB at most. Files send several times this bound in large bodies,
 * or open so many connections that the buffers of those that were forgotten would add up to it.
 */
const mayGrowBy = 24_000_000;

/** What a program is like before it is attacked. */
export interface Watched {
  /**
   * Fails unless it is as it was: it answers, no connection is left, memory is what it was, nothing has changed in the
   * database but the audit, which was only added to, and it has reported no failure of its own.
   */
  expectUnharmed(): Promise<void>;
}

/** Looks at a program that is about to be attacked, and from then on at its connections. */
export async function watchOver(app: TestApp): Promise<Watched> {
  const { port } = new URL(app.url);
  const open = new Set<Socket>();
  const onConnection = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    if (socket.localPort !== Number(port)) return;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  // The server in this process: with what it has asked for first, so that it is warm.
  await answers(app);
  subscribe('net.server.socket', onConnection);
  // Not a spy of Vitest's, which forgets before each test what it was called with.
  const printed = mock.method(console, 'error').mock;
  const lastEntry = await newestEntry(app);
  const before = await digest(app, lastEntry);
  const memory = await memoryInUse();

  return {
    async expectUnharmed() {
      await answers(app);
      const bound = AbortSignal.timeout(goneWithin);
      for (const socket of open) await once(socket, 'close', { signal: bound }).catch(() => undefined);
      expect(open.size, 'connections that are left').toBe(0);
      unsubscribe('net.server.socket', onConnection);
      const after = Object.entries(await digest(app, lastEntry));
      const changed = after.filter(([table, rows]) => before[table] !== rows);
      expect(changed.map(([table, rows]) => `${table}: ${rows}, before ${before[table]}`).join('\n')).toBe(
        '',
      );
      // What it has to say it says through `onProblem`, where its own messages are all that is printed.
      printed.restore();
      expect(printed.calls.map(({ arguments: words }) => words)).toEqual([]);
      expect(new Set(app.problems.filter((problem) => !isNote(problem)))).toEqual(new Set());
      expect((await memoryInUse()) - memory, 'bytes of memory more than before').toBeLessThan(mayGrowBy);
    },
  };
}

/** The authentication library notes failed tries, one line each and without what was sent. */
const isNote = (problem: string) => /^Sign-in: [^\p{Cc}\p{Cf}]{1,200}$/u.test(problem);

async function answers(app: TestApp): Promise<void> {
  const lives = await send(app.url, { line: 'GET /healthz' });
  expect(lives).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  const query = '{ facility { name } tasks { name runs { totalCount } } auditEntries { totalCount } }';
  const answer = await send(app.url, { headers: { ...asAdmin }, body: operation(query) });
  expect(JSON.parse(answer!.body)).toMatchObject({ data: { facility: {}, tasks: [{}], auditEntries: {} } });
}

async function newestEntry(app: TestApp): Promise<string> {
  const [row] = await sql<{ id: string }>(app, 'select coalesce(max(id), 0)::text as id from audit_entry');
  return row!.id;
}

/**
 * What stands in each table, as a hash. Left out: counters of failed tries, when a token was last used, the heartbeat of
 * the node, sessions that are over, which go when somebody comes with one, and what the audit has got since.
 */
async function digest(app: TestApp, lastEntry: string): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }>(
    app,
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
        and table_name <> 'sign_in_limit' order by 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const known =
      name === 'public.audit_entry'
        ? `where id <= ${lastEntry}`
        : name === 'public.console_session'
          ? 'where expires_at > now()'
          : '';
    const rows = await sql<{ row: string }>(
      app,
      `select (to_jsonb(item) - 'last_used_at' - 'heartbeat_at')::text as row from ${name} as item ${known} order by 1`,
    );
    const hash = createHash('sha256');
    for (const { row } of rows) hash.update(`${row}\n`);
    digests[name] = `${rows.length} rows ${hash.digest('hex')}`;
  }
  return digests;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use on the heap and outside of it, after what nothing refers to is gone. */
async function memoryInUse(): Promise<number> {
  // What has just ended is let go of in the turns that follow.
  for (let turn = 0; turn < 3; turn += 1) {
    await nextTurn();
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

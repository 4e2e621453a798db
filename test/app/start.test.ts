import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../server/root.ts';
import { asAdmin, testToken } from '../support/token.ts';

// The program as `npm start` starts it: the built files, a process of its own, its own embedded PostgreSQL.
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/server/main.js'], {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'], PORT: '0', ADMIN_TOKEN: testToken, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }));
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /ready at (\S+)$/.exec(line)?.[1];
      if (url) resolve(url);
    });
    void ended.then(() => reject(new Error(`ended early: ${errors.join('\n')}`)));
  });
  // A start that is meant to fail is not waited for.
  ready.catch(() => undefined);
  return { child, ready, ended };
}

async function query<T>(url: string, text: string): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...asAdmin },
    body: JSON.stringify({ query: text }),
  });
  return ((await response.json()) as { data: T }).data;
}

interface Overview {
  tasks: { name: string }[];
  cycles: { totalCount: number };
  runs: { totalCount: number; edges: { node: { state: string; trigger: string } }[] };
}
const overview =
  '{ tasks { name } cycles { totalCount } runs { totalCount edges { node { state trigger } } } }';

describe('npm start', () => {
  test(
    'makes a database with the sample facility, stops cleanly, and just works again after kill -9',
    { timeout: 240_000 },
    async () => {
      const DATA_DIR = await mkdtemp(join(tmpdir(), 'uso-start-'));
      const first = start({ DATA_DIR });
      const seeded = await query<Overview>(await first.ready, overview);
      expect(seeded.tasks.map((task) => task.name)).toEqual([
        'proposals.CycleLifecycle',
        'proposals.CreateCycles',
        'proposals.AdvanceReviewWorkflow',
        'proposals.StartReviews',
        'projects.CreateCallProjects',
        'projects.CreateNonCallProjects',
        'projects.NotifyProjects',
        'projects.AutoSignOff',
        'proposals.RemindReviewers',
        'notifications.DeliverMessages',
      ]);
      expect(seeded.cycles.totalCount).toBeGreaterThan(5);

      // Somebody starts it twice: the second one says so and leaves the first alone.
      const twice = await start({ DATA_DIR }).ended;
      expect(twice.code).toBe(1);
      expect(twice.errors.join()).toMatch(
        /^DATA_DIR=".*" is in use by process \d+: stop it, or choose another DATA_DIR\.$/,
      );

      first.child.kill('SIGINT');
      expect((await first.ended).code).toBe(0);

      const second = start({ DATA_DIR });
      await second.ready;
      second.child.kill('SIGKILL');
      await second.ended;

      // PostgreSQL of the killed process is still there, and so may be its run.
      const third = start({ DATA_DIR });
      const url = await third.ready;
      const kept = await query<Overview>(url, overview);
      expect(kept.cycles.totalCount).toBe(seeded.cycles.totalCount);
      expect(kept.runs.totalCount).toBeGreaterThanOrEqual(1);
      third.child.kill('SIGTERM');
      expect((await third.ended).code).toBe(0);
      await rm(DATA_DIR, { recursive: true });
    },
  );
});

describe('bad input ends the program with one line that names the value and the remedy', () => {
  test.each([
    [{ PORT: '70000' }, 'PORT="70000": use a whole number from 0 to 65535'],
    [{ ROLE: 'boss' }, 'ROLE="boss": use "all", "server" or "worker"'],
    [{ WORKER_CONCURRENCY: '0' }, 'WORKER_CONCURRENCY="0": use a whole number from 1 to 64'],
    [
      { FACILITY_TIME_ZONE: 'Mars/Olympus' },
      'FACILITY_TIME_ZONE="Mars/Olympus": use an IANA zone such as "America/Regina"',
    ],
    [{ ADMIN_TOKEN: 'short' }, 'ADMIN_TOKEN="…": use at least 16 printable ASCII characters without spaces'],
    [{ HOST: '0.0.0.0' }, /^PUBLIC_URL="": with HOST=0.0.0.0 others reach the server: set the address/],
    [{ DATABASE_URL: 'mysql://a:secret@b/c' }, /^DATABASE_URL="mysql:\/\/a:\*\*\*@b\/c": use a URL like/],
    [
      { DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/c' },
      'DATABASE_URL=postgres://a:***@127.0.0.1:1/c: cannot connect: nothing listens there. Start PostgreSQL, or correct host and port.',
    ],
    [{ ROLE: 'worker' }, /^ROLE="worker": separate servers and workers share a database: set DATABASE_URL/],
  ])('%o', async (env, message) => {
    const { code, errors } = await start(env).ended;
    expect(code).toBe(1);
    expect(errors).toEqual([expect.stringMatching(typeof message === 'string' ? literal(message) : message)]);
  });

  test('a port in use', async () => {
    const DATA_DIR = await mkdtemp(join(tmpdir(), 'uso-port-'));
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, errors } = await start({ DATA_DIR, PORT: String(port) }).ended;
    expect(code).toBe(1);
    expect(errors).toEqual([
      `PORT="${port}": that port is in use by another program on 127.0.0.1: choose another PORT.`,
    ]);
    expect(await readdir(DATA_DIR), 'what was made before that was told').toEqual([]);
    other.close();
    await rm(DATA_DIR, { recursive: true });
  });

  test('a PostgreSQL that is too old', async () => {
    const old = oldPostgres('120004');
    await once(old.listen(0, '127.0.0.1'), 'listening');
    const url = `postgres://u@127.0.0.1:${(old.address() as AddressInfo).port}/db`;
    const { code, errors } = await start({ DATABASE_URL: url }).ended;
    expect(code).toBe(1);
    expect(errors).toEqual([`DATABASE_URL=${url}: PostgreSQL 12 is too old, version 15 or newer is needed.`]);
    old.close();
  });
});

const literal = (text: string) => new RegExp(`^${RegExp.escape(text)}$`);

/** Speaks just enough of PostgreSQL's protocol to be asked for its version: no old server can be had from npm. */
function oldPostgres(version: string) {
  const message = (type: string, body: Buffer) => {
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const ready = message('Z', Buffer.from('I'));
  return createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.from([0, 0, 0, 0])), ready]));
      socket.once('data', () => {
        const field = Buffer.concat([
          Buffer.from('version\0'),
          Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 4, 255, 255, 255, 255, 0, 0]),
        ]);
        const major = String(Math.floor(Number(version) / 10_000));
        const value = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, major.length]), Buffer.from(major)]);
        socket.write(
          Buffer.concat([
            message('T', Buffer.concat([Buffer.from([0, 1]), field])),
            message('D', value),
            message('C', Buffer.from('SELECT 1\0')),
            ready,
          ]),
        );
      });
    });
  });
}

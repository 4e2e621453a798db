import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aToken } from '../access/support.ts';
import { sql } from '../engine/support.ts';
import { RawHttp, type RawAnswer } from '../support/raw-http.ts';
import { encodeFrame, opcodes, RawSocket } from '../support/raw-socket.ts';
import { anAddress, codesOf, operation, refusalOf, refused, requestBytes, send } from './hostile.ts';
import { startWorld, task, type World } from './world.ts';

// Too much of what is allowed. Each flood comes from somebody of its own, and others go on meanwhile.

let world: World;
const flooders: { authorization: string }[] = [];
let revoked: { authorization: string };
beforeAll(async () => {
  world = await startWorld(async (app) => {
    for (let count = 0; count < 14; count += 1) flooders.push(await aToken(app, { name: `Flood ${count}` }));
    const { id, authorization } = await aToken(app, { name: 'Revoked' });
    await app.query('mutation ($id: ID!) { revokeToken(id: $id) { id } }', { id });
    revoked = { authorization };
  });
});
afterAll(() => world[Symbol.asyncDispose]());

const aFlooder = () => flooders.pop()!;

async function open(): Promise<RawSocket> {
  const { socket } = await RawSocket.open(`${world.url}/graphql`, { 'x-forwarded-for': anAddress() });
  return socket!;
}

async function begun({ authorization }: { authorization: string }): Promise<RawSocket> {
  const line = await open();
  await line.begin({ authorization });
  return line;
}

const ask = (id: string, query = '{ viewer { name } }') => ({ type: 'subscribe', id, payload: { query } });
const followTasks = 'subscription { taskChanged { name } }';

/** Reads on until an operation has its first answer. */
async function answerTo(line: RawSocket, id: string): Promise<void> {
  for (;;) {
    const message = await line.message<{ id: string }>();
    expect(message, `an answer to ${id}`).not.toBeNull();
    if (message!.id === id) return;
  }
}

/** Somebody else is answered as ever. */
async function othersGoOn(): Promise<void> {
  const answer = await send(world.url, {
    headers: { ...world.tokens.viewer },
    body: operation('{ facility { name } }'),
  });
  expect(JSON.parse(answer!.body)).toMatchObject({ data: { facility: {} } });
}

/** The same request many times on one connection, all at once; how often each status came. */
async function flood(
  count: number,
  headers: Record<string, string>,
  body: string,
): Promise<Record<string, number>> {
  await using connection = await RawHttp.connect(world.url);
  const bytes = requestBytes(world.url, { headers, body });
  connection.send(Buffer.concat(Array.from({ length: count }, () => bytes)));
  const statuses = () => connection.received.toString('latin1').match(/(?<=HTTP\/1\.1 )\d{3}/g) ?? [];
  await connection.until(() => statuses().length === count, 60_000);
  const times: Record<string, number> = {};
  for (const status of statuses()) times[status] = (times[status] ?? 0) + 1;
  return times;
}

async function connect(connectionString: string): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

/**
 * What comes of work that has to wait for a table, so long that others are answered meanwhile; it has so many
 * connections then.
 */
async function besideOthers<T>(table: string, connections: number, work: () => Promise<T>): Promise<T> {
  await using database = await connect(world.app.databaseUrl);
  const waiting = async () => {
    const { rows } = await database.query(
      'select 1 from pg_locks where relation = $1::regclass and not granted',
      [table],
    );
    return rows.length;
  };
  await database.query('begin');
  await database.query(`lock table ${table} in access exclusive mode`);
  const done = work();
  await expect.poll(waiting).toBe(connections);
  for (let times = 0; times < 5; times += 1) await othersGoOn();
  expect(await waiting()).toBe(connections);
  await database.query('rollback');
  return done;
}

function expectHeldBack(answer: RawAnswer | null): void {
  expect(refusalOf(answer)).toEqual(refused(429, 'RATE_LIMITED'));
  expect(Number(answer!.headers['retry-after'])).toBeGreaterThan(0);
}

describe('of requests:', () => {
  test('operations of one token beyond a thousand in ten seconds', async () => {
    const flooder = aFlooder();
    const all = Array.from({ length: 1_001 }, (_, id) =>
      encodeFrame({ payload: JSON.stringify(ask(String(id))) }),
    );
    const body = operation('{ viewer { name } }');
    let answer: RawAnswer | null;
    do {
      await using line = await begun(flooder);
      line.sendBytes(Buffer.concat(all));
      await answerTo(line, '1000');
      answer = await send(world.url, { headers: flooder, body });
      // They are counted as they come, but a machine that is busy may answer them after the ten seconds only.
    } while (answer!.status === 200);
    expectHeldBack(answer);
    await othersGoOn();
  });

  test.each([operation('{ hack }'), '{'])(
    'operations of nobody from one address, though each is refused: %s',
    async (body) => {
      const headers = { 'x-forwarded-for': anAddress() };
      let times: Record<string, number>;
      do times = await flood(1_100, headers, body);
      // A machine that is busy with other things may need more than ten seconds for the first thousand.
      while (!times['429']);
      // Another address is not held back, nor is somebody who is signed in behind the same one.
      for (const other of [{}, { ...headers, ...world.tokens.viewer }]) {
        const answer = await send(world.url, { headers: other, body: operation('{ viewer { name } }') });
        expect(answer!.status).toBe(200);
      }
    },
  );

  test('more of one token at once than it may have under way, of which none fails', async () => {
    const headers = { authorization: aFlooder().authorization, 'x-forwarded-for': anAddress() };
    const body = operation('{ tasks { name runs { totalCount } } people { totalCount } }');
    const times = await flood(800, headers, body);
    expect(Object.keys(times)).toEqual(['200', '429']);
    expect(times['200']).toBeGreaterThanOrEqual(50);
    await othersGoOn();
    expect((await send(world.url, { headers, body }))!.status).toBe(200);
  });

  test('searches of a log that take long, which leave room for others', async () => {
    const headers = { authorization: aFlooder().authorization, 'x-forwarded-for': anAddress() };
    const counts = Array.from({ length: 15 }, (_, index) => `c${index}: logCount(search: "${index}")`);
    const parts = Array.from({ length: 15 }, (_, index) => `p${index}: log(level: WARN) { hasMore }`);
    const body = operation(`{ run(id: 1) { ${[...counts, ...parts].join(' ')} } }`);
    const answers = await besideOthers('log_line', 2, () =>
      Promise.all([1, 2].map(() => send(world.url, { headers, body }))),
    );
    for (const answer of answers) expect(JSON.parse(answer!.body)).toHaveProperty('data.run.c14');
  });

  test('operations of which each asks the database for much, which leave room for others', async () => {
    const headers = { authorization: aFlooder().authorization, 'x-forwarded-for': anAddress() };
    const lists = Array.from({ length: 10 }, (_, index) => `l${index}: auditEntries { totalCount }`);
    const body = operation(`{ ${lists.join(' ')} }`);
    const answers = await besideOthers('audit_entry', 4, () =>
      Promise.all(Array.from({ length: 5 }, () => send(world.url, { headers, body }))),
    );
    for (const answer of answers) expect(JSON.parse(answer!.body)).toHaveProperty('data.l9.totalCount');
  });

  test('the 31st token that is not good, after which a good one from there is good as ever', async () => {
    const headers = { 'x-forwarded-for': anAddress() };
    const guess = `Bearer uso_${'x'.repeat(43)}`;
    for (let tries = 0; tries < 30; tries += 1) {
      const answer = await send(world.url, {
        headers: { ...headers, authorization: tries % 2 ? guess : `Bearer guess-${tries}` },
        body: operation('{ viewer { name } }'),
      });
      expect(refusalOf(answer)).toEqual(refused(401, 'UNAUTHENTICATED'));
    }
    expectHeldBack(
      await send(world.url, {
        headers: { ...headers, authorization: guess },
        body: operation('{ viewer { name } }'),
      }),
    );
    for (const good of [world.tokens.viewer, { cookie: world.session.cookie }]) {
      const answer = await send(world.url, {
        headers: { ...headers, ...good },
        body: operation('{ viewer { name } }'),
      });
      expect(JSON.parse(answer!.body)).toMatchObject({ data: { viewer: { name: expect.any(String) } } });
    }

    await using bad = (await RawSocket.open(`${world.url}/graphql`, headers)).socket!;
    bad.sendMessage({ type: 'connection_init', payload: { authorization: guess } });
    expect(await bad.closing()).toMatchObject({ code: 1013 });
    await using good = (await RawSocket.open(`${world.url}/graphql`, headers)).socket!;
    await good.begin(world.tokens.viewer);
  });

  test('a token that was revoked, of which the audit does not tell without end', async () => {
    const headers = { 'x-forwarded-for': anAddress(), ...revoked };
    const refusals = async () => {
      const [row] = await sql<{ count: number }>(
        world.app,
        `select count(*)::int as count from audit_entry where action = 'tokenRefused'`,
      );
      return row!.count;
    };
    const before = await refusals();
    const times = await flood(100, headers, operation('{ viewer { name } }'));
    expect(times).toEqual({ 401: 30, 429: 70 });
    expect(await refusals()).toBe(before + 30);
  });

  test('tokens that are guessed all at once', async () => {
    const headers = { 'x-forwarded-for': anAddress() };
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        send(world.url, {
          headers: { ...headers, authorization: `Bearer guess-${index}` },
          body: operation('{ viewer { name } }'),
        }),
      ),
    );
    const statuses = answers.map((answer) => refusalOf(answer).status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    await othersGoOn();
  });

  test('tokens that are guessed over WebSocket', async () => {
    const headers = { 'x-forwarded-for': anAddress() };
    const codes: number[] = [];
    for (let tries = 0; tries < 32; tries += 1) {
      const { socket } = await RawSocket.open(`${world.url}/graphql`, headers);
      await using line = socket!;
      line.sendMessage({ type: 'connection_init', payload: { authorization: `Bearer guess-${tries}` } });
      codes.push((await line.closing())!.code);
    }
    expect(codes).toEqual([...Array<number>(30).fill(4401), 1013, 1013]);
  });
});

describe('of WebSockets:', () => {
  test('the 21st of one token, which has room again when one of them has gone', async () => {
    const flooder = aFlooder();
    await using lines = new AsyncDisposableStack();
    const first = await begun(flooder);
    for (let count = 1; count < 20; count += 1) lines.use(await begun(flooder));
    const more = lines.use(await open());
    more.sendMessage({ type: 'connection_init', payload: { authorization: flooder.authorization } });
    expect(await more.closing()).toMatchObject({ code: 1013 });
    await othersGoOn();

    await first[Symbol.asyncDispose]();
    await expect
      .poll(async () => {
        const again = lines.use(await open());
        again.sendMessage({ type: 'connection_init', payload: { authorization: flooder.authorization } });
        return again.message<{ type: string }>();
      })
      .toEqual({ type: 'connection_ack' });
  });

  test('a hundred of one token at once, of which twenty are let in', async () => {
    const flooder = aFlooder();
    await using lines = new AsyncDisposableStack();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const line = lines.use(await open());
        line.sendMessage({ type: 'connection_init', payload: { authorization: flooder.authorization } });
        return (await line.message<{ type: string }>())?.type ?? (await line.closing())!.code;
      }),
    );
    expect(outcomes.filter((outcome) => outcome === 'connection_ack')).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === 1013)).toHaveLength(80);
    await othersGoOn();
  });

  test('a hundred of nobody at once, which are all sent away', async () => {
    const codes = await Promise.all(
      Array.from({ length: 100 }, async () => {
        await using line = await open();
        line.sendMessage({ type: 'connection_init' });
        return (await line.closing())!.code;
      }),
    );
    expect(new Set(codes)).toEqual(new Set([4401]));
    await othersGoOn();
  });

  test('five hundred connections that say nothing, beside which others are answered', async () => {
    await using lines = new AsyncDisposableStack();
    for (let count = 0; count < 500; count += 1) lines.use(await RawHttp.connect(world.url));
    await othersGoOn();
  });

  test('the 51st subscription, and a hundred more', async () => {
    await using line = await begun(aFlooder());
    for (let id = 0; id < 150; id += 1) line.sendMessage(ask(String(id), followTasks));
    for (let count = 0; count < 100; count += 1) {
      const answer = await line.message<{ type: string; payload: object[] }>();
      expect(answer).toMatchObject({ type: 'error' });
      expect(codesOf({ errors: answer!.payload })).toEqual(['RATE_LIMITED']);
    }
    await othersGoOn();
  });

  test('a thousand operations of one WebSocket at once', async () => {
    await using line = await begun(aFlooder());
    for (let id = 0; id < 1_000; id += 1)
      line.sendMessage(ask(String(id), '{ tasks { name runs { totalCount } } }'));
    let [answered, held] = [0, 0];
    while (answered + held < 1_000) {
      const message = await line.message<{ type: string; payload: object[] }>();
      if (message!.type === 'next') answered += 1;
      if (message!.type === 'error') {
        expect(codesOf({ errors: message!.payload })).toEqual(['RATE_LIMITED']);
        held += 1;
      }
    }
    expect(answered).toBeGreaterThanOrEqual(50);
    expect(held).toBeGreaterThan(0);
    await othersGoOn();
  });

  test.each<[string, object]>([
    ['pings', { type: 'ping' }],
    ['pongs', { type: 'pong' }],
    ['ends', { type: 'complete', id: '1' }],
  ])('%s without end', async (_name, message) => {
    await using line = await begun(aFlooder());
    for (let count = 0; count < 2_100; count += 1) line.sendMessage(message);
    expect(await line.closing()).toMatchObject({ code: 1008 });
    await othersGoOn();
  });

  test('pings of the WebSocket itself without end, of which none waits for long', async () => {
    await using line = await begun(aFlooder());
    for (let count = 0; count < 5_000; count += 1)
      line.sendFrame({ opcode: opcodes.ping, payload: 'x'.repeat(125) });
    await othersGoOn();
  });

  test('what is asked for over one WebSocket and not read ends it', async () => {
    await sql(world.app, `update log_line set message = repeat('x', 60000) where run_id = 1`);
    try {
      await using line = await begun(aFlooder());
      line.stopReading();
      const logs = Array.from(
        { length: 8 },
        (_, index) => `l${index}: log(first: 100) { lines { message } }`,
      );
      for (let id = 0; id < 5; id += 1)
        line.sendMessage(ask(String(id), `{ run(id: 1) { ${logs.join(' ')} } }`));
      // Whoever reads nothing learns of the end by writing.
      const pinging = setInterval(() => line.sendMessage({ type: 'ping' }), 100);
      expect(await line.closes()).toBe(true);
      clearInterval(pinging);
      await othersGoOn();
    } finally {
      await sql(world.app, `update log_line set message = 'Line ' || seq where run_id = 1`);
    }
  });

  test('changes of a task, which forty subscribers hear of, and ask for much with each', async () => {
    const flooder = aFlooder();
    await using lines = new AsyncDisposableStack();
    const all: RawSocket[] = [];
    for (let count = 0; count < 2; count += 1) all.push(lines.use(await begun(flooder)));
    const follow = 'subscription { taskChanged { name runs { totalCount } stats { runs24h } } }';
    for (const line of all) for (let id = 0; id < 20; id += 1) line.sendMessage(ask(String(id), follow));
    for (const line of all) line.sendMessage(ask('begun'));
    for (const line of all) {
      for (;;) if ((await line.message<{ id: string }>())!.id === 'begun') break;
    }
    await besideOthers('run', 4, () => sql(world.app, `select pg_notify('task_changed', ?)`, [task]));
    for (const line of all) {
      // The end of what was asked to know that they have begun.
      expect(await line.message()).toMatchObject({ type: 'complete' });
      for (let heard = 0; heard < 20; heard += 1) {
        expect(await line.message()).toMatchObject({ payload: { data: { taskChanged: { name: task } } } });
      }
    }
  });
});

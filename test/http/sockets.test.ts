import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aToken } from '../access/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { encodeFrame, opcodes, RawSocket } from '../support/raw-socket.ts';
import { asAdmin } from '../support/token.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' } });
  await app.app.orm.em.fork().execute(
    `insert into task (name, position, label, description, keep_runs, timeout, registered_at)
     values ('demo.Task', 1, 'Task', 'For tests.', 10, 'PT30M', '2027-01-15T16:00:00Z')`,
  );
});
afterAll(() => app[Symbol.asyncDispose]());

async function open(headers: Record<string, string> = {}): Promise<RawSocket> {
  const { socket } = await RawSocket.open(`${app.url}/graphql`, headers);
  return socket!;
}

async function begun(authorization = asAdmin.authorization): Promise<RawSocket> {
  const line = await open();
  await line.begin({ authorization });
  return line;
}

const follow = (id: number) => ({
  type: 'subscribe',
  id: String(id),
  payload: { query: 'subscription { taskChanged { name } }' },
});
const ask = (id: string, query = '{ facility { name } }') => ({ type: 'subscribe', id, payload: { query } });

describe('a WebSocket', () => {
  test('has at most 50 operations under way; one more is refused alone, and ended ones make room', async () => {
    await using line = await begun();
    for (let id = 0; id < 50; id += 1) line.sendMessage(follow(id));
    line.sendMessage(ask('more'));
    expect(await line.message()).toMatchObject({
      type: 'error',
      id: 'more',
      payload: [{ message: expect.stringContaining('At most 50'), extensions: { code: 'RATE_LIMITED' } }],
    });
    // The end of one is not said to the client, so it asks until there is room.
    line.sendMessage({ type: 'complete', id: '0' });
    let answer: { type: string } | null = null;
    for (let tries = 0; answer?.type !== 'next'; tries += 1) {
      line.sendMessage(ask(`again ${tries}`));
      answer = await line.message();
      expect(answer).toMatchObject({ id: `again ${tries}` });
    }
    expect(await line.message()).toMatchObject({ type: 'complete' });
  });

  test('is one of at most twenty of one token', async () => {
    const { authorization } = await aToken(app);
    await using lines = new AsyncDisposableStack();
    const first = lines.use(await begun(authorization));
    for (let count = 1; count < 20; count += 1) lines.use(await begun(authorization));
    const more = lines.use(await open());
    more.sendMessage({ type: 'connection_init', payload: { authorization } });
    // A code after which clients try again.
    expect(await more.closing()).toMatchObject({ code: 1013 });

    // Somebody else comes in, and so does this one when there is room.
    lines.use(await begun());
    first.sendFrame({ opcode: opcodes.close });
    await first.closing();
    lines.use(await begun(authorization));
  });

  test('takes no message of more than 256 kB', async () => {
    await using line = await begun();
    line.sendMessage(ask('1', `{ facility { name } } #${'x'.repeat(250_000)}`));
    expect(await line.message()).toMatchObject({ type: 'next' });
    line.sendMessage(ask('2', `{ facility { name } } #${'x'.repeat(270_000)}`));
    expect(await line.closing()).toMatchObject({ code: 1009 });
  });

  test('is not compressed, which would cost memory for each', async () => {
    await using line = await open({
      'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits',
    });
    await line.begin(asAdmin);
    line.sendMessage(ask('1'));
    expect(await line.message()).toMatchObject({ type: 'next' });
  });

  test.each([
    ['that is no JSON', 'nonsense'],
    ['that only servers send', '{"type":"next","id":"1","payload":{}}'],
    ['of a kind that there is not', '{"type":"give me all"}'],
    ['without its id', '{"type":"subscribe","payload":{"query":"{ viewer { name } }"}}'],
  ])('ends with a message %s, and the log has nothing of it', async (_name, payload) => {
    app.problems.length = 0;
    await using line = await begun();
    line.sendFrame({ payload });
    expect(await line.closing()).toMatchObject({ code: 4400 });
    expect(app.problems).toEqual([]);
  });

  test('ends when messages come without end', async () => {
    await using line = await begun();
    for (let count = 0; count < 2_100; count += 1) line.sendMessage({ type: 'pong' });
    expect(await line.closing()).toMatchObject({ code: 1008 });
  });
});

describe.concurrent('a WebSocket whose client', () => {
  test('says that it lives, and does not read what it asked for, ends before that fills the memory', async ({
    expect,
  }) => {
    const sql = app.app.orm.em.fork();
    await sql.execute(
      `insert into run (id, task, state, trigger, run_at, queued_at, started_at, finished_at)
       overriding system value values (1, 'demo.Task', 'SUCCEEDED', 'MANUAL', now(), now(), now(), now())`,
    );
    await sql.execute(
      `insert into log_line (run_id, seq, at, level, message)
       select 1, seq, now(), 'INFO', repeat('x', 60000) from generate_series(1, 20) as seq`,
    );
    const { port } = new URL(app.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      [
        'GET /graphql HTTP/1.1',
        `Host: localhost:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
      ].join('\r\n'),
    );
    await once(socket, 'data');
    socket.write(encodeFrame({ payload: JSON.stringify({ type: 'connection_init', payload: asAdmin }) }));
    await once(socket, 'data');

    socket.pause();
    const ended = new Promise((resolve) => socket.once('close', resolve));
    // Each answer has 1 MB; what the system keeps for the two ends is not ours to bound.
    for (let id = 0; id < 49; id += 1) {
      const query = '{ run(id: "1") { log(first: 50) { lines { message } } } }';
      socket.write(encodeFrame({ payload: JSON.stringify(ask(String(id), query)) }));
    }
    const living = setInterval(() => socket.write(encodeFrame({ opcode: opcodes.pong })), 200);
    await ended;
    clearInterval(living);
    expect(socket.bytesRead).toBeLessThan(1_000_000);
    expect(await app.query('{ viewer { name } }')).toBeTruthy();
  });

  test('never says who it is ends after 5 s', async ({ expect }) => {
    await using line = await open();
    expect(await line.closing(60_000)).toMatchObject({ code: 4408 });
  });

  test('does not answer a ping ends', async ({ expect }) => {
    await using line = await begun();
    expect(await line.closing(80_000)).toMatchObject({ code: 1006 });
  });
});

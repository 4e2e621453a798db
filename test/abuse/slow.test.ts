import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../engine/support.ts';
import { RawHttp } from '../support/raw-http.ts';
import { encodeFrame, opcodes, RawSocket } from '../support/raw-socket.ts';
import { anAddress, operation, refusalOf, requestBytes } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// Connections that are held and not used. All of them begin at once and wait for the server's own time limits, which
// are half a minute at most; each test then looks at the end of one.

let world: World;
const ends = new Map<string, Promise<unknown>>();
beforeAll(async () => {
  // So that an answer with its log is longer than what the system keeps for whoever does not read it.
  world = await startWorld((app) => sql(app, `update log_line set message = repeat('x', 60000)`));
  for (const [name, hold] of [...overHttp, ...overSocket, ...others]) {
    const end = hold();
    // It may fail before its test comes to it.
    end.catch(() => undefined);
    ends.set(name, end);
  }
});
afterAll(() => world[Symbol.asyncDispose]());

/** Longer than any limit of the server, on a machine that is late with them as well, in ms. */
const patience = 75_000;

type Hold = [string, () => Promise<unknown>];

const head = (headers: Record<string, string | null> = {}) =>
  requestBytes(world.url, {
    headers: { ...world.tokens.viewer, 'content-type': 'application/json', ...headers },
  });

/** What the server says in the end, and whether it closes. */
async function end(connection: RawHttp) {
  const answer = await connection.answer(patience);
  return { ...refusalOf(answer), closed: await connection.closes(patience) };
}

const second = 'a second request that does not end';

/** Bytes that are sent at once, and what follows, a byte a second. */
const drips: [string, () => string | Buffer, string][] = [
  ['a request line that does not end', () => '', 'GET /graphql?xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  ['a first line without more', () => 'GET / HTTP/1.1\r\n', ''],
  ['headers that do not end', () => `GET / HTTP/1.1\r\nHost: x\r\n`, 'X-A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'],
  [
    'headers line by line',
    () => 'GET / HTTP/1.1\r\nHost: x\r\n',
    'A:b\r\nC:d\r\nE:f\r\nG:h\r\nI:j\r\nK:l\r\nM:n\r\n',
  ],
  [
    'an upgrade that does not end',
    () => 'GET /graphql HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n',
    'Sec-WebSocket-Version: 13\r\n',
  ],
  ['a body that does not come', () => head({ 'content-length': '100' }), ''],
  [
    'a body byte by byte',
    () => head({ 'content-length': '100' }),
    '{"query":"{ viewer { name } }"              ',
  ],
  ['chunks that do not come', () => head({ 'transfer-encoding': 'chunked' }), ''],
  [
    'chunks byte by byte',
    () => head({ 'transfer-encoding': 'chunked' }),
    '1\r\n{\r\n1\r\n \r\n1\r\n \r\n1\r\n \r\n1\r\n \r\n1\r\n \r\n1\r\n \r\n',
  ],
  [
    'a size of a chunk that does not end',
    () => head({ 'transfer-encoding': 'chunked' }),
    '00000000000000000000000000000000000000',
  ],
  [
    'what follows the last chunk and does not end',
    () => Buffer.concat([head({ 'transfer-encoding': 'chunked' }), Buffer.from('1\r\n{\r\n0\r\n')]),
    'X-A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
  ],
  [
    second,
    () =>
      Buffer.concat([
        Buffer.from(`GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`),
        Buffer.from('GET / HTTP/1.1\r\n'),
      ]),
    'X-A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
  ],
];

const overHttp: Hold[] = [
  ...drips.map(([name, bytes, more]): Hold => [
    name,
    async () => {
      await using connection = await RawHttp.connect(world.url);
      connection.send(bytes());
      if (name === second) await connection.answer();
      const dripping = connection.dribble(more, 1_000);
      const ended = await end(connection);
      await dripping;
      return ended;
    },
  ]),
  [
    'a body of chunks without end',
    async () => {
      await using connection = await RawHttp.connect(world.url);
      connection.send(head({ 'transfer-encoding': 'chunked' }));
      const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;
      const sending = setInterval(() => connection.send(chunk.repeat(4)), 50);
      const ended = await end(connection);
      clearInterval(sending);
      return ended;
    },
  ],
  [
    'a body for a sign-in that does not come',
    async () => {
      await using connection = await RawHttp.connect(world.url);
      const headers = { 'content-type': 'application/json', 'content-length': '50' };
      connection.send(requestBytes(world.url, { line: 'POST /auth/sign-in/email', headers }));
      return await end(connection);
    },
  ],
];

/** Opens a WebSocket, begins if it is told to, and does something with it; the code with which the server ends it. */
const held =
  (begins: boolean, act: (line: RawSocket) => void | (() => unknown)) => async (): Promise<unknown> => {
    const { socket } = await RawSocket.open(`${world.url}/graphql`, { 'x-forwarded-for': anAddress() });
    await using line = socket!;
    if (begins) await line.begin(world.tokens.viewer);
    const stop = act(line);
    const closing = await line.closing(patience);
    await line[Symbol.asyncDispose]();
    await stop?.();
    return closing?.code;
  };

const begin = () => JSON.stringify({ type: 'connection_init', payload: world.tokens.viewer });
const follow = { type: 'subscribe', id: '1', payload: { query: 'subscription { taskChanged { name } }' } };

const overSocket: [...Hold, number][] = [
  ['who does not say who they are', held(false, () => undefined), 4408],
  [
    'who only pings, and does not say who they are',
    held(false, (line) => {
      const pinging = setInterval(() => line.sendFrame({ opcode: opcodes.ping }), 500);
      return () => clearInterval(pinging);
    }),
    4408,
  ],
  [
    'who says so byte by byte',
    held(false, (line) => {
      const sending = line.dribble({ payload: begin() }, 1_000);
      return () => sending;
    }),
    4408,
  ],
  [
    'half a frame',
    held(true, (line) => line.sendBytes(encodeFrame({ payload: 'x'.repeat(1_000) }).subarray(0, 500))),
    1006,
  ],
  ['half a header of a frame', held(true, (line) => line.sendBytes(Buffer.of(0x81))), 1006],
  ['half a message', held(true, (line) => line.sendFrame({ payload: '{"type":', fin: false })), 1006],
  ['who is silent', held(true, () => undefined), 1006],
  ['who is silent after a subscription', held(true, (line) => line.sendMessage(follow)), 1006],
];

const others: Hold[] = [
  [
    'answers that nobody reads',
    async () => {
      await using connection = await RawHttp.connect(world.url);
      connection.stopReading();
      const logs = Array.from(
        { length: 8 },
        (_, index) => `l${index}: log(first: 100) { lines { message } }`,
      );
      const request = requestBytes(world.url, {
        headers: { ...world.tokens.viewer },
        body: operation(`{ run(id: 1) { ${logs.join(' ')} } }`),
      });
      connection.send(request);
      // Whoever reads nothing learns of the end by writing.
      const asking = setInterval(() => connection.send(request), 300);
      const closed = await connection.closes(patience);
      clearInterval(asking);
      return closed;
    },
  ],
  [
    'who is sent away and does not go',
    async () => {
      const { socket } = await RawSocket.open(`${world.url}/graphql`, { 'x-forwarded-for': anAddress() });
      await using line = socket!;
      line.sendMessage({ type: 'connection_init' });
      // Our client answers no close frame.
      return [(await line.closing())?.code, (await line.closing(patience))?.code];
    },
  ],
  [
    'two hundred of them at once',
    async () => {
      await using held = new AsyncDisposableStack();
      const all: RawHttp[] = [];
      for (let count = 0; count < 200; count += 1) {
        const connection = held.use(await RawHttp.connect(world.url));
        connection.send('GET / HTTP/1.1\r\nHost: x\r\nX-A: b');
        all.push(connection);
      }
      await using other = await RawHttp.connect(world.url);
      const headers = { ...world.tokens.viewer };
      other.send(requestBytes(world.url, { headers, body: operation('{ facility { name } }') }));
      const answer = await other.answer();
      const closed = await Promise.all(all.map(async (connection) => (await end(connection)).closed));
      return [answer?.status, closed.filter(Boolean).length];
    },
  ],
];

describe('over HTTP is ended:', () => {
  test.each(overHttp.map(([name]) => name))('%s', async (name) => {
    // 408 when its time is over; 400 or 413 when it is known before that it comes to nothing.
    expect(await ends.get(name)).toEqual({
      status: expect.toBeOneOf([400, 408, 413]),
      codes: ['BAD_INPUT'],
      closed: true,
    });
  });

  test('two hundred of them at once, which keep nobody else out', async () => {
    expect(await ends.get('two hundred of them at once')).toEqual([200, 200]);
  });
});

test('answers that nobody reads are kept for a while only', async () => {
  expect(await ends.get('answers that nobody reads')).toBe(true);
});

describe('over WebSocket is not waited for:', () => {
  test.each(overSocket.map(([name, , code]) => [name, code] as const))('%s', async (name, code) => {
    expect(await ends.get(name)).toBe(code);
  });

  test('who is sent away and does not go', async () => {
    expect(await ends.get('who is sent away and does not go')).toEqual([4401, 1006]);
  });
});

import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { RawHttp, type RawAnswer } from '../support/raw-http.ts';
import { encodeFrame, opcodes, RawSocket } from '../support/raw-socket.ts';
import { anAddress, operation, refusalOf, refused, requestBytes } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// Connections that are held and not used. They wait for the server's own time limits, all at the same time.

vi.setConfig({ maxConcurrency: 40 });

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  vi.resetConfig();
  await world[Symbol.asyncDispose]();
});

/** Longer than any limit of the server, in ms. */
const patience = 38_000;

async function open(): Promise<RawSocket> {
  const { socket } = await RawSocket.open(`${world.url}/graphql`, { 'x-forwarded-for': anAddress() });
  return socket!;
}

async function begun(): Promise<RawSocket> {
  const line = await open();
  await line.begin(world.tokens.viewer);
  return line;
}

const head = (headers: Record<string, string | null> = {}) =>
  requestBytes(world.url, {
    headers: { ...world.tokens.viewer, 'content-type': 'application/json', ...headers },
  });

/** What the server says in the end, and whether it closes. */
async function end(connection: RawHttp): Promise<{ answer: RawAnswer | null; closed: boolean }> {
  const answer = await connection.answer(patience);
  return { answer, closed: await connection.closes(patience) };
}

describe.concurrent('over HTTP', () => {
  test.for<[string, () => string | Buffer, string]>([
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
      'a second request that does not end',
      () =>
        Buffer.concat([
          Buffer.from(`GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`),
          Buffer.from('GET / HTTP/1.1\r\n'),
        ]),
      'X-A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    ],
  ])('%s is ended', async ([name, bytes, more], { expect }) => {
    await using connection = await RawHttp.connect(world.url);
    connection.send(bytes());
    if (name.startsWith('a second')) expect((await connection.answer())?.status).toBe(200);
    const dripping = connection.dribble(more, 1_000);
    const { answer, closed } = await end(connection);
    await dripping;
    // What has become no request is told so; either way nothing is waited for any longer.
    expect([400, 408]).toContain(answer?.status);
    expect(refusalOf(answer).codes).toEqual(['BAD_INPUT']);
    expect(closed).toBe(true);
  });

  test('a body of chunks without end is ended', async ({ expect }) => {
    await using connection = await RawHttp.connect(world.url);
    connection.send(head({ 'transfer-encoding': 'chunked' }));
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;
    const sending = setInterval(() => connection.send(chunk.repeat(4)), 50);
    const { answer, closed } = await end(connection);
    clearInterval(sending);
    // Either is right: at once, or when its time is over.
    expect([408, 413]).toContain(answer?.status);
    expect(refusalOf(answer).codes).toEqual(['BAD_INPUT']);
    expect(closed).toBe(true);
  });

  test('a body for a sign-in that does not come is ended', async ({ expect }) => {
    await using connection = await RawHttp.connect(world.url);
    connection.send(
      requestBytes(world.url, {
        line: 'POST /auth/sign-in/email',
        headers: { 'content-type': 'application/json', 'content-length': '50' },
      }),
    );
    const { answer, closed } = await end(connection);
    expect(refusalOf(answer)).toEqual(refused(408, 'BAD_INPUT'));
    expect(closed).toBe(true);
  });

  test('two hundred of them at once keep nobody else out', async ({ expect }) => {
    await using held = new AsyncDisposableStack();
    const all: RawHttp[] = [];
    for (let count = 0; count < 200; count += 1) {
      const connection = held.use(await RawHttp.connect(world.url));
      connection.send('GET / HTTP/1.1\r\nHost: x\r\nX-A: b');
      all.push(connection);
    }
    await using other = await RawHttp.connect(world.url);
    other.send(
      requestBytes(world.url, {
        headers: { ...world.tokens.viewer },
        body: operation('{ facility { name } }'),
      }),
    );
    expect((await other.answer())?.status).toBe(200);
    for (const connection of all) expect((await end(connection)).closed).toBe(true);
  });
});

describe.concurrent('over WebSocket', () => {
  test('who does not say who they are is sent away', async ({ expect }) => {
    await using line = await open();
    expect(await line.closing(patience)).toMatchObject({ code: 4408 });
  });

  test('who only pings, and does not say who they are, is sent away', async ({ expect }) => {
    await using line = await open();
    const pinging = setInterval(() => line.sendFrame({ opcode: opcodes.ping }), 500);
    expect(await line.closing(patience)).toMatchObject({ code: 4408 });
    clearInterval(pinging);
  });

  test('who says so byte by byte is sent away', async ({ expect }) => {
    await using line = await open();
    const sending = line.dribble(
      { payload: JSON.stringify({ type: 'connection_init', payload: world.tokens.viewer }) },
      1_000,
    );
    expect(await line.closing(patience)).toMatchObject({ code: 4408 });
    await line[Symbol.asyncDispose]();
    await sending;
  });

  test('half a frame is not waited for', async ({ expect }) => {
    await using line = await begun();
    line.sendBytes(encodeFrame({ payload: 'x'.repeat(1_000) }).subarray(0, 500));
    expect(await line.closing(patience)).toMatchObject({ code: 1006 });
  });

  test('half a header of a frame is not waited for', async ({ expect }) => {
    await using line = await begun();
    line.sendBytes(Buffer.of(0x81));
    expect(await line.closing(patience)).toMatchObject({ code: 1006 });
  });

  test('half a message, whose client answers nothing else, is not waited for', async ({ expect }) => {
    await using line = await begun();
    line.sendFrame({ payload: '{"type":', fin: false });
    expect(await line.closing(patience)).toMatchObject({ code: 1006 });
  });

  test('who is silent is given up', async ({ expect }) => {
    await using line = await begun();
    expect(await line.closing(patience)).toMatchObject({ code: 1006 });
  });

  test('who is silent after a subscription is given up, and it with them', async ({ expect }) => {
    await using line = await begun();
    line.sendMessage({
      type: 'subscribe',
      id: '1',
      payload: { query: 'subscription { taskChanged { name } }' },
    });
    expect(await line.closing(patience)).toMatchObject({ code: 1006 });
  });

  test('who is sent away and does not go is cut off', async ({ expect }) => {
    await using line = await open();
    line.sendMessage({ type: 'connection_init' });
    // Our client answers no close frame.
    expect(await line.closing()).toMatchObject({ code: 4401 });
    expect(await line.closing(patience)).toMatchObject({ code: 1006 });
  });
});

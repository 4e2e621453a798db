import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aToken } from '../access/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { opcodes, RawSocket } from '../support/raw-socket.ts';
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

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../engine/support.ts';
import { opcodes, RawSocket } from '../support/raw-socket.ts';
import { anAddress, codesOf } from './hostile.ts';
import { startWorld, task, type World } from './world.ts';

// Messages that graphql-transport-ws does not know, or not now, each with its close code.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function open(): Promise<RawSocket> {
  const { socket } = await RawSocket.open(`${world.url}/graphql`, { 'x-forwarded-for': anAddress() });
  return socket!;
}

async function begun(): Promise<RawSocket> {
  const line = await open();
  await line.begin(world.tokens.viewer);
  return line;
}

const ask = (id: unknown, query: unknown = '{ viewer { name } }', more = {}) => ({
  type: 'subscribe',
  id,
  payload: { query, ...more },
});
const follow = (id: string) => ask(id, 'subscription { taskChanged { name } }');

describe('before somebody has said who they are', () => {
  test.each<[string, () => unknown[], number]>([
    ['a question', () => [ask('1')], 4401],
    ['a subscription', () => [follow('1')], 4401],
    ['a thousand questions', () => Array.from({ length: 1_000 }, (_, id) => ask(String(id))), 4401],
    ['a question behind the beginning of nobody', () => [{ type: 'connection_init' }, ask('1')], 4401],
    [
      'two beginnings',
      () => [
        { type: 'connection_init', payload: world.tokens.viewer },
        { type: 'connection_init', payload: world.tokens.viewer },
      ],
      4429,
    ],
    ['the word of the server', () => [{ type: 'connection_ack' }], 4400],
    ['an answer', () => [{ type: 'next', id: '1', payload: { data: {} } }], 4400],
    ['an error', () => [{ type: 'error', id: '1', payload: [{ message: 'x' }] }], 4400],
    ['an unknown type', () => [{ type: 'hack' }], 4400],
    ['a type of the old protocol', () => [{ type: 'start', id: '1', payload: {} }], 4400],
    ['a type of the prototype', () => [{ type: '__proto__' }], 4400],
    ['a type that is no text', () => [{ type: ['connection_init'] }], 4400],
    ['no type', () => [{}], 4400],
    ['a beginning with a list', () => [{ type: 'connection_init', payload: [] }], 4400],
    ['a beginning with a text', () => [{ type: 'connection_init', payload: 'Bearer x' }], 4400],
    ['a list', () => [[{ type: 'connection_init' }]], 4400],
    ['null', () => [null], 4400],
    ['a number', () => [1], 4400],
    ['a text', () => ['connection_init'], 4400],
  ])('%s ends the WebSocket', async (_name, messages, code) => {
    await using line = await open();
    for (const message of messages()) line.sendMessage(message as object);
    expect(await line.closing()).toMatchObject({ code });
  });

  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['blanks', '   '],
    ['no JSON', 'hello'],
    ['half of it', '{"type":"connection_init"'],
    ['more than it', '{"type":"connection_init"}}'],
    ['NUL', '\0'],
    ['JSON with a comment', '{"type":"ping"/**/}'],
    ['lists in lists', '['.repeat(100_000)],
    ['objects in objects', '{"a":'.repeat(40_000)],
    ['bytes', Buffer.from([0, 1, 2, 3])],
  ])('a message of %s ends the WebSocket', async (_name, payload) => {
    await using line = await open();
    line.sendFrame({ payload, opcode: typeof payload === 'string' ? opcodes.text : opcodes.binary });
    expect(await line.closing()).toMatchObject({ code: 4400 });
  });
});

describe('afterwards', () => {
  test.each<[string, unknown[], number]>([
    ['a second beginning', [{ type: 'connection_init' }], 4429],
    [
      'a second beginning as somebody else',
      [{ type: 'connection_init', payload: { authorization: 'Bearer x' } }],
      4429,
    ],
    ['an id that is in use', [follow('1'), follow('1')], 4409],
    ['an id in use that is long', [follow('x'.repeat(10_000)), follow('x'.repeat(10_000))], 4409],
    ['an id in use in letters of three bytes', [follow('中'.repeat(41)), follow('中'.repeat(41))], 4409],
    ['a question without an id', [{ type: 'subscribe', payload: { query: '{ viewer { name } }' } }], 4400],
    ['a question with an empty id', [ask('')], 4400],
    ['a question with a number as its id', [ask(1)], 4400],
    ['a question with null as its id', [ask(null)], 4400],
    ['a question with an object as its id', [ask({})], 4400],
    ['a question without a payload', [{ type: 'subscribe', id: '1' }], 4400],
    ['a question in a list', [{ type: 'subscribe', id: '1', payload: [] }], 4400],
    ['a question without a query', [{ type: 'subscribe', id: '1', payload: {} }], 4400],
    ['a query that is null', [ask('1', null)], 4400],
    ['a query that is an object', [ask('1', { kind: 'Document' })], 4400],
    ['a query in a list', [ask('1', ['{ viewer { name } }'])], 4400],
    ['variables in a list', [ask('1', '{ viewer { name } }', { variables: [1] })], 4400],
    ['variables in a text', [ask('1', '{ viewer { name } }', { variables: '{}' })], 4400],
    [
      'a name of an operation that is a number',
      [ask('1', '{ viewer { name } }', { operationName: 1 })],
      4400,
    ],
    ['extensions in a list', [ask('1', '{ viewer { name } }', { extensions: [] })], 4400],
    ['an end without an id', [{ type: 'complete' }], 4400],
    ['an end with a number as its id', [{ type: 'complete', id: 1 }], 4400],
    ['an answer', [{ type: 'next', id: '1', payload: {} }], 4400],
    ['an error', [{ type: 'error', id: '1', payload: [] }], 4400],
    ['a ping with a text', [{ type: 'ping', payload: 'x' }], 4400],
    ['a pong in a list', [{ type: 'pong', payload: [] }], 4400],
    ['questions in a list', [[ask('1'), ask('2')]], 4400],
    ['an end of the old protocol', [{ type: 'connection_terminate' }], 4400],
  ])('%s ends the WebSocket', async (_name, messages, code) => {
    await using line = await begun();
    for (const message of messages) line.sendMessage(message as object);
    expect(await line.closing()).toMatchObject({ code });
  });

  test.each<[string, object]>([
    ['no such field', ask('1', '{ hack }')],
    ['what is no GraphQL', ask('1', '}{')],
    ['an operation that is not there', ask('1', 'query A { viewer { name } }', { operationName: 'B' })],
    ['a task that is not there', ask('1', 'subscription { taskChanged(name: "no.Task") { name } }')],
    ['a run that is not there', ask('1', 'subscription { runLog(runId: 999999) { lines { seq } } }')],
    [
      'a run that cannot be',
      ask('1', 'subscription { runLog(runId: "\'; drop table run; --") { lines { seq } } }'),
    ],
    ['a line before the first', ask('1', 'subscription { runLog(runId: 1, after: -1) { lines { seq } } }')],
    [
      'a task with NUL',
      ask('1', 'subscription ($name: ID) { taskChanged(name: $name) { name } }', {
        variables: { name: '\0' },
      }),
    ],
    [
      'a subscription that may be left out',
      ask('1', 'subscription { taskChanged @skip(if: true) { name } }'),
    ],
    [
      'a subscription that may be left out by a variable',
      ask('1', 'subscription ($x: Boolean!) { taskChanged @include(if: $x) { name } }', {
        variables: { x: false },
      }),
    ],
    ['a change without the role', ask('1', `mutation { runTaskNow(name: "${task}") { alreadyActive } }`)],
    ['a list without the role', ask('1', '{ tokens { totalCount } }')],
    ['a prototype', ask('__proto__', '{ __proto__ }')],
  ])('%s is refused, and the WebSocket goes on', async (_name, message) => {
    await using line = await begun();
    line.sendMessage(message);
    const answer = await line.message<{ payload: unknown }>();
    const codes = codesOf(Array.isArray(answer?.payload) ? { errors: answer.payload } : answer?.payload);
    expect(['BAD_INPUT', 'NOT_FOUND', 'FORBIDDEN']).toContain(codes[0]);
    line.sendMessage(ask('next'));
    for (;;) {
      const next = await line.message<{ id: string; type: string }>();
      expect(next).not.toBeNull();
      if (next!.id === 'next' && next!.type === 'next') break;
    }
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '\0', '\u2028', '💥'.repeat(100)])(
    'the id %j is one like any other',
    async (id) => {
      await using line = await begun();
      line.sendMessage(ask(id));
      expect(await line.message()).toMatchObject({ type: 'next', id, payload: { data: { viewer: {} } } });
      expect(await line.message()).toMatchObject({ type: 'complete', id });
    },
  );

  test('ends of what never began, and pongs, do nothing', async () => {
    await using line = await begun();
    for (const id of ['1', '__proto__', 'constructor']) line.sendMessage({ type: 'complete', id });
    line.sendMessage({ type: 'pong' });
    line.sendMessage(ask('1'));
    expect(await line.message()).toMatchObject({ type: 'next', id: '1' });
  });

  test('what is ended in the moment it begins counts no longer, however often', async () => {
    await using line = await begun();
    for (let count = 0; count < 200; count += 1) {
      line.sendMessage(follow(String(count)));
      line.sendMessage({ type: 'complete', id: String(count) });
    }
    // Its turn comes when those before have ended.
    await expect
      .poll(async () => {
        line.sendMessage(ask('room'));
        for (;;) {
          const next = await line.message<{ id: string; type: string }>();
          if (next?.id === 'room' && next.type !== 'complete') return next.type;
        }
      })
      .toBe('next');
  });

  test('a subscription that took over an id in use before is over when its client has left', async () => {
    const line = await begun();
    // The answer to the first comes when the second has begun, and takes its id away from it.
    line.sendMessage(ask('1', '{ tasks { runs { totalCount } } people { totalCount } }'));
    line.sendMessage({ type: 'complete', id: '1' });
    line.sendMessage(follow('1'));
    line.sendMessage(ask('2'));
    for (;;) {
      const next = await line.message<{ id: string; type: string }>();
      if (next?.id === '2' && next.type === 'complete') break;
    }
    const reads = async () => {
      world.app.takeSql();
      await sql(world.app, `select pg_notify('task_changed', ?)`, [task]);
      await sql(world.app, 'select pg_sleep(0.2)');
      return world.app.takeSql().filter((statement) => /from "task"/.test(statement)).length;
    };
    await expect.poll(reads).toBeGreaterThan(0);
    await line[Symbol.asyncDispose]();
    await expect.poll(reads).toBe(0);
  });
});

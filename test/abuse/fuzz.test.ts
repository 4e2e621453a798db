import fc from 'fast-check';
import {
  getNamedType,
  isCompositeType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import 'reflect-metadata';
import { createSchema } from '../../server/graphql/schema.ts';
import { codesOf, send } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// Documents, bytes and messages by chance, for a bounded time. When a property fails, fast-check prints the seed and
// the smallest case that it finds: give both to `fc.assert` to see it again.
const bounds = { numRuns: 400, interruptAfterTimeLimit: 10_000, endOnFailure: true } as const;

/** What a request may be answered with: nothing here is a failure of ours. */
const statuses = new Set([200, 400, 401, 403, 404, 405, 408, 413, 415, 421, 429, 431]);
const codes = new Set(['BAD_INPUT', 'NOT_FOUND', 'UNAUTHENTICATED', 'FORBIDDEN', 'CONFLICT', 'RATE_LIMITED']);

const schema = await createSchema();
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Values of all kinds, few of which are what an argument wants. */
const literal: fc.Arbitrary<string> = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => JSON.stringify(text)),
  fc.constantFrom('null', 'true', 'QUEUED', '[]', '{}', '[[1]]', '{ first: 1 }', '$x', '"1"', '"demo.Task"'),
);

const fieldsOf = (type: GraphQLObjectType) => Object.values(type.getFields());

/** A field of a type, valid or nearly so. */
function field(item: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<string> {
  const args = fc
    .subarray([...item.args, { name: 'nonsense' }])
    .chain((chosen) => fc.tuple(...chosen.map(({ name }) => literal.map((value) => `${name}: ${value}`))))
    .map((parts) => (parts.length > 0 ? `(${parts.join(', ')})` : ''));
  const alias = fc.constantFrom('', '', '', 'other: ', '__proto__: ');
  const directive = fc.constantFrom('', '', '', ' @skip(if: false)', ' @include(if: $x)', ' @nonsense');
  const below = getNamedType(item.type);
  const selected = isCompositeType(below)
    ? fc.oneof(
        { weight: 9, arbitrary: selection(below, depth - 1) },
        { weight: 1, arbitrary: fc.constant('') },
      )
    : fc.constantFrom('', '', '', ' { name }');
  return fc
    .tuple(alias, args, directive, selected)
    .map(([before, given, mark, inner]) => `${before}${item.name}${given}${mark}${inner}`);
}

function selection(type: GraphQLNamedType, depth: number): fc.Arbitrary<string> {
  const typeName = fc.constant(' { __typename }');
  if (depth <= 0 || !isObjectType(type)) return typeName;
  const all = fieldsOf(type);
  return fc
    .subarray(all, { minLength: 1, maxLength: Math.min(4, all.length) })
    .chain((chosen) => fc.tuple(...chosen.map((item) => field(item, depth))))
    .map((fields) => ` { ${fields.join(' ')} }`);
}

const operations = ['query', 'mutation'] as const;
const document: fc.Arbitrary<string> = fc.constantFrom(...operations).chain((kind) => {
  const root = kind === 'query' ? schema.getQueryType()! : schema.getMutationType()!;
  const variables = fc.constantFrom(
    '',
    '',
    ' ($x: Boolean)',
    ' ($x: Int!)',
    ' ($x: [Nonsense])',
    ' ($x: ID = "1")',
  );
  return fc.tuple(variables, selection(root, 5)).map(([given, selected]) => `${kind}${given}${selected}`);
});

/** A document with a part cut out, doubled, or with something foreign in it. */
const broken: fc.Arbitrary<string> = fc
  .tuple(document, fc.nat(), fc.nat(), fc.string({ unit: 'binary', maxLength: 10 }))
  .map(([text, from, length, foreign]) => {
    const start = from % (text.length + 1);
    return text.slice(0, start) + foreign + text.slice(start + (length % 20));
  });

/** Fails unless an answer is of our form, tells of no failure, and nothing of the inside. */
function expectOurs(status: number, body: string): void {
  expect(statuses).toContain(status);
  const answer = JSON.parse(body) as { data?: unknown; errors?: unknown };
  if (answer.errors === undefined) expect(answer.data).toBeDefined();
  else for (const code of codesOf(answer)) expect(codes).toContain(code);
}

test('documents by chance are answered or refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof({ weight: 3, arbitrary: document }, { weight: 1, arbitrary: broken }),
      fc.option(fc.jsonValue({ maxDepth: 3 }), { nil: undefined }),
      async (query, x) => {
        const { authorization } = world.tokens.viewer;
        const body = JSON.stringify({ query, variables: { x } });
        const answer = await send(world.url, { headers: { authorization }, body });
        expectOurs(answer!.status, answer!.body);
      },
    ),
    bounds,
  );
});

test('bodies by chance are refused', async () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
  const shape = fc.record(
    {
      query: fc.oneof(fc.jsonValue(), document),
      variables: fc.jsonValue(),
      operationName: fc.jsonValue(),
      extensions: fc.jsonValue(),
      id: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        json,
        shape.map((value) => JSON.stringify(value)),
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      ),
      async (body) => {
        const { authorization } = world.tokens.viewer;
        const answer = await send(world.url, { headers: { authorization }, body });
        expectOurs(answer!.status, answer!.body);
      },
    ),
    bounds,
  );
});

/** Messages of the protocol in any order, most of them right in form. */
const message: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  fc.constantFrom(
    '{"type":"ping"}',
    '{"type":"pong"}',
    '{"type":"connection_init"}',
    '{"type":"complete","id":"1"}',
  ),
  fc
    .tuple(fc.constantFrom('1', '2', '', '__proto__'), document, fc.jsonValue({ maxDepth: 2 }))
    .map(([id, query, x]) => JSON.stringify({ type: 'subscribe', id, payload: { query, variables: { x } } })),
  fc
    .tuple(fc.constantFrom('1', '2'), fc.constantFrom('taskChanged', 'runLog(runId: "1")', 'runLog'))
    .map(([id, name]) =>
      JSON.stringify({
        type: 'subscribe',
        id,
        payload: { query: `subscription { ${name} { __typename } }` },
      }),
    ),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.uint8Array({ maxLength: 50 }),
);

test('messages by chance over WebSocket are answered, or end the connection in words of the protocol', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (messages, begins) => {
        const socket = new WebSocket(world.url.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
        const seen: string[] = [];
        const ended = Promise.withResolvers<number>();
        const lives = Promise.withResolvers<void>();
        socket.on('message', (data: Buffer) => {
          seen.push(data.toString('utf8'));
          if (data.toString('utf8') === '{"type":"pong","payload":{"last":true}}') lives.resolve();
        });
        socket.once('close', (code) => ended.resolve(code));
        socket.once('error', ended.reject);
        await new Promise((resolve) => socket.once('open', resolve));
        if (begins) {
          socket.send(JSON.stringify({ type: 'connection_init', payload: world.tokens.viewer }));
        }
        for (const each of messages) if (socket.readyState === WebSocket.OPEN) socket.send(each);
        // Whoever is still connected is answered.
        if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"ping","payload":{"last":true}}');
        const code = await Promise.race([ended.promise, lives.promise.then(() => null)]);
        socket.terminate();
        await ended.promise;
        if (code !== null)
          expect(code === 1003 || code === 1007 || (code >= 4400 && code < 4500), String(code)).toBe(true);
        for (const text of seen) expectMessage(text);
      },
    ),
    { ...bounds, numRuns: 150 },
  );
});

/** Fails for a message that tells of a failure or of the inside. */
function expectMessage(text: string): void {
  const { type, payload } = JSON.parse(text) as { type: string; payload?: unknown };
  expect(['connection_ack', 'ping', 'pong', 'next', 'error', 'complete']).toContain(type);
  const errors = type === 'error' ? payload : (payload as { errors?: unknown } | undefined)?.errors;
  if (errors !== undefined) for (const code of codesOf({ errors })) expect(codes).toContain(code);
}

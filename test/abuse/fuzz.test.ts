import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import 'reflect-metadata';
import { createSchema } from '../../server/graphql/schema.ts';
import { aToken } from '../access/support.ts';
import { leak } from '../graphql/support.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { anyJson, Documents, repeated, texts } from './documents.ts';
import { anAddress, codesOf, send } from './hostile.ts';
import { startWorld, task, type World } from './world.ts';

// Whatever is sent, the answer is one that we give, it says nothing of the inside, and there is one.

const schema = await createSchema();
const [good, odd] = [new Documents(schema, false), new Documents(schema, true)];
const queries = fc.oneof(
  { weight: 6, arbitrary: good.operations('query') },
  { weight: 3, arbitrary: odd.operations('query') },
  odd.fragments(),
  repeated,
);
const operations = fc.oneof(
  { weight: 3, arbitrary: queries },
  { weight: 2, arbitrary: good.operations('mutation') },
  odd.operations('mutation'),
);

let world: World;
/** Several of each role: what is looked for is not the limit of operations. */
const askers: Record<'viewer' | 'admin', { authorization: string }[]> = { viewer: [], admin: [] };
beforeAll(async () => {
  world = await startWorld(async (app) => {
    for (const role of ['viewer', 'admin'] as const) {
      for (let count = 0; count < 10; count += 1) {
        const { authorization } = await aToken(app, { name: `Fuzz ${role} ${count}`, role });
        askers[role].push({ authorization });
      }
    }
  });
});
afterAll(() => world[Symbol.asyncDispose]());

/** The same cases each time: give another seed, and many more runs, to look for what nobody has found yet. */
const bounded = { seed: 20_270_115, numRuns: 120 } as const;

const statuses = new Set([200, 400, 401, 413, 415, 429]);
const codes = new Set(['BAD_INPUT', 'NOT_FOUND', 'UNAUTHENTICATED', 'FORBIDDEN', 'CONFLICT', 'RATE_LIMITED']);
/** Of the protocol, of WebSocket, and ours. */
const closeCodes = new Set([1002, 1007, 1008, 1009, 1013, 4400, 4401, 4408, 4409, 4429]);

/** Fails for what we do not answer. Texts of the caller's may stand in data and messages, and no more than that. */
function checkAnswer(answer: unknown): void {
  const { errors, data } = answer as { errors?: unknown; data?: unknown };
  if (errors === undefined) {
    expect(data).toBeTypeOf('object');
    expect(leak(JSON.stringify(answer))).toBeNull();
  } else for (const code of codesOf(answer)) expect(codes).toContain(code);
}

async function ask(headers: Record<string, string>, body: string | Buffer): Promise<void> {
  const answer = await send(world.url, { headers: { 'content-type': 'application/json', ...headers }, body });
  expect(answer).not.toBeNull();
  expect(statuses).toContain(answer!.status);
  checkAnswer(JSON.parse(answer!.body));
}

/** JSON with all that is not ASCII escaped, so that a lone surrogate arrives as one. */
const toJson = (value: unknown) =>
  JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const variables = fc.oneof(
  fc.constant(undefined),
  fc.record({ v: anyJson }),
  fc.dictionary(texts, anyJson, { maxKeys: 3 }),
);
const who = (role: keyof typeof askers) => fc.nat(9).map((index) => askers[role][index]!);

describe('over HTTP', () => {
  test('queries of an administrator, right and nearly right', async () => {
    await fc.assert(
      fc.asyncProperty(who('admin'), queries, variables, async (headers, query, variables) =>
        ask(headers, toJson({ query, variables })),
      ),
      bounded,
    );
  });

  test('operations of a viewer, changes among them', async () => {
    await fc.assert(
      fc.asyncProperty(who('viewer'), operations, variables, async (headers, query, variables) =>
        ask(headers, toJson({ query, variables })),
      ),
      bounded,
    );
  });

  test('a document with a letter changed, a body of any JSON, and bytes by chance', async () => {
    const whole = toJson({
      query: `query ($v: ID!) { task(name: $v) { name runs(first: 2) { edges { node { id log { lines { seq } } } } } } }`,
      variables: { v: task },
      operationName: null,
    });
    const changed = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const bytes = Buffer.from(whole);
        for (const [index, byte] of changes) bytes[index] = byte;
        return bytes;
      });
    const json = fc.oneof(
      anyJson,
      fc.record(
        { query: anyJson, variables: anyJson, operationName: anyJson, extensions: anyJson },
        { requiredKeys: [] },
      ),
    );
    const bodies = fc.oneof(
      { weight: 3, arbitrary: changed },
      json.map((value) => Buffer.from(toJson(value))),
      fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(who('viewer'), bodies, async (headers, body) => ask(headers, body)),
      bounded,
    );
  });
});

describe('over WebSocket', () => {
  const subscriptions = fc.oneof(good.operations('subscription'), odd.operations('subscription'));
  const ids = fc.constantFrom('1', '2', '__proto__', 'x'.repeat(200));
  const right = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('subscribe'),
        id: ids,
        payload: fc.record({ query: operations, variables }, { requiredKeys: ['query'] }),
      }),
    },
    fc.record({ type: fc.constant('subscribe'), id: ids, payload: fc.record({ query: subscriptions }) }),
    fc.record({ type: fc.constant('complete'), id: ids }),
    fc.record({ type: fc.constantFrom('ping', 'pong') }),
  );
  const wrong = fc.oneof(
    fc.record(
      {
        type: fc.oneof(
          fc.constantFrom('subscribe', 'complete', 'connection_init', 'ping', 'next', 'error', 'start'),
          anyJson,
        ),
        id: fc.oneof(ids, anyJson),
        payload: fc.oneof(
          anyJson,
          fc.record({ query: fc.oneof(operations, anyJson), variables: anyJson }, { requiredKeys: [] }),
        ),
      },
      { requiredKeys: [] },
    ),
    anyJson,
  );
  const message = fc.oneof(
    { weight: 6, arbitrary: right.map(toJson) },
    { weight: 1, arbitrary: wrong.map((value) => toJson(value) ?? '') },
    { weight: 1, arbitrary: texts },
  );

  test('messages in any order, right and wrong', async () => {
    await fc.assert(
      fc.asyncProperty(
        who('viewer'),
        fc.array(message, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        async (params, messages, begins) => {
          const { socket } = await RawSocket.open(`${world.url}/graphql`, { 'x-forwarded-for': anAddress() });
          await using line = socket!;
          if (begins) await line.begin(params);
          for (const payload of messages) line.sendFrame({ payload });
          const waiting = answered(messages);
          waiting.add('the last ping');
          line.sendFrame({ payload: '{"type":"ping","payload":{"last":true}}' });
          while (waiting.size > 0) {
            const answer = await line.message<{ type: string; id: string; payload: unknown }>();
            if (answer === null) {
              const closing = await line.closing();
              expect(closing, `neither ended nor answered: ${[...waiting].join()}`).not.toBeNull();
              expect(closeCodes).toContain(closing!.code);
              return;
            }
            if (answer.type === 'next') checkAnswer(answer.payload);
            if (answer.type === 'error') checkAnswer({ errors: answer.payload });
            if (answer.type === 'error' || answer.type === 'complete') waiting.delete(answer.id);
            if (answer.type === 'pong' && (answer.payload as { last?: boolean } | undefined)?.last)
              waiting.delete('the last ping');
          }
        },
      ),
      bounded,
    );
  });
});

/** The ids of the operations that have an end and were not ended by whoever sent these messages. */
function answered(messages: readonly string[]): Set<string> {
  const open = new Set<string>();
  for (const text of messages) {
    const { type, id, payload } = parsed(text);
    if (type === 'subscribe' && !String(payload?.query).startsWith('subscription')) open.add(String(id));
    else if (type === 'subscribe' || type === 'complete') open.delete(String(id));
  }
  return open;
}

function parsed(text: string): { type?: unknown; id?: unknown; payload?: { query?: unknown } | null } {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}

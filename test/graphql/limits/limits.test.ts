import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../../server/graphql/limits/limits.ts';
import { startTestApp, type GraphqlAnswer, type TestApp } from '../../support/app.ts';
import { asAdmin } from '../../support/token.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' } });
});
afterAll(() => app[Symbol.asyncDispose]());

const many = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

const deep = (levels: number): string => {
  const steps = ['run(id: "1")', ...many(levels, (i) => (i % 2 ? 'lastRun' : 'task')).split(' ')];
  return `{ ${steps.slice(0, levels - 1).join(' { ')} { __typename ${'}'.repeat(levels)}`;
};

/** Ten tasks with fifty fields each, and so many fields more. */
const withFields = (more: number) =>
  `{ ${many(10, (i) => `t${i}: task(name: "x") { ...F ${i === 0 ? many(more, () => 'name') : ''} }`)} }
   fragment F on Task { ${many(49, () => 'name')} }`;

/** A document that is just within a limit, one just beyond, and what is said about that. */
const bounds: [keyof typeof limits, string, string, string][] = [
  ['depth', deep(15), deep(16), 'The operation has 16 levels of fields; at most 15 are allowed'],
  ['fields', withFields(0), withFields(1), 'The operation has 501 fields (those of a fragment counted'],
  [
    'breadth',
    ...around((count) => `{ viewer { ${many(count, () => 'name')} } }`, 60),
    'has 61 fields side by side',
  ],
  [
    'rootFields',
    ...around((count) => `{ ${many(count, () => 'viewer { name }')} }`, 10),
    'has 11 queries or mutations',
  ],
  [
    'aliases',
    ...around((count) => `{ viewer { ${many(count, (i) => `a${i}: name`)} } }`, 30),
    'has 31 aliases',
  ],
  [
    'directives',
    ...around((n) => `{ viewer { ${many(n, () => 'name @skip(if: false)')} } }`, 20),
    'has 21 directives',
  ],
  ['cost', page(80), page(100), 'The answer may have 60,401 values, and at most 50,000'],
];

function around(document: (count: number) => string, limit: number): [string, string] {
  return [document(limit), document(limit + 1)];
}

function page(first: number): string {
  return `{ runs(first: ${first}) { edges { node { task { runs(first: 200) { edges { node { id } } } } } } } }`;
}

const overSocket = async (query: string): Promise<GraphqlAnswer<unknown>['errors']> => {
  try {
    const { value } = await app.subscribe<unknown>(query).next();
    return value?.errors;
  } catch (cause) {
    return cause as GraphqlAnswer<unknown>['errors'];
  }
};

describe('one operation may ask for so much and no more,', () => {
  test.each(bounds)('over HTTP: %s', async (_limit, within, beyond, message) => {
    expect((await app.request(within)).errors).toBeUndefined();
    const { data, errors } = await app.request(beyond);
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([
      { message: expect.stringContaining(message), extensions: { code: 'BAD_INPUT' } },
    ]);
    // What to do about it.
    expect(errors![0]!.message).toMatch(
      /: (ask for fewer fields, or|ask for fewer fields or a smaller page)/,
    );
  });

  test.each(bounds)('over WebSocket: %s', async (_limit, within, beyond, message) => {
    expect(await overSocket(within)).toBeUndefined();
    expect(await overSocket(beyond)).toMatchObject([
      { message: expect.stringContaining(message), extensions: { code: 'BAD_INPUT' } },
    ]);
  });

  test('and a subscription no more than a query', async () => {
    expect(
      await overSocket(
        'subscription { taskChanged { runs(first: 200) { edges { node { log(first: 5000) { lines { seq } } } } } } }',
      ),
    ).toMatchObject([
      { message: expect.stringContaining('The answer may have'), extensions: { code: 'BAD_INPUT' } },
    ]);
  });
});

describe('what would take long to look at is refused by a count:', () => {
  const bomb = many(60, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
  const nest = (levels: number, within: (inner: unknown) => unknown) => {
    let value: unknown = 1;
    for (let level = 0; level < levels; level += 1) value = within(value);
    return value;
  };
  const preview = 'query ($input: SchedulePreviewInput!) { previewSchedule(input: $input) { valid } }';

  test.each<[string, string, RegExp, object?]>([
    [
      'ten thousand times the same field',
      `{ viewer { ${many(10_000, () => 'name')} } }`,
      /more than 1,000 words/,
    ],
    [
      'a bomb of fragments',
      `{ ...F0 } ${bomb} fragment F60 on Query { viewer { name } }`,
      /more than a thousand million/,
    ],
    [
      'fragments in a circle',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      /contains itself/,
    ],
    ['braces without end', '{ a '.repeat(50_000), /more than 1,000 words/],
    ['brackets without end', `{ task(name: ${'['.repeat(50_000)}`, /more than 1,000 words/],
    [
      'the schema in a circle',
      '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }',
      /introspection depth/,
    ],
    [
      'lists within lists in a variable',
      preview,
      /more than 1,000 values/,
      { input: nest(20_000, (inner) => [inner]) },
    ],
    [
      'objects within objects in a variable',
      preview,
      /more than 1,000 values/,
      { input: nest(20_000, (input) => ({ input })) },
    ],
    ['a long list in a variable', preview, /more than 1,000 values/, { input: Array(50_000).fill(1) }],
  ])('%s', async (_name, query, message, variables) => {
    app.problems.length = 0;
    const { data, errors } = await app.request(query, variables);
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([
      { message: expect.stringMatching(message), extensions: { code: 'BAD_INPUT' } },
    ]);
    expect(app.problems).toEqual([]);
  });

  test('and a name as long as the request is not said in full', async () => {
    const { errors } = await app.request(`{ ${'a'.repeat(200_000)} }`);
    expect(errors![0]!.message.length).toBeLessThan(1_000);
  });
});

describe('the schema', () => {
  test('can be read by who is signed in, with the usual query for it', async () => {
    const { data } = await app.request<{ __schema: { types: object[] } }>(getIntrospectionQuery());
    expect(data.__schema.types.length).toBeGreaterThan(50);
  });

  test.each([getIntrospectionQuery(), '{ __type(name: "Task") { name } }', '{ a: __schema { __typename } }'])(
    "is nobody else's to read: %#",
    async (query) => {
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    },
  );

  test('is not told by hints to who may not read it', async () => {
    const ask = async (headers: Record<string, string>) => {
      const query = '{ tascs { name } task(nam: "x") { name } runs(state: FAILD) { totalCount } }';
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
      return response.text();
    };
    expect(await ask(asAdmin)).toContain('Did you mean');
    expect(await ask({})).not.toContain('Did you mean');
  });
});

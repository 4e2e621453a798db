import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawSocket } from '../support/raw-socket.ts';
import { anAddress, codesOf, operation, refusalOf, refused, send } from './hostile.ts';
import { startWorld, task, type World } from './world.ts';

// Small documents that ask for much, and documents that take long to look at.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const many = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index)).join(' ');
const nest = (levels: number, open: string, inner: string) =>
  `${open.repeat(levels)}${inner}${' }'.repeat(levels)}`;
const runsOfTask = 'runs(first: 1) { edges { node { task {';

const documents: [string, string][] = [
  [
    '16 levels of fields',
    `{ ${nest(4, `${runsOfTask} `, 'name').replace(/ }$/, '')} }`.replace(/^\{ /, '{ '),
  ],
  [
    'a hundred levels',
    `{ tasks { ${nest(24, 'runs(first: 1) { edges { node { task { ', 'name').replaceAll(' }', ' } } } }')} } }`,
  ],
  ['ten thousand levels', nest(10_000, '{ a', '')],
  ['ten thousand levels without their end', '{ a '.repeat(10_000)],
  ['61 fields side by side', `{ facility { ${many(61, (index) => `f${index}: name`)} } }`],
  ['a thousand aliases', `{ ${many(1_000, (index) => `a${index}: facility { name }`)} }`],
  ['31 aliases', `{ tasks { ${many(31, (index) => `a${index}: name`)} } }`],
  ['11 queries at the top', `{ ${many(11, (index) => `a${index}: tasks { name }`)} }`],
  ['a query a thousand times over', `{ ${many(1_000, () => 'viewer { name }')} }`],
  [
    '11 mutations at the top',
    `mutation { ${many(11, (index) => `a${index}: runTaskNow(name: "${task}") { alreadyActive }`)} }`,
  ],
  [
    'a bomb of fragments',
    `{ ...F0 } ${many(60, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} fragment F60 on Query { viewer { name } }`,
  ],
  [
    'a bomb of fragments without names',
    `{ ${nest(9, '... { ... { viewer { name } } ... ', 'viewer { name }')} ${' }'.repeat(0)} }`.replace(
      'viewer { name } } }',
      many(70, () => 'viewer { name }'),
    ),
  ],
  [
    'a bomb that no operation uses',
    `{ viewer { name } } ${many(40, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} fragment F40 on Query { viewer { name } }`,
  ],
  ['a fragment in itself', '{ ...A } fragment A on Query { ...A }'],
  ['two fragments in a circle', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
  [
    'a hundred fragments in a circle',
    `{ ...F0 } ${many(100, (index) => `fragment F${index} on Query { ...F${(index + 1) % 100} }`)}`,
  ],
  ['a circle that no operation uses', '{ viewer { name } } fragment A on Query { ...A }'],
  ['a circle through fields', '{ tasks { ...A } } fragment A on Task { lastRun { task { ...A } } }'],
  [
    'a fragment twice',
    '{ ...A } fragment A on Query { viewer { name } } fragment A on Query { viewer { id } }',
  ],
  ['a fragment that nobody uses', '{ viewer { name } } fragment A on Query { viewer { name } }'],
  ['21 directives', `{ viewer { name ${many(21, () => '@include(if: true)')} } }`],
  ['a thousand directives', `{ viewer { name ${many(1_000, () => '@skip(if: false)')} } }`],
  ['a directive that nobody knows', '{ viewer { name @hack } }'],
  ['a directive in the wrong place', 'query @include(if: true) { viewer { name } }'],
  ['a part that is deferred', '{ ... @defer { tasks { name } } }'],
  ['a list in a stream', '{ tasks @stream(initialCount: 0) { name } }'],
  ['1,001 words', `{ viewer { ${many(1_000, () => 'name')} } }`],
  ['words in a list of a value', `{ task(name: [${many(2_000, () => '"x"')}]) { name } }`],
  [
    'an object of a thousand fields',
    `{ previewSchedule(input: { ${many(1_000, (index) => `f${index}: 1`)} }) { valid } }`,
  ],
  ['lists in lists', `{ task(name: ${'['.repeat(900)}`],
  ['a thousand variables', `query (${many(1_000, (index) => `$v${index}: Int`)}) { viewer { name } }`],
  ['types in types', `query ($x: ${'['.repeat(400)}Int${']'.repeat(400)}) { viewer { name } }`],
  [
    'a page of pages of pages',
    '{ runs(first: 200) { edges { node { task { runs(first: 200) { edges { node { id } } } } } } } }',
  ],
  ['a page of logs', '{ runs(first: 200) { edges { node { log(first: 5000) { lines { message } } } } } }'],
  [
    'records through their relations',
    '{ projects(first: 200) { edges { node { allocations(first: 200) { edges { node { project { title allocations(first: 200) { totalCount } } } } } } } } }',
  ],
  [
    'occurrences of all tasks, by many names',
    `{ tasks { ${many(25, (index) => `n${index}: nextRuns(first: 100)`)} runs(first: 200) { edges { node { task { ${many(5, (index) => `n${index}: nextRuns(first: 100)`)} } } } } } }`,
  ],
  [
    'the schema in a circle',
    '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }',
  ],
  [
    'the schema in lists',
    '{ __schema { types { possibleTypes { interfaces { possibleTypes { name } } } } } }',
  ],
  ['the schema twelve times', `{ ${many(12, (index) => `s${index}: __schema { types { name } }`)} }`],
  ['two operations of one name', 'query A { viewer { name } } query A { viewer { name } }'],
  ['two operations without a name', '{ viewer { name } } { viewer { name } }'],
  ['a thousand operations', many(200, (index) => `query Q${index} { viewer { name } }`)],
  ['fields of one name that differ', '{ tasks { name name: label } }'],
  [
    'fields of one name that differ far below',
    `{ ${many(30, () => 'tasks { runs { edges { node { id } } } }')} tasks { runs { edges { node { id: state } } } } }`,
  ],
  ['a text without its end', '{ task(name: "x'],
  ['a text of three quotes without its end', '{ task(name: """x'],
  ['an escape that is none', String.raw`{ task(name: "\x41") { name } }`],
  ['an escape beyond Unicode', String.raw`{ task(name: "\u{FFFFFFFF}") { name } }`],
  ['a number with a letter', '{ runs(first: 0xFF) { totalCount } }'],
  ['a number that begins with 0', '{ runs(first: 00) { totalCount } }'],
  ['a mark of the order of bytes in the middle', '{ viewer \ufeff\u0007 { name } }'],
  ['nothing selected', '{ viewer { } }'],
  ['nothing at all', '{}'],
  ['a subscription with two fields', 'subscription { a: taskChanged { name } b: taskChanged { name } }'],
  ['a subscription to the schema', 'subscription { __typename }'],
  ['a subscription that may be left out', 'subscription { taskChanged @skip(if: true) { name } }'],
];

describe('is refused before it costs anything, over HTTP and WebSocket:', () => {
  test.each(documents)('%s', async (_name, query) => {
    const answer = await send(world.url, { headers: { ...world.tokens.admin }, body: operation(query) });
    const { status, codes } = refusalOf(answer);
    expect(status, answer?.body).toBe(400);
    expect(new Set(codes)).toEqual(new Set(['BAD_INPUT']));
    expect(answer!.body.length).toBeLessThan(5_000);

    const { socket } = await RawSocket.open(`${world.url}/graphql`, { 'x-forwarded-for': anAddress() });
    await using line = socket!;
    await line.begin(world.tokens.admin);
    line.sendMessage({ type: 'subscribe', id: '1', payload: { query } });
    const message = await line.message<{ type: string; id: string; payload: object[] }>();
    expect(message).toMatchObject({ type: 'error', id: '1' });
    expect(new Set(codesOf({ errors: message!.payload }))).toEqual(new Set(['BAD_INPUT']));
  });
});

describe('one operation at a time:', () => {
  test.each<[string, string]>([
    ['a list of one', `[${operation('{ viewer { name } }')}]`],
    ['a list of a thousand', `[${Array(1_000).fill(operation('{ viewer { name } }')).join(',')}]`],
    ['an empty list', '[]'],
    ['two, one after the other', `${operation('{ viewer { name } }')}\n${operation('{ viewer { name } }')}`],
    ['two documents in a list', JSON.stringify({ query: ['{ viewer { name } }', '{ tasks { name } }'] })],
  ])('%s is refused', async (_name, body) => {
    const answer = await send(world.url, { headers: { ...world.tokens.viewer }, body });
    expect(refusalOf(answer)).toEqual(refused(400, 'BAD_INPUT'));
  });

  test('a subscription is refused over HTTP', async () => {
    for (const accept of ['application/json', 'text/event-stream', 'multipart/mixed']) {
      const headers = { ...world.tokens.viewer, accept };
      const answer = await send(world.url, {
        headers,
        body: operation('subscription { taskChanged { name } }'),
      });
      expect(refusalOf(answer)).toEqual(refused(400, 'BAD_INPUT'));
    }
  });
});

test('the whole schema, which tools ask for, costs nobody else anything: it is given five times at once', async () => {
  const body = operation(getIntrospectionQuery());
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => send(world.url, { headers: { ...world.tokens.viewer }, body })),
  );
  for (const answer of answers) expect(JSON.parse(answer!.body)).toMatchObject({ data: { __schema: {} } });
});

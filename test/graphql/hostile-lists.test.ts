import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCycle, aSubmission, aTrack, aUser } from '../domain/support/world.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { refusals } from './support.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' } });
  const { orm } = app.app;
  await aSubmission(orm, { cycle: await aCycle(orm), track: await aTrack(orm) });
  await aUser(orm);
});
afterAll(() => app[Symbol.asyncDispose]());

const lists = [
  'cycles',
  'submissions',
  'reviews',
  'projects',
  'allocations',
  'allocationRequests',
  'sessions',
  'notifications',
  'people',
];
const searched = ['submissions', 'reviews', 'projects', 'sessions', 'notifications', 'people'];

const encode = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');

describe.each(lists)('the list of %s', (list) => {
  test.each([0, -1, 201, 2_147_483_647])('refuses a page of %i', async (first) => {
    const query = `query ($first: Int!) { ${list}(first: $first) { totalCount } }`;
    expect(await refusals(app, query, { first })).toEqual([{ code: 'BAD_INPUT', field: 'first' }]);
  });

  test.each([
    'nonsense',
    '"',
    encode(),
    encode(null),
    encode('1; drop table submission'),
    encode('12', '13', '14', '15'),
    encode({ id: 1 }),
    encode('0000-01-01', '1'),
    encode('2027-02-30', '1'),
    encode('0000-01-01T00:00:00Z', '1'),
    encode('2027-01-01T25:00:00Z', '1'),
    encode('a', '\0', '1'),
    encode('99999999999999999999'),
  ])('refuses the cursor %s', async (after) => {
    const query = `query ($after: String!) { ${list}(after: $after) { edges { cursor } } }`;
    expect(await refusals(app, query, { after })).toEqual([{ code: 'BAD_INPUT', field: 'after' }]);
  });
});

describe.each(searched)('a search of %s', (list) => {
  test.each([
    "'; drop table facility_user; --",
    String.raw`\'`,
    '\\',
    '%%%%%%%%%%%%%%%%%%%%',
    '__________',
    '?',
    '??::text',
    '\0',
    'a\0b',
    '\u{D800}',
    '🛰️',
    '(.*)+$',
    'x'.repeat(50_000),
  ])('takes any text for what it is: %j', async (search) => {
    const answer = await app.query<Record<string, { totalCount: number; edges: unknown[] }>>(
      `query ($search: String!) { ${list}(search: $search) { totalCount edges { cursor } } }`,
      { search },
    );
    expect(answer[list]).toEqual({ totalCount: 0, edges: [] });
    expect(app.problems).toEqual([]);
  });
});

describe('an id that cannot be one', () => {
  const byRecord = [
    ['submissions', 'cycle'],
    ['submissions', 'track'],
    ['submissions', 'facility'],
    ['reviews', 'cycle'],
    ['reviews', 'reviewer'],
    ['projects', 'cycle'],
    ['allocations', 'cycle'],
    ['allocations', 'facility'],
    ['allocations', 'project'],
    ['allocationRequests', 'cycle'],
    ['sessions', 'facility'],
  ];

  test.each(byRecord)('is refused as a filter of %s by %s', async (list, field) => {
    const query = `query ($id: ID!) { ${list}(${field}: $id) { totalCount } }`;
    for (const id of ['', '0', '-1', '1.5', 'x', '\0', '9'.repeat(40)]) {
      expect(await refusals(app, query, { id })).toEqual([{ code: 'BAD_INPUT', field }]);
    }
  });

  test.each(byRecord)('that might be one, but is none, leaves nothing of %s by %s', async (list, field) => {
    const query = `query ($id: ID!) { ${list}(${field}: $id) { totalCount } }`;
    expect(await app.query(query, { id: '9'.repeat(18) })).toEqual({ [list]: { totalCount: 0 } });
  });

  test.each(['cycle', 'submission', 'review', 'project', 'session', 'notification'])(
    'finds no %s',
    async (noun) => {
      const query = `query ($id: ID!) { ${noun}(id: $id) { id } }`;
      for (const id of ['', '0', '-1', 'x', '\0', '9'.repeat(18), '9'.repeat(40)]) {
        expect(await app.query(query, { id })).toEqual({ [noun]: null });
      }
    },
  );
});

test('filters that are null are as good as left out', async () => {
  const query = `{ submissions(search: null, state: null, cycle: null, track: null, facility: null, approved: null,
    after: null) { totalCount } people(role: null) { totalCount } reviews(overdue: null) { totalCount } }`;
  expect(await app.query(query)).toEqual({
    submissions: { totalCount: 1 },
    people: { totalCount: 2 },
    reviews: { totalCount: 0 },
  });
});

test('no role has a name that cannot exist', async () => {
  const query = 'query ($role: String!) { people(role: $role) { totalCount } }';
  for (const role of ['\0', '"', '{}', '\\', 'a,b']) {
    expect(await app.query(query, { role })).toEqual({ people: { totalCount: 0 } });
  }
});

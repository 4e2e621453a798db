import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineTask } from '../../server/engine/task.ts';
import { runNow } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { refusals } from './support.ts';

interface Page {
  totalCount: number;
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  edges: { cursor: string; node: { id: string; state: string; trigger: string; task: { name: string } } }[];
}

interface Log {
  seqs: number[];
  hasMore: boolean;
}

const clock = new TestClock('2027-01-15T16:00:00Z');
const outcomes: Record<string, string[]> = {
  'users.Sync': ['ok', 'fail', 'ok', 'skip', 'ok'],
  'proposals.Notify': ['ok', 'fail'],
};
const lines = [
  ['info', '100% done'],
  ['info', '100 done'],
  ['debug', 'under_score'],
  ['debug', 'underXscore'],
  ['warn', String.raw`back\slash`],
  ['error', 'Broken'],
] as const;

const make = (name: string) => {
  let at = 0;
  return defineTask({
    name,
    label: name,
    description: 'For tests.',
    schedule: { at: 'T02:00' },
    keepRuns: 0,
    ready: async () => (outcomes[name]?.[at] === 'skip' ? (at++, 'nothing to do') : null),
    async run({ log }) {
      for (const [level, message] of lines) await log[level](message);
      if (outcomes[name]?.[at++] === 'fail') throw new Error('as planned');
    },
  });
};

let app: TestApp;
/** Runs a task now and waits for the end of that run; gives its id. */
async function runToEnd(name: string): Promise<string> {
  const { id } = await runNow(app, name);
  await app.until<{ run: { finishedAt: string | null } }>(
    'query ($id: ID!) { run(id: $id) { finishedAt } }',
    ({ run }) => run.finishedAt !== null,
    { id },
  );
  return id;
}

/** Ids in the order in which the runs were asked for; all at the same instant. */
const ids: string[] = [];
beforeAll(async () => {
  app = await startTestApp({
    clock,
    tasks: ['users.Sync', 'proposals.Notify', 'proposals.Idle'].map((name) => make(name)),
  });
  for (const [name, plan] of Object.entries(outcomes)) {
    for (const _ of plan) ids.push(await runToEnd(name));
  }
});
afterAll(() => app[Symbol.asyncDispose]());

const document = `query ($task: ID, $state: RunState, $trigger: RunTrigger, $first: Int!, $after: String) {
  runs(task: $task, state: $state, trigger: $trigger, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { id state trigger task { name } } } } }`;
const page = async (variables: object = {}): Promise<Page> =>
  (await app.query<{ runs: Page }>(document, { first: 200, ...variables })).runs;
const idsOf = ({ edges }: Page) => edges.map(({ node }) => node.id);

/** Reads all pages; `between` is called before each page but the first. */
async function allPages(first: number, between?: () => Promise<void>): Promise<Page[]> {
  const pages = [await page({ first })];
  while (pages.at(-1)!.pageInfo.hasNextPage) {
    await between?.();
    pages.push(await page({ first, after: pages.at(-1)!.pageInfo.endCursor }));
  }
  return pages;
}

describe('a run', () => {
  test('is found by its id', async () => {
    const found = await app.query(
      'query ($id: ID!) { run(id: $id) { id state trigger requestedBy task { name } error { message } } }',
      { id: ids[1] },
    );
    expect(found).toEqual({
      run: {
        id: ids[1],
        state: 'FAILED',
        trigger: 'MANUAL',
        requestedBy: 'ADMIN_TOKEN',
        task: { name: 'users.Sync' },
        error: { message: 'as planned' },
      },
    });
  });

  test('is null for an id that names none, and for what is no id at all', async () => {
    const nonsense = ['999999', '0', '-1', '1.0', '1e3', ' 1', '01', '', 'x', '١', '1; drop table run', '\0'];
    for (const id of [...nonsense, '9'.repeat(19), '9'.repeat(400)]) {
      expect(await app.request('query ($id: ID!) { run(id: $id) { id } }', { id }), id).toEqual({
        data: { run: null },
      });
    }
  });
});

describe('the list of runs', () => {
  test('is newest first, and of one instant the one that was asked for last', async () => {
    const { edges, totalCount } = await page();
    expect(edges.map(({ node }) => node.id)).toEqual(ids.toReversed());
    expect(totalCount).toBe(7);
  });

  test('leaves out the armed occurrences, whose time has not come', async () => {
    const armed = await app.app.orm.em.fork().execute(`select task from run where state = 'QUEUED'`);
    expect(armed).toHaveLength(3);
    expect(await page({ state: 'QUEUED' })).toMatchObject({ totalCount: 0, edges: [] });
    expect(await page({ task: 'proposals.Idle' })).toEqual({
      totalCount: 0,
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
    const { task } = await app.query<{ task: { runs: Page; activeRun: null } }>(
      '{ task(name: "proposals.Idle") { activeRun { id } runs { totalCount } } }',
    );
    expect(task).toEqual({ activeRun: null, runs: { totalCount: 0 } });
  });

  test('is filtered by task, state and trigger, alone and together', async () => {
    const states = async (filter: object) => (await page(filter)).edges.map(({ node }) => node.state);
    expect(await states({ task: 'users.Sync' })).toEqual([
      'SUCCEEDED',
      'SKIPPED',
      'SUCCEEDED',
      'FAILED',
      'SUCCEEDED',
    ]);
    expect(await states({ state: 'FAILED' })).toEqual(['FAILED', 'FAILED']);
    expect(await states({ state: 'FAILED', task: 'proposals.Notify' })).toEqual(['FAILED']);
    expect(await states({ trigger: 'MANUAL', state: 'SKIPPED' })).toEqual(['SKIPPED']);
    expect(await states({ trigger: 'SCHEDULE' })).toEqual([]);
    expect((await page({ state: 'FAILED', first: 1 })).totalCount).toBe(2);
    expect(await states({ task: null, state: null, trigger: null, after: null })).toHaveLength(7);
  });

  test('of one task is the same list from the task itself', async () => {
    const { task } = await app.query<{ task: { all: Page; failed: Page } }>(
      `{ task(name: "users.Sync") {
           all: runs { totalCount edges { node { id } } }
           failed: runs(state: FAILED, first: 1) { totalCount edges { node { id } } } } }`,
    );
    expect(idsOf(task.all)).toEqual(idsOf(await page({ task: 'users.Sync' })));
    expect(idsOf(task.failed)).toEqual([ids[1]]);
  });

  test('of an unknown task is NOT_FOUND rather than empty', async () => {
    expect(await refusals(app, '{ runs(task: "users.None") { totalCount } }')).toEqual([
      { code: 'NOT_FOUND' },
    ]);
  });

  test('says where each page begins and ends', async () => {
    const pages = await allPages(3);
    expect(pages.map(({ edges }) => edges.length)).toEqual([3, 3, 1]);
    expect(pages.flatMap(idsOf)).toEqual(ids.toReversed());
    expect(pages.map(({ totalCount }) => totalCount)).toEqual([7, 7, 7]);
    expect(pages.map(({ pageInfo }) => [pageInfo.hasPreviousPage, pageInfo.hasNextPage])).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
    for (const { pageInfo, edges } of pages) {
      expect(pageInfo.startCursor).toBe(edges[0]!.cursor);
      expect(pageInfo.endCursor).toBe(edges.at(-1)!.cursor);
    }
  });

  test('ends with a full page when the runs fill it, and after its last run comes nothing', async () => {
    const full = await page({ first: 7 });
    expect(full.pageInfo.hasNextPage).toBe(false);
    const behind = await page({ after: full.pageInfo.endCursor });
    expect(behind).toMatchObject({ edges: [], totalCount: 7, pageInfo: { hasNextPage: false } });
  });

  test('can be read on from the cursor of any run, not only of the last', async () => {
    const { edges } = await page();
    expect(idsOf(await page({ first: 2, after: edges[2]!.cursor }))).toEqual(
      edges.slice(3, 5).map(({ node }) => node.id),
    );
  });

  test('is read without gaps or doubles while new runs arrive, at the same instant and later', async () => {
    const before = idsOf(await page());
    const arrived: string[] = [];
    const pages = await allPages(2, async () => {
      if (arrived.length % 2) clock.advance('PT1M');
      arrived.push(await runToEnd('proposals.Notify'));
    });
    expect(pages.flatMap(idsOf)).toEqual(before);
    expect(pages.map(({ totalCount }) => totalCount)).toEqual(pages.map((_, index) => before.length + index));
    expect(idsOf(await page())).toEqual([...arrived.toReversed(), ...before]);
  });

  test('takes 1 to 200 runs a page; other numbers are BAD_INPUT', async () => {
    for (const first of [0, -1, 201, 2_147_483_647]) {
      for (const query of [
        `{ runs(first: ${first}) { totalCount } }`,
        `{ task(name: "users.Sync") { runs(first: ${first}) { totalCount } } }`,
        `{ cycles(first: ${first}) { totalCount } }`,
      ]) {
        expect(await refusals(app, query), query).toEqual([{ code: 'BAD_INPUT', field: 'first' }]);
      }
    }
  });
});

const cursorOf = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('a cursor that is not from the list is BAD_INPUT:', () => {
  const after = (cursor: string) => refusals(app, document, { first: 5, after: cursor });
  const badCursor = [{ code: 'BAD_INPUT', field: 'after' }];

  test.each([
    ['a word', 'nonsense'],
    ['no Base64', '!!!'],
    ['no JSON', cursorOf('no json')],
    ['words in place of a time and an id', cursorOf(['x', 'y'])],
    ['a word in place of the id', cursorOf(['2027-01-15T16:00:00Z', "1' or 1 = 1"])],
    ['objects', cursorOf([{ $ne: null }, { $ne: null }])],
    ['a cursor of the list of cycles', cursorOf(['2027-01-01', '1'])],
  ])('%s', async (_name, cursor) => {
    expect(await after(cursor)).toEqual(badCursor);
  });

  test('one of the list of runs, given to the list of cycles', async () => {
    const { endCursor } = (await page({ first: 1 })).pageInfo;
    expect(
      await refusals(app, 'query ($after: String) { cycles(after: $after) { totalCount } }', {
        after: endCursor,
      }),
    ).toEqual(badCursor);
  });

  test.each([
    ['an id that no bigint holds', cursorOf(['2027-01-15T16:00:00Z', '9'.repeat(20)])],
    ['a time beyond the range of PostgreSQL', cursorOf(['+275760-09-13T00:00:00Z', '1'])],
    ['null', cursorOf('null')],
  ])('%s, which the database or the driver refuses', async (_name, cursor) => {
    expect(await after(cursor)).toEqual(badCursor);
  });

  test.each([
    ['an empty list', cursorOf([])],
    ['an object', cursorOf({})],
    ['a number', cursorOf('12')],
    ['a list that is too short', cursorOf(['2027-01-15T16:00:00Z'])],
    ['a list of nothing', cursorOf([null, null])],
  ])('%s, instead of the first page once more', async (_name, cursor) => {
    expect(await after(cursor)).toEqual(badCursor);
  });
});

describe('the log of a run', () => {
  const log = async (args: string): Promise<Log> => {
    const { run } = await app.query<{ run: { log: { lines: { seq: number }[]; hasMore: boolean } } }>(
      `query ($id: ID!) { run(id: $id) { log${args} { lines { seq } hasMore } } }`,
      { id: ids[0] },
    );
    return { seqs: run.log.lines.map(({ seq }) => seq), hasMore: run.log.hasMore };
  };

  test('is read from the beginning, whole, unless somebody asks for a part', async () => {
    expect(await log('')).toEqual({ seqs: [1, 2, 3, 4, 5, 6], hasMore: false });
    const { run } = await app.query<{ run: { log: { lines: object[] } } }>(
      'query ($id: ID!) { run(id: $id) { logLineCount log { lines { level message } } lastLine { seq } } }',
      { id: ids[0] },
    );
    expect(run).toEqual({
      logLineCount: 6,
      lastLine: { seq: 6 },
      log: { lines: lines.map(([level, message]) => ({ level: level.toUpperCase(), message })) },
    });
  });

  test('is read in pages, each after the last line of the one before', async () => {
    const seqs: number[] = [];
    for (let more = true; more;) {
      const part = await log(`(first: 4, after: ${seqs.at(-1) ?? 0})`);
      seqs.push(...part.seqs);
      more = part.hasMore;
    }
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await log('(first: 6)')).toEqual({ seqs: [1, 2, 3, 4, 5, 6], hasMore: false });
    expect(await log('(first: 5)')).toEqual({ seqs: [1, 2, 3, 4, 5], hasMore: true });
    expect(await log('(after: 6)')).toEqual({ seqs: [], hasMore: false });
    expect(await log('(after: 2147483647)')).toEqual({ seqs: [], hasMore: false });
  });

  test('is filtered by level and above', async () => {
    expect((await log('(level: DEBUG)')).seqs).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await log('(level: INFO)')).seqs).toEqual([1, 2, 5, 6]);
    expect((await log('(level: WARN)')).seqs).toEqual([5, 6]);
    expect((await log('(level: ERROR)')).seqs).toEqual([6]);
    expect(await log('(level: INFO, first: 1, after: 2)')).toEqual({ seqs: [5], hasMore: true });
  });

  test.each([
    ['100%', [1]],
    ['%', [1]],
    ['DONE', [1, 2]],
    ['UNDER_', [3]],
    ['_', [3]],
    ['\\', [5]],
    ['\\s', [5]],
    ["'", []],
    ['', [1, 2, 3, 4, 5, 6]],
  ])('is searched for the text %j itself, in any case', async (text, seqs) => {
    expect(await log(`(search: ${JSON.stringify(text)})`)).toEqual({ seqs, hasMore: false });
  });

  test('says whether more lines match, not whether more lines follow', async () => {
    expect(await log('(search: "done", first: 1)')).toEqual({ seqs: [1], hasMore: true });
    expect(await log('(search: "done", first: 1, after: 1)')).toEqual({ seqs: [2], hasMore: false });
  });

  test('has no line with a text that PostgreSQL cannot even hold', async () => {
    expect(
      await app.request(
        'query ($id: ID!, $search: String) { run(id: $id) { log(search: $search) { hasMore } } }',
        {
          id: ids[0],
          search: '\0',
        },
      ),
    ).toEqual({ data: { run: { log: { hasMore: false } } } });
  });

  test('is read from its end, and backwards from any line', async () => {
    expect(await log('(last: 2)')).toEqual({ seqs: [5, 6], hasMore: true });
    expect(await log('(last: 2, before: 5)')).toEqual({ seqs: [3, 4], hasMore: true });
    expect(await log('(last: 2, before: 3)')).toEqual({ seqs: [1, 2], hasMore: false });
    expect(await log('(last: 6)')).toEqual({ seqs: [1, 2, 3, 4, 5, 6], hasMore: false });
    expect(await log('(last: 5, after: 4)')).toEqual({ seqs: [5, 6], hasMore: false });
    expect(await log('(last: 1, before: 1)')).toEqual({ seqs: [], hasMore: false });
    expect(await log('(first: 5, after: 1, before: 4)')).toEqual({ seqs: [2, 3], hasMore: false });
    expect(await log('(last: 1, search: "done")')).toEqual({ seqs: [2], hasMore: true });
    expect(await log('(last: 1, search: "done", before: 2)')).toEqual({ seqs: [1], hasMore: false });
    expect(await log('(last: 2, level: INFO, before: 6)')).toEqual({ seqs: [2, 5], hasMore: true });
  });

  test('is read at any place of the lines that match', async () => {
    expect(await log('(level: INFO, skip: 1, first: 2)')).toEqual({ seqs: [2, 5], hasMore: true });
    expect(await log('(level: INFO, skip: 1, last: 2)')).toEqual({ seqs: [2, 5], hasMore: true });
    expect(await log('(skip: 4, first: 2)')).toEqual({ seqs: [5, 6], hasMore: false });
    expect(await log('(skip: 6)')).toEqual({ seqs: [], hasMore: false });
  });

  test('is counted: all of it, by level, by text, and up to a line', async () => {
    const count = async (args: string) => {
      const { run } = await app.query<{ run: { logCount: number } }>(
        `query ($id: ID!) { run(id: $id) { logCount${args} } }`,
        { id: ids[0] },
      );
      return run.logCount;
    };
    expect(await count('')).toBe(6);
    expect(await count('(level: WARN)')).toBe(2);
    expect(await count('(search: "DONE")')).toBe(2);
    expect(await count('(search: "DONE", before: 2)')).toBe(1);
    expect(await count('(search: "DONE", after: 1)')).toBe(1);
    expect(await count('(level: INFO, before: 6)')).toBe(3);
    expect(await count(String.raw`(search: "\u0000")`)).toBe(0);
  });

  test('takes 1 to 5000 lines a page, from either end; other numbers are BAD_INPUT', async () => {
    for (const args of ['first: 0', 'first: -1', 'first: 5001', 'last: 0', 'last: 5001', 'skip: -1']) {
      expect(
        await refusals(app, `query ($id: ID!) { run(id: $id) { log(${args}) { hasMore } } }`, {
          id: ids[0],
        }),
        args,
      ).toEqual([{ code: 'BAD_INPUT', field: args.split(':')[0] }]);
    }
  });
});

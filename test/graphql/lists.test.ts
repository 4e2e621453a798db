import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineTask } from '../../server/engine/task.ts';
import { runNow, untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';

const clock = new TestClock('2027-01-15T16:00:00Z');
let failing = false;
const make = (name: string, label: string, schedule: { every?: string; at?: string } = { at: 'T02:00' }) =>
  defineTask({
    name,
    label,
    description: `The task ${label}.`,
    schedule,
    keepRuns: 0,
    async run({ log }) {
      for (const text of ['100% done', '100 done', 'under_score', 'underXscore']) await log.info(text);
      await log.warn('careful');
      if (failing) throw new Error('as planned');
    },
  });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    clock,
    tasks: [
      make('users.Sync', 'Sync Users'),
      make('proposals.Notify', 'Notify'),
      make('proposals.Idle', 'Idle'),
    ],
  });
  for (let run = 1; run <= 7; run++) {
    clock.advance('PT1M');
    failing = run === 7;
    await runNow(app, 'users.Sync');
    await untilFinished(app, 'users.Sync', run);
  }
  failing = false;
  await runNow(app, 'proposals.Notify');
  await untilFinished(app, 'proposals.Notify', 1);
});
afterAll(() => app[Symbol.asyncDispose]());

const names = async (filter: string) =>
  (await app.query<{ tasks: { name: string }[] }>(`{ tasks(${filter}) { name } }`)).tasks.map(
    ({ name }) => name,
  );

describe('tasks', () => {
  test('are found by text, app, last state and whether they are due', async () => {
    expect(await names('search: "  SYNC "')).toEqual(['users.Sync']);
    expect(await names('app: "proposals"')).toEqual(['proposals.Notify', 'proposals.Idle']);
    expect(await names('lastState: FAILED')).toEqual(['users.Sync']);
    expect(await names('lastState: SUCCEEDED, app: "users"')).toEqual([]);
    expect(await names('due: true')).toEqual([]);
    expect(await names('due: false')).toHaveLength(3);
  });
});

interface Page {
  runs: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    edges: { node: { id: string; task: { name: string }; state: string } }[];
  };
}

async function pages(args: string, between?: () => Promise<void>): Promise<Page['runs'][]> {
  const found: Page['runs'][] = [];
  for (let after: string | null = null; ;) {
    const { runs }: Page = await app.query<Page>(
      `query ($after: String) { runs(first: 3, after: $after ${args}) {
         totalCount pageInfo { hasNextPage endCursor } edges { node { id task { name } state } } } }`,
      { after },
    );
    found.push(runs);
    if (!runs.pageInfo.hasNextPage) return found;
    after = runs.pageInfo.endCursor;
    await between?.();
  }
}

describe('runs', () => {
  test('come newest first, page by page, without the occurrences that are only armed', async () => {
    const found = await pages('');
    const runs = found.flatMap(({ edges }) => edges.map(({ node }) => node));
    expect(runs).toHaveLength(8);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(8);
    expect(runs[0]?.task.name).toBe('proposals.Notify');
    expect(found.every(({ totalCount }) => totalCount === 8)).toBe(true);
  });

  test('are neither skipped nor doubled when new ones arrive while somebody pages', async () => {
    const first = (await pages('')).flatMap(({ edges }) => edges.map(({ node }) => node.id));
    let arrived = 1;
    const again = await pages('', async () => {
      clock.advance('PT1M');
      await runNow(app, 'proposals.Notify');
      arrived += 1;
      await untilFinished(app, 'proposals.Notify', arrived);
    });
    expect(again.flatMap(({ edges }) => edges.map(({ node }) => node.id))).toEqual(first);
  });

  test('are filtered by task, state and trigger', async () => {
    expect((await pages(', task: "users.Sync"'))[0]?.totalCount).toBe(7);
    expect((await pages(', state: FAILED')).flatMap(({ edges }) => edges)).toHaveLength(1);
    expect((await pages(', trigger: BOOT'))[0]?.totalCount).toBe(0);
  });
});

test('a log is read in pages, by level and by text in which % and _ mean themselves', async () => {
  const { task } = await app.query<{ task: { lastRun: { id: string } } }>(
    '{ task(name: "users.Sync") { lastRun { id } } }',
  );
  const log = async (args: string) => {
    const { run } = await app.query<{
      run: { log: { lines: { seq: number; message: string }[]; hasMore: boolean } };
    }>(`{ run(id: "${task.lastRun.id}") { log(${args}) { lines { seq message } hasMore } } }`);
    return { seqs: run.log.lines.map(({ seq }) => seq), hasMore: run.log.hasMore };
  };
  expect(await log('first: 2')).toEqual({ seqs: [1, 2], hasMore: true });
  expect(await log('after: 4, first: 2')).toEqual({ seqs: [5, 6], hasMore: false });
  expect(await log('level: WARN')).toEqual({ seqs: [5, 6], hasMore: false });
  expect(await log('search: "100%"')).toEqual({ seqs: [1], hasMore: false });
  expect(await log('search: "UNDER_"')).toEqual({ seqs: [3], hasMore: false });
});

import { parse, print, separateOperations } from 'graphql';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seedIfEmpty } from '../../server/domain/sample/seed.ts';
import { defineTask } from '../../server/engine/task.ts';
import { projectRoot } from '../../server/root.ts';
import { runNow } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';

const now = '2027-01-15T16:00:00Z';

/** The very document that the console's list sends. */
async function listDocument(): Promise<string> {
  const read = (path: string) => readFile(join(projectRoot, 'client', path), 'utf8');
  const text = `${await read('features/task-list/task-list.graphql')}\n${await read('components/facts.graphql')}`;
  // Without the fragments of other pages, since GraphQL refuses unused ones.
  return print(separateOperations(parse(text))['TaskList']!);
}

/** Starts tasks that have run once, with a line each. */
async function appWithTasks(count: number): Promise<TestApp> {
  const tasks = Array.from({ length: count }, (_, index) =>
    defineTask({
      name: `demo.Task${index}`,
      label: `Task ${index}`,
      description: 'Writes a line.',
      schedule: { at: 'T02:00' },
      run: async ({ log }) => log.info(`line of ${index}`),
    }),
  );
  const app = await startTestApp({ tasks, clock: new TestClock(now) });
  for (const { name } of tasks) await runNow(app, name);
  await app.until<{ tasks: { lastRun: { finishedAt: string | null } | null }[] }>(
    '{ tasks { lastRun { finishedAt } } }',
    (data) => data.tasks.every((task) => task.lastRun?.finishedAt),
  );
  return app;
}

async function statementsOf(app: TestApp, document: string): Promise<number> {
  app.takeSql();
  await app.query(document);
  return app.takeSql().filter((statement) => statement.includes('select')).length;
}

/** The engine's upkeep shares the connection pool; the least of several counts is the query's own. */
async function fewest(app: TestApp, document: string): Promise<number> {
  const counts: number[] = [];
  for (let round = 0; round < 5; round++) counts.push(await statementsOf(app, document));
  return Math.min(...counts);
}

test('the list with last runs, last lines, next runs and stats costs as many statements for 25 tasks as for 2', async () => {
  const documents = [
    await listDocument(),
    `{ tasks { name due nextRuns lastRun { id lastLine { message } } lastSuccess { id } lastFailure { id } failing { count } stats { runs24h medianDuration } } }`,
    `{ runs(first: 50) { totalCount edges { node { id logLineCount task { name label } lastLine { message } } } } }`,
  ];
  const counts: number[][] = [];
  for (const size of [2, 25]) {
    await using app = await appWithTasks(size);
    const found: number[] = [];
    for (const document of documents) found.push(await fewest(app, document));
    counts.push(found);
  }
  expect(counts[1]).toEqual(counts[0]);
  expect(Math.max(...counts[1]!)).toBeLessThanOrEqual(7);
});

test('cycles with type, transitions and next change cost a constant number of statements', async () => {
  await using app = await startTestApp({ clock: new TestClock(now) });
  const document =
    '{ cycles { edges { node { name type { name } nextChange { date } transitions { to } } } } }';
  await seedIfEmpty(app.app.orm.em.fork(), { now: Temporal.Instant.from(now), timeZone: 'America/Regina' });
  expect(await fewest(app, document)).toBeLessThanOrEqual(5);
});

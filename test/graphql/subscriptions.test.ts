import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { defineTask, type TaskContext } from '../../server/engine/task.ts';
import { gate, runNow, untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { createTestDatabase } from '../support/database.ts';
import { watchTasks } from './support.ts';

interface LogEvent {
  runLog: { lines: { seq: number; message: string }[]; run: { state: string; logLineCount: number } };
}

interface Changed {
  taskChanged: {
    name: string;
    activeRun: { id: string; state: string } | null;
    lastRun: { id: string; state: string } | null;
  };
}

const followDocument = `subscription ($id: ID!, $after: Int!) {
  runLog(runId: $id, after: $after) { lines { seq message } run { state logLineCount } } }`;
const changedDocument = `subscription ($name: ID) {
  taskChanged(name: $name) { name activeRun { id state } lastRun { id state } } }`;

/** Somebody who follows a run: reads event by event, or to the end. */
function follow(app: TestApp, id: string, after = 0) {
  const events = app.subscribe<LogEvent>(followDocument, { id, after });
  const seen: LogEvent['runLog'][] = [];
  const seqs = () => seen.flatMap(({ lines }) => lines.map(({ seq }) => seq));
  const event = async () => {
    const { value, done } = await events.next();
    if (done) throw new Error(`The log ended after ${seqs().length} lines.`);
    seen.push(value.data.runLog);
    return value.data.runLog;
  };
  return {
    seen,
    seqs,
    event,
    /** Reads until at least `count` lines came. */
    async lines(count: number) {
      while (seqs().length < count) await event();
      return seqs();
    },
    /** Reads until the subscription completes. */
    async rest() {
      for await (const { data } of events) seen.push(data.runLog);
      return seqs();
    },
    async leave() {
      await events.return?.();
    },
  };
}

const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, index) => from + index);

const clock = new TestClock('2027-01-15T16:00:00Z');
/** What each task does in its next run. */
const work = new Map<string, (context: TaskContext) => Promise<void>>();
const make = (name: string) =>
  defineTask({
    name,
    label: name,
    description: 'For tests.',
    schedule: {},
    keepRuns: 0,
    run: async (context) => work.get(name)?.(context),
  });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    clock,
    env: { WORKER_CONCURRENCY: '1' },
    tasks: ['demo.Talk', 'demo.Other'].map((name) => make(name)),
  });
});
afterAll(() => app[Symbol.asyncDispose]());

/** Opened after each test, so that one which failed does not hold up the others. */
const doors: ReturnType<typeof gate>[] = [];
afterEach(() => doors.splice(0).forEach((door) => door.open()));
function makeDoor() {
  const door = gate();
  doors.push(door);
  return door;
}

/** Waits until a run has this many lines, or more exactly: until they can be read. */
const untilLines = (id: string, count: number) =>
  app.until<{ run: { logLineCount: number } }>(
    'query ($id: ID!) { run(id: $id) { logLineCount } }',
    ({ run }) => run.logLineCount === count,
    { id },
  );

/** Runs a task that says `count` things, then waits for the door, then says `more` things. */
async function talk(count: number, more: number) {
  const door = makeDoor();
  work.set('demo.Talk', async ({ log }) => {
    for (let line = 1; line <= count; line++) await log.info(`line ${line}`);
    door.reach();
    await door.opened;
    for (let line = 1; line <= more; line++) await log.info(`line ${count + line}`);
  });
  const { id } = await runNow(app, 'demo.Talk');
  await door.reached;
  await untilLines(id, count);
  return { id, open: door.open };
}

/** Waits until a run is over. */
const untilOver = (id: string) =>
  app.until<{ run: { finishedAt: string | null } }>(
    'query ($id: ID!) { run(id: $id) { finishedAt } }',
    ({ run }) => run.finishedAt !== null,
    { id },
  );

/** Follows a run from its first event, which `began` tells of, to its end. */
function join(id: string) {
  const began = Promise.withResolvers<void>();
  const end = (async () => {
    const seqs: number[] = [];
    for await (const { data } of app.subscribe<LogEvent>(followDocument, { id, after: 0 })) {
      began.resolve();
      seqs.push(...data.runLog.lines.map(({ seq }) => seq));
    }
    return seqs;
  })();
  return { began: began.promise, end };
}

describe('runLog', () => {
  test('sends what was written before, then lines as they come, and ends with the run', async () => {
    const { id, open } = await talk(3, 2);
    const reader = follow(app, id);
    expect(await reader.lines(3)).toEqual([1, 2, 3]);
    expect(reader.seen.at(-1)?.run.state).toBe('RUNNING');
    open();
    expect(await reader.rest()).toEqual([1, 2, 3, 4, 5]);
    expect(reader.seen.at(-1)?.run).toEqual({ state: 'SUCCEEDED', logLineCount: 5 });
    expect(reader.seen.flatMap(({ lines }) => lines.map(({ message }) => message))).toEqual(
      upTo(5).map((line) => `line ${line}`),
    );
  });

  test('sends the whole log of a run that is over, however long, and ends', async () => {
    // Two full pages of the server's, so that the log ends exactly where a page does.
    const { id, open } = await talk(1_000, 0);
    open();
    await untilOver(id);
    expect(await follow(app, id).rest()).toEqual(upTo(1_000));
  });

  test('sends only lines after the one that is known, and no line when all are', async () => {
    const { id, open } = await talk(4, 3);
    const reader = follow(app, id, 2);
    expect(await reader.lines(2)).toEqual([3, 4]);
    open();
    expect(await reader.rest()).toEqual([3, 4, 5, 6, 7]);

    expect(await follow(app, id, 6).rest()).toEqual([7]);
    const knowsAll = follow(app, id, 7);
    expect(await knowsAll.rest()).toEqual([]);
    expect(knowsAll.seen).toEqual([{ lines: [], run: { state: 'SUCCEEDED', logLineCount: 7 } }]);
  });

  test('sends every line once to whoever joins, at whatever moment of the writing', async () => {
    const run = Promise.withResolvers<string>();
    const joined: { began: Promise<void>; end: Promise<number[]> }[] = [];
    work.set('demo.Talk', async ({ log }) => {
      const id = await run.promise;
      for (let line = 1; line <= 2_000; line++) {
        if (line % 200 === 100) {
          const reader = join(id);
          joined.push(reader);
          // Every second one has its first lines before the next line is written; the others begin meanwhile.
          if (joined.length % 2) await reader.began;
        }
        await log.info(`line ${line}`);
      }
    });
    run.resolve((await runNow(app, 'demo.Talk')).id);
    await untilOver(await run.promise);
    expect(joined).toHaveLength(10);
    for (const { end } of joined) expect(await end).toEqual(upTo(2_000));
  });

  test('misses nothing that happens while it reads', async () => {
    const door = makeDoor();
    work.set('demo.Talk', async () => {
      door.reach();
      await door.opened;
    });
    const { id } = await runNow(app, 'demo.Talk');
    await door.reached;
    const watcher = await watchTasks<Changed>(app, changedDocument, { name: 'demo.Talk' }, 'demo.Talk');

    // The lock holds the reader up after it has read the run as running, and before it has the lines.
    const lock = app.app.orm.em.fork();
    await lock.begin();
    let end: Promise<number[]>;
    const reader = follow(app, id);
    try {
      await lock.execute('lock table log_line in access exclusive mode');
      end = reader.rest();
      const held = `select 1 from pg_locks join pg_database on pg_database.oid = database
                     where datname = current_database() and relation = 'log_line'::regclass and not granted`;
      while ((await app.app.orm.em.fork().execute(held)).length === 0);
      door.open();
      // Both notifications of the end come over one connection: the reader's has arrived with this one.
      await watcher.until(
        ({ taskChanged }) => taskChanged.lastRun?.id === id && taskChanged.lastRun.state === 'SUCCEEDED',
      );
    } finally {
      await lock.commit();
    }
    expect(await end).toEqual([]);
    expect(reader.seen.map(({ run }) => run.state)).toEqual(['RUNNING', 'SUCCEEDED']);
    await watcher.leave();
  });

  test('serves two readers alike, and goes on with one when the other leaves', async () => {
    const { id, open } = await talk(2, 2);
    const [stays, leaves] = [follow(app, id), follow(app, id)];
    expect(await stays.lines(2)).toEqual([1, 2]);
    expect(await leaves.lines(2)).toEqual([1, 2]);
    await leaves.leave();
    open();
    expect(await stays.rest()).toEqual([1, 2, 3, 4]);
    expect(leaves.seqs()).toEqual([1, 2]);
  });

  test('follows a run from before its start', async () => {
    const { open } = await talk(1, 0);
    work.set('demo.Other', async ({ log }) => log.info('at last'));
    const { id } = await runNow(app, 'demo.Other');
    const reader = follow(app, id);
    expect(await reader.event()).toEqual({ lines: [], run: { state: 'QUEUED', logLineCount: 0 } });
    open();
    expect(await reader.rest()).toEqual([1]);
    expect(reader.seen.at(-1)?.run.state).toBe('SUCCEEDED');
  });

  test('ends with a failed run too, its error as the last line', async () => {
    work.set('demo.Talk', async ({ log }) => {
      await log.info('before');
      throw new Error('as planned');
    });
    const reader = follow(app, (await runNow(app, 'demo.Talk')).id);
    await reader.rest();
    expect(reader.seen.flatMap(({ lines }) => lines.map(({ message }) => message))).toEqual([
      'before',
      'as planned',
    ]);
    expect(reader.seen.at(-1)?.run.state).toBe('FAILED');
  });

  test.each(['999999', 'nonsense', ''])('of the unknown run %j is NOT_FOUND', async (id) => {
    await expect(follow(app, id).rest()).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  test('after a negative line is BAD_INPUT', async () => {
    await expect(follow(app, '1', -1).rest()).rejects.toMatchObject([
      { extensions: { code: 'BAD_INPUT', field: 'after' } },
    ]);
  });
});

describe('taskChanged', () => {
  test('comes when somebody asks for a run, when it starts and when it ends', async () => {
    // The only worker is busy with the other task, so that each step can be seen.
    const busy = await talk(1, 0);
    const door = makeDoor();
    work.set('demo.Other', async () => {
      door.reach();
      await door.opened;
    });
    const watcher = await watchTasks<Changed>(app, changedDocument, { name: 'demo.Other' }, 'demo.Other');

    const { id } = await runNow(app, 'demo.Other');
    await watcher.until(({ taskChanged }) => taskChanged.activeRun?.id === id);
    expect(watcher.seen.at(-1)?.taskChanged.activeRun).toEqual({ id, state: 'QUEUED' });

    busy.open();
    await door.reached;
    await watcher.until(({ taskChanged }) => taskChanged.activeRun?.state === 'RUNNING');
    expect(watcher.seen.at(-1)?.taskChanged.lastRun).toEqual({ id, state: 'RUNNING' });

    door.open();
    await watcher.until(({ taskChanged }) => taskChanged.activeRun === null);
    expect(watcher.seen.at(-1)?.taskChanged.lastRun).toEqual({ id, state: 'SUCCEEDED' });
    // The filter: the busy task ended in between, which is no concern of this watcher.
    expect(new Set(watcher.seen.map(({ taskChanged }) => taskChanged.name))).toEqual(new Set(['demo.Other']));
    await watcher.leave();
  });

  test('gathers changes that follow each other closely, and never misses the last of them', async () => {
    work.clear();
    const watcher = await watchTasks<Changed>(app, changedDocument, { name: 'demo.Other' }, 'demo.Other');
    const began = performance.now();
    const sql = app.app.orm.em.fork();
    for (let change = 0; change < 100; change += 1) {
      await sql.execute(`select pg_notify('task_changed', 'demo.Other')`);
    }
    const { id } = await runNow(app, 'demo.Other');
    await watcher.until(
      ({ taskChanged: { lastRun } }) => lastRun?.id === id && lastRun.state === 'SUCCEEDED',
    );
    // The first at once, then one for each quarter of a second that has begun.
    expect(watcher.seen.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 250);
    await watcher.leave();
  });

  test('tells of every task when no name is given', async () => {
    work.clear();
    const watcher = await watchTasks<Changed>(app, changedDocument, {}, 'demo.Talk');
    for (const name of ['demo.Other', 'demo.Talk']) {
      const { id } = await runNow(app, name);
      await watcher.until(({ taskChanged }) => taskChanged.name === name && taskChanged.lastRun?.id === id);
    }
    await watcher.leave();
  });

  test('of an unknown task is NOT_FOUND', async () => {
    await expect(app.subscribe(changedDocument, { name: 'demo.None' }).next()).rejects.toMatchObject([
      { extensions: { code: 'NOT_FOUND' } },
    ]);
  });
});

test('queries and Run now work over the WebSocket as well', async () => {
  work.clear();
  const { value } = await app
    .subscribe<{ runTaskNow: { alreadyActive: boolean; run: { id: string } } }>(
      'mutation { runTaskNow(name: "demo.Talk") { alreadyActive run { id requestedBy } } }',
    )
    .next();
  expect(value.data.runTaskNow).toMatchObject({
    alreadyActive: false,
    run: { requestedBy: 'ADMIN_TOKEN' },
  });
  expect(await follow(app, value.data.runTaskNow.run.id).rest()).toEqual([]);
});

test('a server without workers shows what a worker on another node does, live', async () => {
  const { url: databaseUrl, close } = await createTestDatabase();
  const door = makeDoor();
  work.set('demo.Far', async ({ log }) => {
    await log.info('first');
    await door.opened;
    await log.info('second');
  });
  {
    await using server = await startTestApp({ clock, databaseUrl, env: { ROLE: 'server' } });
    await using worker = await startTestApp({
      clock,
      databaseUrl,
      env: { ROLE: 'worker' },
      tasks: [make('demo.Far')],
    });
    expect(worker.url).toBe('');
    const watcher = await watchTasks<Changed>(server, changedDocument, { name: 'demo.Far' }, 'demo.Far');
    const { id } = await runNow(server, 'demo.Far');
    const readers = [follow(server, id), follow(server, id)];
    for (const reader of readers) expect(await reader.lines(1)).toEqual([1]);
    await watcher.until(({ taskChanged }) => taskChanged.activeRun?.state === 'RUNNING');
    door.open();
    for (const reader of readers) expect(await reader.rest()).toEqual([1, 2]);
    await watcher.until(({ taskChanged }) => taskChanged.lastRun?.state === 'SUCCEEDED');
    await untilFinished(server, 'demo.Far', 1);
    expect([server.problems, worker.problems]).toEqual([[], []]);
    await watcher.leave();
  }
  await close();
});

import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineTask, type TaskOptions } from '../../server/engine/task.ts';
import { gate, runNow, untilFinished, untilTask } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { createTestDatabase } from '../support/database.ts';
import { refusals } from './support.ts';

/** 10:00 in Regina. */
const friday = '2027-01-15T16:00:00Z';

const task = (name: string, schedule: TaskOptions['schedule'], more: Partial<TaskOptions> = {}) =>
  defineTask({ name, label: name, description: 'For tests.', schedule, run: async () => undefined, ...more });

const names = async (app: TestApp, filter: string): Promise<string[]> =>
  (await app.query<{ tasks: { name: string }[] }>(`{ tasks${filter} { name } }`)).tasks.map(
    ({ name }) => name,
  );

interface Due {
  due: boolean;
  dueReason: string;
}

const dueOf = async (app: TestApp, name: string): Promise<Due> =>
  (await app.query<{ task: Due }>(`query ($name: ID!) { task(name: $name) { due dueReason } }`, { name }))
    .task;

describe('a task and the reason why it is due, or not', () => {
  const clock = new TestClock(friday);
  const door = gate();
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({
      clock,
      // One run at a time, so that a busy worker keeps others waiting.
      env: { WORKER_CONCURRENCY: '1' },
      tasks: [
        task('proposals.Hourly', { every: 'PT1H' }, { label: 'Look Hourly' }),
        task('proposals.Nightly', { at: 'T02:00' }, { description: 'Tidies up while you sleep.' }),
        task(
          'proposals.Flaky',
          { at: 'T02:00', retryAfter: 'PT5M' },
          {
            run: async () => {
              throw new Error('as planned');
            },
          },
        ),
        task('users.Idle', { at: 'T12:30:30' }),
        task(
          'users.Slow',
          {},
          {
            run: async () => {
              door.reach();
              await door.opened;
            },
          },
        ),
      ],
    });
    await untilFinished(app, 'proposals.Hourly', 1);
    await runNow(app, 'proposals.Flaky');
    await untilFinished(app, 'proposals.Flaky', 1);
  });
  afterAll(async () => {
    door.open();
    await app[Symbol.asyncDispose]();
  });

  test('never, when it runs only by hand', async () => {
    expect(await dueOf(app, 'users.Slow')).toEqual({
      due: false,
      dueReason: 'Never due by itself: it runs only by hand.',
    });
  });

  test('not before its first occurrence, told with the date when that is not today', async () => {
    expect(await dueOf(app, 'proposals.Nightly')).toEqual({
      due: false,
      dueReason: 'Not due before 16 Jan 2027, 02:00 (its first run).',
    });
    expect((await dueOf(app, 'users.Idle')).dueReason).toBe('Not due before 12:30:30 (its first run).');
  });

  test('not before the interval since its last run has passed', async () => {
    expect(await dueOf(app, 'proposals.Hourly')).toEqual({
      due: false,
      dueReason: 'Not due before 11:00 (every hour).',
    });
  });

  test('not before the retry of its failed run', async () => {
    expect(await dueOf(app, 'proposals.Flaky')).toEqual({
      due: false,
      dueReason: 'Not due before 10:05 (attempt 2 after the failed run).',
    });
  });

  test('is found by text in name, label or description, in any case, by app and by name', async () => {
    const all = ['proposals.Hourly', 'proposals.Nightly', 'proposals.Flaky', 'users.Idle', 'users.Slow'];
    expect(await names(app, '')).toEqual(all);
    expect(await names(app, '(search: "  lOOK h ")')).toEqual(['proposals.Hourly']);
    expect(await names(app, '(search: "while YOU sleep")')).toEqual(['proposals.Nightly']);
    expect(await names(app, '(search: "users.")')).toEqual(['users.Idle', 'users.Slow']);
    expect(await names(app, '(search: "%")')).toEqual([]);
    expect(await names(app, '(search: "no such words")')).toEqual([]);
    expect(await names(app, '(app: "users")')).toEqual(['users.Idle', 'users.Slow']);
    expect(await names(app, '(app: "user")')).toEqual([]);
    expect(await names(app, '(app: "proposals", search: "flaky")')).toEqual(['proposals.Flaky']);
    expect(await names(app, '(names: ["users.Idle", "proposals.Flaky", "no.Task"])')).toEqual([
      'proposals.Flaky',
      'users.Idle',
    ]);
    expect(await names(app, '(names: [])')).toEqual([]);
    expect(await names(app, '(search: null, app: null, lastState: null, due: null, names: null)')).toEqual(
      all,
    );
  });

  test('is found by the state of its last started run; a task that never ran has none', async () => {
    expect(await names(app, '(lastState: SUCCEEDED)')).toEqual(['proposals.Hourly']);
    expect(await names(app, '(lastState: FAILED)')).toEqual(['proposals.Flaky']);
    expect(await names(app, '(lastState: FAILED, app: "users")')).toEqual([]);
    expect(await names(app, '(lastState: QUEUED)')).toEqual([]);
  });

  describe('while the only worker is busy', () => {
    beforeAll(async () => {
      await runNow(app, 'users.Slow');
      await door.reached;
      clock.advance('PT1H');
    });

    test('not while it is running', async () => {
      expect(await dueOf(app, 'users.Slow')).toEqual({
        due: false,
        dueReason: 'Not due: it has been running since 10:00.',
      });
      expect(await names(app, '(lastState: RUNNING)')).toEqual(['users.Slow']);
    });

    test('since its time came, until a worker takes it', async () => {
      expect(await dueOf(app, 'proposals.Hourly')).toEqual({
        due: true,
        dueReason: 'Due since 11:00 (every hour): it starts as soon as a worker is free.',
      });
    });

    test('since the time of its retry', async () => {
      expect(await dueOf(app, 'proposals.Flaky')).toEqual({
        due: true,
        dueReason: 'Due since 10:05 (attempt 2 after the failed run): it starts as soon as a worker is free.',
      });
    });

    test('is found by whether it is due', async () => {
      expect(await names(app, '(due: true)')).toEqual(['proposals.Hourly', 'proposals.Flaky']);
      expect(await names(app, '(due: false)')).toEqual(['proposals.Nightly', 'users.Idle', 'users.Slow']);
      expect(await names(app, '(due: true, lastState: FAILED)')).toEqual(['proposals.Flaky']);
    });

    test('shows its waiting run as active, and keeps the runs behind it apart', async () => {
      const { task } = await app.query<{ task: Record<string, { state: string } | null> }>(
        `{ task(name: "proposals.Flaky") {
             activeRun { state } lastRun { state } lastSuccess { state } lastFailure { state } } }`,
      );
      expect(task).toEqual({
        activeRun: { state: 'QUEUED' },
        lastRun: { state: 'FAILED' },
        lastSuccess: null,
        lastFailure: { state: 'FAILED' },
      });
    });

    test('at once, after its worker was lost', async () => {
      await app.app.orm.em
        .fork()
        .execute(`update run set state = 'LOST' where task = 'proposals.Hourly' and state = 'SUCCEEDED'`);
      expect(await dueOf(app, 'proposals.Hourly')).toEqual({
        due: true,
        dueReason: 'Due since 10:00 (attempt 2 after the lost run): it starts as soon as a worker is free.',
      });
    });
  });
});

describe('the next runs', () => {
  const clock = new TestClock(friday);
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({
      clock,
      tasks: [
        task('demo.Hourly', { every: 'PT1H' }),
        task('demo.Nightly', { at: 'T02:00' }),
        task('demo.Weekly', { every: 'P7D', at: 'T08:00' }),
        task('demo.ByHand', {}),
      ],
    });
    await untilFinished(app, 'demo.Hourly', 1);
    clock.advance('PT20M');
  });
  afterAll(() => app[Symbol.asyncDispose]());

  interface Next {
    nextRunAt: string | null;
    nextRunAtIfRunNow: string | null;
    nextRuns: string[];
    schedule: { text: string };
  }
  const next = async (name: string, first = 3) =>
    (
      await app.query<{ task: Next }>(
        `query ($name: ID!, $first: Int!) {
           task(name: $name) { nextRunAt nextRunAtIfRunNow nextRuns(first: $first) schedule { text } } }`,
        { name, first },
      )
    ).task;

  test('of an interval follow its last start, and Run now would move them', async () => {
    expect(await next('demo.Hourly')).toEqual({
      schedule: { text: 'every hour' },
      nextRunAt: '2027-01-15T17:00:00Z',
      nextRuns: ['2027-01-15T17:00:00Z', '2027-01-15T18:00:00Z', '2027-01-15T19:00:00Z'],
      nextRunAtIfRunNow: '2027-01-15T17:20:00Z',
    });
  });

  test('of a fixed time stay, and Run now would leave them alone', async () => {
    expect(await next('demo.Nightly')).toEqual({
      schedule: { text: 'daily at 02:00' },
      nextRunAt: '2027-01-16T08:00:00Z',
      nextRuns: ['2027-01-16T08:00:00Z', '2027-01-17T08:00:00Z', '2027-01-18T08:00:00Z'],
      nextRunAtIfRunNow: '2027-01-16T08:00:00Z',
    });
  });

  test('of days at a time of day keep that time, and Run now would move only the date', async () => {
    expect(await next('demo.Weekly', 1)).toEqual({
      schedule: { text: 'every 7 days at 08:00' },
      nextRunAt: '2027-01-16T14:00:00Z',
      nextRuns: ['2027-01-16T14:00:00Z'],
      nextRunAtIfRunNow: '2027-01-22T14:00:00Z',
    });
  });

  test('of a task that runs only by hand are none', async () => {
    expect(await next('demo.ByHand')).toEqual({
      schedule: { text: 'only when run by hand' },
      nextRunAt: null,
      nextRuns: [],
      nextRunAtIfRunNow: null,
    });
  });

  test('are five unless somebody asks for another number, from 1 to 100', async () => {
    const { task } = await app.query<{ task: { nextRuns: string[] } }>(
      '{ task(name: "demo.Nightly") { nextRuns } }',
    );
    expect(task.nextRuns).toHaveLength(5);
    expect((await next('demo.Nightly', 100)).nextRuns).toHaveLength(100);
    for (const first of [0, -1, 101]) {
      expect(await refusals(app, `{ task(name: "demo.Nightly") { nextRuns(first: ${first}) } }`)).toEqual([
        { code: 'BAD_INPUT', field: 'first' },
      ]);
    }
  });

  test('come true: after Run now the next run is where it was foretold', async () => {
    for (const name of ['demo.Hourly', 'demo.Nightly', 'demo.Weekly', 'demo.ByHand']) {
      const { nextRunAtIfRunNow } = await next(name);
      const { id } = await runNow(app, name);
      await untilTask(app, name, ({ runs }) => runs[0]?.id === id && runs[0].finishedAt !== null);
      expect((await next(name)).nextRunAt, name).toBe(nextRunAtIfRunNow);
    }
  });
});

test('stats count the last 24 hours, and measure every kept run that did something', async () => {
  const clock = new TestClock(friday);
  const plan = [
    { takes: 'PT10S', fails: true },
    { takes: 'PT1S', fails: false },
    { takes: 'PT2S', fails: false },
    { takes: 'PT3S', fails: true },
  ];
  let at = 0;
  const timed = task(
    'demo.Timed',
    {},
    {
      keepRuns: 0,
      ready: async () => (at < plan.length ? null : 'nothing is planned'),
      run: async () => {
        const { takes, fails } = plan[at++]!;
        clock.advance(takes);
        if (fails) throw new Error('as planned');
      },
    },
  );
  await using app = await startTestApp({ clock, tasks: [timed, task('demo.Never', {})] });
  const stats = async (name: string) =>
    (
      await app.query<{ task: { stats: object } }>(
        `{ task(name: "${name}") { stats { runs24h failures24h medianDuration p95Duration } } }`,
      )
    ).task.stats;

  for (let run = 1; run <= plan.length + 1; run++) {
    await runNow(app, 'demo.Timed');
    await untilFinished(app, 'demo.Timed', run);
    // The first run lies more than a day behind the others.
    if (run === 1) clock.advance('PT24H');
  }
  expect(await stats('demo.Timed')).toEqual({
    // Three of the plan, and the one that found nothing to do; of the durations 1, 2, 3 and 10 s.
    runs24h: 4,
    failures24h: 1,
    medianDuration: 'PT2.5S',
    p95Duration: 'PT8.95S',
  });
  expect(await stats('demo.Never')).toEqual({
    runs24h: 0,
    failures24h: 0,
    medianDuration: null,
    p95Duration: null,
  });
});

test('a task that is gone from the code keeps its history, is marked as retired, and refuses to run', async () => {
  const { url: databaseUrl, close } = await createTestDatabase();
  const clock = new TestClock(friday);
  const stays = task('demo.Stays', { every: 'PT1H' });
  const goes = task('demo.Goes', { every: 'PT1H' }, { run: async ({ log }) => log.info('I was here') });
  {
    await using app = await startTestApp({ clock, databaseUrl, tasks: [stays, goes] });
    await untilFinished(app, 'demo.Goes', 1);
    await untilFinished(app, 'demo.Stays', 1);
  }
  clock.advance('PT3H');
  {
    await using app = await startTestApp({ clock, databaseUrl, tasks: [stays] });
    const { task } = await app.query<{ task: object }>(
      `{ task(name: "demo.Goes") {
           retiredAt due dueReason nextRunAt nextRuns nextRunAtIfRunNow activeRun { id }
           lastSuccess { state }
           runs { totalCount edges { node { state log { lines { message } } } } } } }`,
    );
    expect(task).toEqual({
      retiredAt: '2027-01-15T19:00:00Z',
      due: false,
      dueReason: 'Never due: its definition was removed from the program, noticed 13:00.',
      nextRunAt: null,
      nextRuns: [],
      nextRunAtIfRunNow: null,
      activeRun: null,
      lastSuccess: { state: 'SUCCEEDED' },
      runs: {
        totalCount: 1,
        edges: [{ node: { state: 'SUCCEEDED', log: { lines: [{ message: 'I was here' }] } } }],
      },
    });
    expect(await refusals(app, 'mutation { runTaskNow(name: "demo.Goes") { alreadyActive } }')).toEqual([
      { code: 'CONFLICT' },
    ]);
    // The other one runs on: it was due, and its runs are the proof that workers are awake.
    await untilFinished(app, 'demo.Stays', 2);
    const { runs } = await untilFinished(app, 'demo.Goes', 1);
    expect(runs).toHaveLength(1);
  }
  await close();
});

describe('the API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ env: { ROLE: 'server' } });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const named = (name: string) =>
    app.request<{ task: null }>('query ($name: ID!) { task(name: $name) { name } }', { name });

  test('answers null for an unknown task, whatever the name', async () => {
    for (const name of ['demo.None', '', "'; drop table task; --", '{"x"}', String.raw`\ `, '5']) {
      expect(await named(name), name).toEqual({ data: { task: null } });
    }
  });

  test('answers null also for a name that PostgreSQL cannot even hold', async () => {
    expect(await named('\0')).toEqual({ data: { task: null } });
  });

  test('describes every type, field, argument and input field', async () => {
    const { __schema } = await app.query<IntrospectionQuery>(
      getIntrospectionQuery({ inputValueDeprecation: true }),
    );
    // The three roots are GraphQL's own, and named for what they are.
    const roots = new Set(
      [__schema.queryType, __schema.mutationType, __schema.subscriptionType].map((root) => root?.name),
    );
    const builtIn = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);
    const described: string[] = [];
    const bare: string[] = [];
    const look = (path: string, description?: string | null) =>
      (description?.trim() ? described : bare).push(path);
    for (const type of __schema.types) {
      if (type.name.startsWith('__') || builtIn.has(type.name)) continue;
      if (!roots.has(type.name)) look(type.name, type.description);
      if (type.kind === 'OBJECT' || type.kind === 'INTERFACE') {
        for (const field of type.fields) {
          look(`${type.name}.${field.name}`, field.description);
          for (const arg of field.args) look(`${type.name}.${field.name}(${arg.name})`, arg.description);
        }
      }
      if (type.kind === 'INPUT_OBJECT') {
        for (const field of type.inputFields) look(`${type.name}.${field.name}`, field.description);
      }
    }
    expect(bare).toEqual([]);
    // The walk went everywhere: types, enums, fields, arguments, input fields.
    expect(described).toEqual(
      expect.arrayContaining([
        'Task',
        'RunState',
        'DateTime',
        'Task.dueReason',
        'TaskRun.log(search)',
        'Subscription.runLog(after)',
        'SchedulePreviewInput.count',
      ]),
    );
  });
});

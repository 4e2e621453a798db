import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../server/engine/clock.ts';
import type { TaskOptions } from '../../server/engine/task.ts';
import { refusals, watchTasks } from '../graphql/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { createTestDatabase } from '../support/database.ts';
import {
  aborted,
  cancel,
  demoTask,
  friday,
  gate,
  gated,
  look,
  me,
  runNow,
  sql,
  untilFinished,
  untilTask,
} from './support.ts';

/** A worker with one place, and a task that takes it until its door opens. */
const blocker = () => ({ ...gated({ name: 'demo.Blocker' }), env: { WORKER_CONCURRENCY: '1' } });

/** A task that ends when it is told to; `door.reached` says that it has started. */
function polite(after: () => Promise<unknown> = async () => undefined) {
  const door = gate();
  const run: TaskOptions['run'] = async ({ signal }) => {
    door.reach();
    await aborted(signal);
    await after();
  };
  return { door, task: demoTask({ run, schedule: { at: 'T02:00', retryAfter: 'PT1M' } }) };
}

/** Starts the task by hand and waits until it is inside. */
async function runUntil(door: ReturnType<typeof gate>, app: TestApp, name = 'demo.Task'): Promise<string> {
  const { id } = await runNow(app, name);
  await door.reached;
  return id;
}

/** What a server does whose notification then gets lost. */
const cancelSilently = (app: TestApp, id: string) =>
  sql(app, `update run set cancel_requested_at = now(), cancel_requested_by = 'Somebody' where id = ?`, [id]);

describe.concurrent('a run that executes', () => {
  test('is told at once, shows that it is being cancelled, ends CANCELLED, and is not tried again', async () => {
    const clock = new TestClock(friday);
    const started = gate();
    const told = gate();
    const leave = gate();
    let starts = 0;
    const busy = demoTask({
      schedule: { every: 'PT1H', retryAfter: 'PT1M' },
      async run({ signal }) {
        if ((starts += 1) > 1) return;
        started.reach();
        await aborted(signal);
        told.reach();
        await leave.opened;
        throw new Error('I was interrupted');
      },
    });
    await using app = await startTestApp({ clock, tasks: [busy] });
    await started.reached;
    const { runs: running } = await look(app);
    const watcher = await watchTasks<{ taskChanged: { activeRun: { cancelling: boolean } | null } }>(
      app,
      'subscription ($name: ID!) { taskChanged(name: $name) { activeRun { state cancelling cancelledBy } } }',
      { name: 'demo.Task' },
      'demo.Task',
    );

    const cancelling = { state: 'RUNNING', cancelling: true, cancelledBy: me };
    const { id } = running[0]!;
    expect(await cancel(app, id)).toMatchObject(cancelling);
    // Twice is no error.
    expect(await cancel(app, id)).toMatchObject(cancelling);
    await told.reached;
    const { taskChanged } = await watcher.until((data) => data.taskChanged.activeRun?.cancelling === true);
    expect(taskChanged.activeRun).toEqual(cancelling);
    await watcher.leave();

    leave.open();
    const ended = await untilFinished(app, 'demo.Task', 1);
    const cancelled = { state: 'CANCELLED', cancelling: false, cancelledBy: me };
    expect(ended.runs[0]).toMatchObject({ ...cancelled, error: null });
    expect(await cancel(app, id)).toMatchObject(cancelled);
    expect(ended.runs[0]!.log.lines).toEqual([{ seq: 1, level: 'WARN', message: 'Cancelled on request' }]);
    expect(ended.nextRunAt).toBe('2027-01-15T17:00:00Z');

    clock.moveTo('2027-01-15T17:00:00Z');
    const { runs } = await untilFinished(app, 'demo.Task', 2);
    expect(runs[0]).toMatchObject({ state: 'SUCCEEDED', trigger: 'SCHEDULE', attempt: 1 });
  });

  test('and ignores its signal is CANCELLED after five seconds and can commit nothing later', async () => {
    const late = Promise.withResolvers<string>();
    const { door, task } = gated({}, async ({ em }) => {
      const writing = em.transactional((tx) => tx.execute(`insert into effect values ('late')`));
      late.resolve(await writing.then(() => 'committed', String));
    });
    await using app = await startTestApp({ tasks: [task] });
    await sql(app, 'create table effect (what text)');
    const id = await runUntil(door, app);
    const asked = performance.now();
    await cancel(app, id);
    const { runs } = await untilFinished(app, 'demo.Task', 1);
    expect(runs[0]).toMatchObject({ state: 'CANCELLED', cancelledBy: me });
    expect(performance.now() - asked).toBeGreaterThan(4_900);

    door.open();
    expect(await late.promise).toMatch(/no longer belongs to this worker/);
    expect(await sql(app, 'select * from effect')).toEqual([]);
    expect((await look(app)).runs).toEqual(runs);
  });

  test('on a worker is cancelled through a server', async () => {
    const { url: databaseUrl, close } = await createTestDatabase();
    const { door, task } = polite();
    {
      await using _worker = await startTestApp({ env: { ROLE: 'worker' }, tasks: [task], databaseUrl });
      await using server = await startTestApp({ env: { ROLE: 'server' }, databaseUrl });
      const id = await runUntil(door, server);
      await cancel(server, id);
      const { runs } = await untilFinished(server, 'demo.Task', 1);
      expect(runs[0]).toMatchObject({ state: 'CANCELLED', cancelledBy: me });
    }
    await close();
  });

  test('hears within seconds of a cancellation whose notification got lost', async () => {
    const { door, task } = polite();
    await using app = await startTestApp({ tasks: [task] });
    const id = await runUntil(door, app);
    await cancelSilently(app, id);
    const { runs } = await untilFinished(app, 'demo.Task', 1);
    expect(runs[0]).toMatchObject({ state: 'CANCELLED', cancelledBy: 'Somebody' });
  });

  test('and fails before it hears of its cancellation is not tried again', async () => {
    const { door, task } = gated({ schedule: { at: 'T02:00', retryAfter: 'PT1M' } }, () =>
      Promise.reject(new Error('failed by itself')),
    );
    await using app = await startTestApp({ clock: new TestClock(friday), tasks: [task] });
    const id = await runUntil(door, app);
    await cancelSilently(app, id);
    door.open();
    const { runs, nextRunAt } = await untilFinished(app, 'demo.Task', 1);
    expect(runs[0]).toMatchObject({ state: 'CANCELLED', error: null });
    expect(nextRunAt).toBe('2027-01-16T08:00:00Z');
  });

  test.each([
    ['a cancellation that it was told of', cancel],
    ['one that it had not heard of yet', cancelSilently],
  ])('ends as CANCELLED and is not made up for when its node is stopped during %s', async (_name, ask) => {
    const { url: databaseUrl, close } = await createTestDatabase();
    // Still busy when the node is told to stop.
    const { door, task } = polite(() => delay(500));
    {
      await using app = await startTestApp({ clock: new TestClock(friday), tasks: [task], databaseUrl });
      const id = await runUntil(door, app);
      await ask(app, id);
      await app.app.stop(Temporal.Duration.from('PT0.1S'));
    }
    {
      await using server = await startTestApp({ env: { ROLE: 'server' }, databaseUrl });
      const { runs, nextRunAt } = await look(server);
      expect(runs.map((run) => run.state)).toEqual(['CANCELLED']);
      expect(nextRunAt).toBe('2027-01-16T08:00:00Z');
    }
    await close();
  });
});

describe.concurrent('a run that waits for a worker', () => {
  test('is CANCELLED at once, and a scheduled one uses its slot up', async () => {
    const clock = new TestClock(friday);
    const block = blocker();
    let starts = 0;
    const noon = demoTask({ schedule: { at: 'T12:00' }, run: async () => void (starts += 1) });
    await using app = await startTestApp({ clock, tasks: [noon, block.task], env: block.env });
    await runUntil(block.door, app, 'demo.Blocker');
    clock.moveTo('2027-01-15T18:30:00Z');
    const queued = await untilTask(app, 'demo.Task', ({ runs }) => runs[0]?.state === 'QUEUED');
    expect(queued.due).toBe(true);
    const { id } = queued.runs[0]!;
    const cancelled = { id, state: 'CANCELLED', cancelling: false, cancelledBy: me, startedAt: null };
    expect(await cancel(app, id)).toEqual(cancelled);
    const after = await look(app);
    expect(after).toMatchObject({ due: false, nextRunAt: '2027-01-16T18:00:00Z' });
    expect(after.runs).toMatchObject([{ state: 'CANCELLED', slot: '2027-01-15T18:00:00Z' }]);

    // Whatever had been waiting for the blocker's end would have its turn before its next run.
    block.door.open();
    await untilFinished(app, 'demo.Blocker', 1);
    await runNow(app, 'demo.Blocker');
    await untilFinished(app, 'demo.Blocker', 2);
    expect(starts).toBe(0);
    clock.moveTo('2027-01-16T18:00:00Z');
    const { runs } = await untilFinished(app, 'demo.Task', 2);
    expect(runs[0]).toMatchObject({ state: 'SUCCEEDED', trigger: 'SCHEDULE', slot: '2027-01-16T18:00:00Z' });
  });

  test('since several occurrences uses all of them up', async () => {
    // Time passes here as it does on a real clock: nobody is told.
    let now = Temporal.Instant.from(friday);
    const clock: Clock = { now: () => now, onJump: () => () => undefined };
    const block = blocker();
    const noon = demoTask({ schedule: { every: 'P1D', at: 'T12:00' } });
    await using app = await startTestApp({ clock, tasks: [noon, block.task], env: block.env });
    await runUntil(block.door, app, 'demo.Blocker');
    now = Temporal.Instant.from('2027-01-18T20:00:00Z');
    const { runs } = await untilTask(app, 'demo.Task', (state) => state.runs[0]?.state === 'QUEUED');
    await cancel(app, runs[0]!.id);
    expect(await look(app)).toMatchObject({ due: false, nextRunAt: '2027-01-19T18:00:00Z' });
    block.door.open();
  });

  test('on demand leaves the schedule as it is', async () => {
    const clock = new TestClock(friday);
    const block = blocker();
    const hourly = demoTask({ schedule: { every: 'PT1H' } });
    await using app = await startTestApp({ clock, tasks: [hourly, block.task], env: block.env });
    await untilFinished(app, 'demo.Task', 1);
    await runUntil(block.door, app, 'demo.Blocker');
    clock.advance('PT20M');
    const { id } = await runNow(app, 'demo.Task');
    expect(await cancel(app, id)).toMatchObject({ state: 'CANCELLED', startedAt: null });
    expect((await look(app)).nextRunAt).toBe('2027-01-15T17:00:00Z');
    block.door.open();
    clock.advance('PT40M');
    const { runs } = await untilFinished(app, 'demo.Task', 3);
    expect(runs.map(({ trigger, state }) => `${trigger} ${state}`)).toEqual([
      'SCHEDULE SUCCEEDED',
      'MANUAL CANCELLED',
      'SCHEDULE SUCCEEDED',
    ]);
  });

  test('and was cancelled grows old in the history like any other', async () => {
    const clock = new TestClock(friday);
    const block = blocker();
    const kept = demoTask({ keepRuns: 2 });
    await using app = await startTestApp({ clock, tasks: [kept, block.task], env: block.env });
    await runUntil(block.door, app, 'demo.Blocker');
    for (let count = 0; count < 2; count++) await cancel(app, (await runNow(app, 'demo.Task')).id);
    block.door.open();
    const later: string[] = [];
    for (let count = 0; count < 3; count++) {
      clock.advance('PT1M');
      const { id } = await runNow(app, 'demo.Task');
      later.unshift(id);
      await untilTask(app, 'demo.Task', ({ runs }) => runs[0]?.id === id && runs[0].finishedAt !== null);
    }
    expect((await look(app)).runs.map(({ id }) => id)).toEqual(later.slice(0, 2));
  });
});

describe('the request', () => {
  const document = 'mutation ($id: ID!) { cancelRun(id: $id) { id } }';

  test('is refused for a run that has ended', async () => {
    await using app = await startTestApp({ tasks: [demoTask()] });
    const { id } = await runNow(app, 'demo.Task');
    const { runs } = await untilFinished(app, 'demo.Task', 1);
    expect(await refusals(app, document, { id })).toEqual([{ code: 'CONFLICT' }]);
    expect((await look(app)).runs).toEqual(runs);
  });

  test('finds no run that is unknown, only armed, or nonsense', async () => {
    const nightly = demoTask({ schedule: { at: 'T02:00' } });
    await using app = await startTestApp({ clock: new TestClock(friday), tasks: [nightly] });
    const [armed] = await sql<{ id: string }>(app, 'select id from run');
    const ids = [armed!.id, '999999', '', '0', '-1', '1.5', '1e3', 'demo.Task', ' 1', '\0', '9'.repeat(40)];
    for (const id of ids) {
      expect(await refusals(app, document, { id }), JSON.stringify(id)).toEqual([{ code: 'NOT_FOUND' }]);
    }
    expect(await sql(app, 'select state, cancel_requested_at from run')).toEqual([
      { state: 'QUEUED', cancel_requested_at: null },
    ]);
    expect(app.problems).toEqual([]);
  });
});

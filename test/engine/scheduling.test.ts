import { describe, expect, test } from 'vitest';
import { defineTask, type TaskOptions } from '../../server/engine/task.ts';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { createTestDatabase } from '../support/database.ts';
import { gate, runNow, untilFinished, untilTask } from './support.ts';

/** Friday 10:00 in Regina (UTC-6 all year). */
const friday = '2027-01-15T16:00:00Z';

const task = (schedule: TaskOptions['schedule'], options: Partial<TaskOptions> = {}) =>
  defineTask({
    name: 'demo.Task',
    label: 'Task',
    description: 'Does nothing, on time.',
    schedule,
    run: async () => undefined,
    ...options,
  });

describe('an interval task', () => {
  test('runs at once when it is new, then exactly an interval after each start, and never early', async () => {
    const clock = new TestClock(friday);
    await using app = await startTestApp({ clock, tasks: [task({ every: 'PT15M' })] });

    const first = await untilFinished(app, 'demo.Task', 1);
    expect(first.runs[0]).toMatchObject({ state: 'SUCCEEDED', trigger: 'SCHEDULE', startedAt: friday });
    expect(first.nextRunAt).toBe('2027-01-15T16:15:00Z');

    clock.moveTo('2027-01-15T16:14:59.999Z');
    // A run on demand of another kind would show here; a wake-up a millisecond too early must not.
    const { due, runs } = await untilTask(app, 'demo.Task', () => true);
    expect({ due, count: runs.length }).toEqual({ due: false, count: 1 });

    clock.moveTo('2027-01-15T16:15:00Z');
    const second = await untilFinished(app, 'demo.Task', 2);
    expect(second.runs[0]).toMatchObject({ slot: '2027-01-15T16:15:00Z', startedAt: '2027-01-15T16:15:00Z' });
  });

  test('is moved by Run Now', async () => {
    const clock = new TestClock(friday);
    await using app = await startTestApp({ clock, tasks: [task({ every: 'PT1H' })] });
    await untilFinished(app, 'demo.Task', 1);

    clock.advance('PT40M');
    await runNow(app, 'demo.Task');
    const { runs, nextRunAt } = await untilFinished(app, 'demo.Task', 2);
    expect(runs[0]).toMatchObject({ trigger: 'MANUAL', slot: null });
    expect(nextRunAt).toBe('2027-01-15T17:40:00Z');
  });

  test('that runs longer than its interval starts again when the run ends, once for all that was missed', async () => {
    const clock = new TestClock(friday);
    const doors = [gate(), gate()];
    let count = 0;
    const slow = task(
      { every: 'PT15M' },
      {
        async run() {
          const door = doors[count++];
          door?.reach();
          await door?.opened;
        },
      },
    );
    await using app = await startTestApp({ clock, tasks: [slow] });
    await doors[0]!.reached;
    clock.advance('PT50M');
    doors[0]!.open();
    await doors[1]!.reached;
    doors[1]!.open();

    const { runs, nextRunAt } = await untilFinished(app, 'demo.Task', 2);
    expect(runs[0]).toMatchObject({ startedAt: '2027-01-15T16:50:00Z', slot: '2027-01-15T16:45:00Z' });
    expect(nextRunAt).toBe('2027-01-15T17:05:00Z');
  });
});

describe('a fixed-time task', () => {
  test('waits for its first occurrence and is not moved by Run Now', async () => {
    const clock = new TestClock(friday);
    await using app = await startTestApp({ clock, tasks: [task({ at: 'T02:00' })] });
    expect((await untilTask(app, 'demo.Task', () => true)).nextRunAt).toBe('2027-01-16T08:00:00Z');

    await runNow(app, 'demo.Task');
    const { nextRunAt } = await untilFinished(app, 'demo.Task', 1);
    expect(nextRunAt).toBe('2027-01-16T08:00:00Z');
  });

  test('makes up for days of downtime with one run that carries the newest slot', async () => {
    const { url: databaseUrl, close } = await createTestDatabase();
    const clock = new TestClock(friday);
    const nightly = [task({ at: 'T02:00' })];
    {
      await using app = await startTestApp({ clock, tasks: nightly, databaseUrl });
      clock.moveTo('2027-01-16T08:00:00Z');
      await untilFinished(app, 'demo.Task', 1);
    }
    clock.moveTo('2027-01-20T15:00:00Z');
    {
      await using app = await startTestApp({ clock, tasks: nightly, databaseUrl });
      const { runs, nextRunAt } = await untilFinished(app, 'demo.Task', 2);
      expect(runs[0]).toMatchObject({
        trigger: 'SCHEDULE',
        slot: '2027-01-20T08:00:00Z',
        startedAt: '2027-01-20T15:00:00Z',
      });
      expect(nextRunAt).toBe('2027-01-21T08:00:00Z');
    }
    await close();
  });
});

describe('a failed run', () => {
  test('is tried again after retryAfter with the same slot, counting attempts, until it succeeds', async () => {
    const clock = new TestClock(friday);
    let tries = 0;
    const flaky = task(
      { at: 'T12:00', retryAfter: 'PT10M' },
      {
        async run() {
          tries += 1;
          if (tries < 3) throw new Error(`try ${tries} failed`);
          return { summary: 'third time lucky' };
        },
      },
    );
    await using app = await startTestApp({ clock, tasks: [flaky] });
    clock.moveTo('2027-01-15T18:00:00Z');
    const failed = await untilFinished(app, 'demo.Task', 1);
    expect(failed.runs[0]).toMatchObject({ state: 'FAILED', error: { message: 'try 1 failed' }, attempt: 1 });
    expect(failed.runs[0]?.log.lines).toEqual([{ seq: 1, level: 'ERROR', message: 'try 1 failed' }]);
    expect(failed.nextRunAt).toBe('2027-01-15T18:10:00Z');

    clock.advance('PT10M');
    await untilFinished(app, 'demo.Task', 2);
    clock.advance('PT10M');
    const { runs, nextRunAt } = await untilFinished(app, 'demo.Task', 3);
    expect(runs.map(({ state, trigger, attempt, slot }) => ({ state, trigger, attempt, slot }))).toEqual([
      { state: 'SUCCEEDED', trigger: 'RETRY', attempt: 3, slot: '2027-01-15T18:00:00Z' },
      { state: 'FAILED', trigger: 'RETRY', attempt: 2, slot: '2027-01-15T18:00:00Z' },
      { state: 'FAILED', trigger: 'SCHEDULE', attempt: 1, slot: '2027-01-15T18:00:00Z' },
    ]);
    expect(nextRunAt).toBe('2027-01-16T18:00:00Z');
  });

  test('that threw something else than an Error says what it was', async () => {
    await using app = await startTestApp({
      clock: new TestClock(friday),
      tasks: [task({}, { run: () => Promise.reject({ reason: 42 }) })],
    });
    await runNow(app, 'demo.Task');
    const { runs } = await untilFinished(app, 'demo.Task', 1);
    expect(runs[0]).toMatchObject({ state: 'FAILED', error: { message: 'Thrown: {"reason":42}' } });
  });
});

describe('a task that is not ready', () => {
  const idle = (reason: () => string | null) =>
    task({ every: 'PT15M' }, { ready: async () => reason(), run: async () => ({ summary: 'worked' }) });

  test('is skipped, and checks in a row fold into one row that says since when', async () => {
    const clock = new TestClock(friday);
    let reason: string | null = '0 of 14 cycles change today';
    await using app = await startTestApp({ clock, tasks: [idle(() => reason)] });
    for (let check = 1; check <= 3; check++) {
      await untilTask(
        app,
        'demo.Task',
        ({ runs }) => runs[0]?.state === 'SKIPPED' && runs[0].checks === check,
      );
      clock.advance('PT15M');
    }
    reason = null;
    clock.advance('PT15M');
    const { runs } = await untilTask(app, 'demo.Task', (state) => state.runs[0]?.state === 'SUCCEEDED');
    expect(runs[0]?.summary).toBe('worked');
    const folded = runs.filter((run) => run.state === 'SKIPPED');
    expect(folded).toHaveLength(1);
    expect(folded[0]).toMatchObject({ summary: '0 of 14 cycles change today', checksSince: friday });
    expect(folded[0]!.checks).toBeGreaterThanOrEqual(3);
    expect(folded[0]!.log.lines).toEqual([
      { seq: 1, level: 'INFO', message: 'Nothing to do: 0 of 14 cycles change today' },
    ]);
  });

  test('answers Run Now with a row of its own', async () => {
    const clock = new TestClock(friday);
    await using app = await startTestApp({ clock, tasks: [idle(() => 'nothing')] });
    await untilFinished(app, 'demo.Task', 1);
    await runNow(app, 'demo.Task');
    const { runs } = await untilFinished(app, 'demo.Task', 2);
    expect(runs.map((run) => `${run.trigger} ${run.state}`)).toEqual(['MANUAL SKIPPED', 'SCHEDULE SKIPPED']);
  });

  test('fails when finding out throws, and other tasks go on', async () => {
    const broken = task({ every: 'PT1H' }, { ready: () => Promise.reject(new Error('no such table')) });
    const other = defineTask({
      ...broken,
      name: 'demo.Other',
      ready: undefined,
      timeout: 'PT1M',
      run: async () => undefined,
    });
    await using app = await startTestApp({ clock: new TestClock(friday), tasks: [broken, other] });
    expect((await untilFinished(app, 'demo.Task', 1)).runs[0]).toMatchObject({
      state: 'FAILED',
      error: { message: 'no such table' },
    });
    expect((await untilFinished(app, 'demo.Other', 1)).runs[0]?.state).toBe('SUCCEEDED');
  });
});

test('a due task starts by itself by the real clock, and never early', async () => {
  await using app = await startTestApp({ tasks: [task({ every: 'PT2S' })] });
  const { runs } = await untilTask(
    app,
    'demo.Task',
    (state) => state.runs.filter((run) => run.finishedAt).length >= 3,
  );
  for (const { slot, startedAt } of runs.filter((run) => run.startedAt && run.slot)) {
    const late = Temporal.Instant.from(slot!).until(startedAt!).total('milliseconds');
    expect(late).toBeGreaterThanOrEqual(0);
  }
});

import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DatabaseClock } from '../../server/engine/clock.ts';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { cancel, demoTask, friday, gated, look, runNow, sql, untilFinished, untilTask } from './support.ts';

const second = 1_000;
const day = 86_400 * second;

/**
 * A clock on a database whose time is far ahead of the machine's. The monotonic time of both stands still until the test
 * moves it: a machine that is busy would let some pass between looking at the one and at the other.
 */
async function databaseClock() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'hrtime'] });
  const start = Temporal.Now.instant().epochNanoseconds;
  const database = {
    ahead: 1_000 * day,
    answer: 'the time' as 'the time' | 'an error' | 'nothing',
    now: () => new Temporal.Instant(start + process.hrtime.bigint()).add({ milliseconds: database.ahead }),
  };
  const clock = await DatabaseClock.start(async () => {
    if (database.answer === 'an error') throw new Error('the database is away');
    if (database.answer === 'nothing') await new Promise(() => undefined);
    return database.now();
  });
  onTestFinished(() => {
    // The last question may be one that the database of this test never answers.
    void clock.stop();
    vi.useRealTimers();
  });
  const jumps: Temporal.Instant[] = [];
  const stopListening = clock.onJump(() => jumps.push(clock.now()));
  return {
    clock,
    database,
    jumps,
    stopListening,
    /** Lets the clock read the database's, which it does every two seconds. */
    read: () => vi.advanceTimersByTimeAsync(2 * second),
    /** How far the clock is from the database's, in ms. */
    error: () => Math.abs(database.now().until(clock.now()).total('milliseconds')),
  };
}

describe('the clock of the database', () => {
  test('is told to the microsecond, and goes on between two readings', async () => {
    const { clock, error, jumps } = await databaseClock();
    expect(error()).toBeLessThan(1);
    const before = clock.now();
    expect(before.epochNanoseconds % 1_000n).toBe(0n);
    vi.advanceTimersByTime(25);
    expect(before.until(clock.now()).total('milliseconds')).toBe(25);
    expect(error()).toBeLessThan(1);
    expect(jumps).toEqual([]);
  });

  test('is followed when it drifts, which is no jump', async () => {
    const { database, error, jumps, read } = await databaseClock();
    for (const drift of [400, 400, -700, -700]) {
      database.ahead += drift;
      expect(error()).toBeGreaterThan(300);
      await read();
      expect(error()).toBeLessThan(1);
    }
    expect(jumps).toEqual([]);
  });

  test.each([
    ['forward by a day', day],
    ['back by a day', -day],
    ['forward by two seconds', 2 * second],
    ['back by two seconds', -2 * second],
  ])('is followed when it is set %s, and who listens is told once', async (_name, change) => {
    const { database, error, jumps, stopListening, read } = await databaseClock();
    await read();
    database.ahead += change;
    await read();
    expect(error()).toBeLessThan(1);
    // Those who are told look at the clock, and see the new time.
    expect(Math.abs(database.now().until(jumps[0]!).total('milliseconds'))).toBeLessThan(1);
    await read();
    expect(jumps).toHaveLength(1);

    stopListening();
    database.ahead += change;
    await read();
    expect(jumps).toHaveLength(1);
  });

  test.each(['an error', 'nothing'] as const)(
    'goes on while reading it gives %s, and is read again afterwards',
    async (answer) => {
      const { database, error, jumps, read } = await databaseClock();
      database.answer = answer;
      await read();
      await read();
      expect(error()).toBeLessThan(1);
      database.ahead += day;
      await read();
      expect(jumps).toEqual([]);
      database.answer = 'the time';
      await read();
      expect(error()).toBeLessThan(1);
      expect(jumps).toHaveLength(1);
    },
  );

  test('has to be readable at the start, and is left alone when it is not', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    await expect(DatabaseClock.start(() => Promise.reject(new Error('no database')))).rejects.toThrow(
      'no database',
    );
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe.concurrent('a clock that was set forward by a day and back again', () => {
  test('does not stop an hourly task, and makes nothing run twice', async () => {
    const clock = new TestClock(friday);
    const starts: string[] = [];
    const run = async () => void starts.push(clock.now().toString());
    await using app = await startTestApp({ clock, tasks: [demoTask({ schedule: { every: 'PT1H' }, run })] });
    await untilFinished(app, 'demo.Task', 1);
    clock.advance('PT20M');
    clock.advance('PT24H');
    await untilFinished(app, 'demo.Task', 2);

    clock.advance('-PT24H');
    const { due } = await untilTask(app, 'demo.Task', (task) => task.nextRunAt === '2027-01-15T17:00:00Z');
    expect(due).toBe(false);
    for (const [count, next] of ['17:00', '18:00', '19:00'].entries()) {
      clock.moveTo(`2027-01-15T${next}:00Z`);
      const { runs } = await untilFinished(app, 'demo.Task', count + 3);
      expect(runs.find(({ startedAt }) => startedAt === clock.now().toString())).toMatchObject({
        trigger: 'SCHEDULE',
        slot: clock.now().toString(),
      });
    }
    // The run of the wrong day counts when its time has really come.
    clock.moveTo('2027-01-16T16:25:00Z');
    await untilTask(app, 'demo.Task', (task) => task.nextRunAt === '2027-01-16T17:20:00Z');
    expect(starts).toEqual([
      friday,
      '2027-01-16T16:20:00Z',
      '2027-01-15T17:00:00Z',
      '2027-01-15T18:00:00Z',
      '2027-01-15T19:00:00Z',
    ]);
  });

  test('makes a daily task run once for the day ahead and leaves its days as they were', async () => {
    const clock = new TestClock(friday);
    await using app = await startTestApp({ clock, tasks: [demoTask({ schedule: { at: 'T10:30' } })] });
    clock.moveTo('2027-01-15T16:30:00Z');
    await untilFinished(app, 'demo.Task', 1);
    clock.advance('PT1H');
    clock.advance('PT24H');
    const ahead = await untilFinished(app, 'demo.Task', 2);
    expect(ahead.runs[0]).toMatchObject({ slot: '2027-01-16T16:30:00Z', startedAt: '2027-01-16T17:30:00Z' });

    clock.advance('-PT24H');
    await untilTask(app, 'demo.Task', (task) => task.nextRunAt === '2027-01-16T16:30:00Z' && !task.due);
    clock.moveTo('2027-01-17T16:30:00Z');
    const { runs, nextRunAt } = await untilFinished(app, 'demo.Task', 3);
    expect(runs.map(({ slot }) => slot)).toEqual([
      '2027-01-17T16:30:00Z',
      '2027-01-16T16:30:00Z',
      '2027-01-15T16:30:00Z',
    ]);
    expect(nextRunAt).toBe('2027-01-18T16:30:00Z');
  });

  test('repeats no slot of a task whose history is short', async () => {
    const clock = new TestClock(friday);
    const tomorrow = '2027-01-16T16:30:00Z';
    const starts: string[] = [];
    const run = async () => void starts.push(clock.now().toString());
    const daily = demoTask({ schedule: { at: 'T10:30' }, keepRuns: 1, run });
    await using app = await startTestApp({ clock, tasks: [daily] });
    clock.moveTo('2027-01-15T16:30:00Z');
    await untilFinished(app, 'demo.Task', 1);
    clock.moveTo(tomorrow);
    await untilTask(app, 'demo.Task', ({ runs }) => runs[0]?.finishedAt === tomorrow);
    clock.advance('-PT24H');
    const task = await untilTask(app, 'demo.Task', (state) => state.nextRunAt !== '2027-01-17T16:30:00Z');
    expect(task).toMatchObject({ due: false, nextRunAt: tomorrow, runs: [{ startedAt: tomorrow }] });
    expect(starts).toEqual(['2027-01-15T16:30:00Z', tomorrow]);
  });

  test('does not make a task wait that was new on the day ahead', async () => {
    const clock = new TestClock('2027-01-16T16:00:00Z');
    await using app = await startTestApp({ clock, tasks: [demoTask({ schedule: { every: 'PT1H' } })] });
    await untilFinished(app, 'demo.Task', 1);
    clock.moveTo(friday);
    // A change of the task arms it anew, whether the clock has told the engine yet or not.
    await app.query('mutation { resumeTask(name: "demo.Task") { name } }');
    const { nextRunAt } = await look(app);
    expect(Temporal.Instant.compare(nextRunAt!, '2027-01-15T17:00:00Z')).toBeLessThanOrEqual(0);
  });

  test('changes nothing for a run on demand that waits: it is found, and can be cancelled', async () => {
    const clock = new TestClock(friday);
    const blocker = gated({ name: 'demo.Blocker' });
    await using app = await startTestApp({
      clock,
      tasks: [demoTask(), blocker.task],
      env: { WORKER_CONCURRENCY: '1' },
    });
    await runNow(app, 'demo.Blocker');
    await blocker.door.reached;
    const { id } = await runNow(app, 'demo.Task');
    clock.advance('-PT24H');
    const again = await app.request<{ runTaskNow: object }>(
      'mutation { runTaskNow(name: "demo.Task") { alreadyActive run { id } } }',
    );
    expect(again).toEqual({ data: { runTaskNow: { alreadyActive: true, run: { id } } } });
    expect((await look(app)).runs).toMatchObject([{ id, state: 'QUEUED' }]);
    expect(await cancel(app, id)).toMatchObject({ state: 'CANCELLED' });
    blocker.door.open();
  });

  test('leaves a run that began on the day ahead running in the eyes of all', async () => {
    const clock = new TestClock(friday);
    const { door, task } = gated({ schedule: { at: 'T10:30' } });
    await using app = await startTestApp({ clock, tasks: [task] });
    clock.advance('PT24H');
    await door.reached;
    clock.advance('-PT23H');
    const document = '{ task(name: "demo.Task") { due dueReason activeRun { state } } }';
    expect(await app.query(document)).toEqual({
      task: {
        due: false,
        dueReason: expect.stringMatching(/^Not due: it has been running since/),
        activeRun: { state: 'RUNNING' },
      },
    });
    door.open();
  });

  test('makes no failed run wait for the day ahead, though the database was away just then', async ({
    expect,
  }) => {
    const clock = new TestClock(friday);
    const { door, task } = gated({ schedule: { every: 'P1M', retryAfter: 'PT1M' } }, () =>
      Promise.reject(new Error('no')),
    );
    await using app = await startTestApp({ clock, tasks: [task] });
    await runNow(app, 'demo.Task');
    await door.reached;
    // So that it is not tried again on the day ahead.
    await app.query('mutation { pauseTask(name: "demo.Task", reason: "test") { name } }');
    clock.advance('PT24H');
    door.open();
    const failed = await untilFinished(app, 'demo.Task', 1);
    expect(failed).toMatchObject({ nextRunAt: '2027-01-16T16:00:00Z', runs: [{ state: 'FAILED' }] });

    await sql(
      app,
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'away'; end $$;
       create trigger refuse before update on task for each row execute function refuse()`,
    );
    clock.advance('-PT24H');
    await expect.poll(() => app.problems.join()).toContain('The clock was set');
    await sql(app, 'drop trigger refuse on task');
    const { nextRunAt } = await untilTask(app, 'demo.Task', (state) => state.nextRunAt !== failed.nextRunAt);
    expect(nextRunAt).toBe('2027-01-15T16:01:00Z');
  });
});

import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { defineTask, type TaskOptions } from '../../server/engine/task.ts';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { createTestDatabase } from '../support/database.ts';
import { aborted, gate, look, runNow, untilFinished, untilTask } from './support.ts';

const friday = '2027-01-15T16:00:00Z';

const manual = (run: TaskOptions['run'], options: Partial<TaskOptions> = {}) =>
  defineTask({ name: 'demo.Task', label: 'Task', description: 'For tests.', schedule: {}, run, ...options });

describe('one run at a time', () => {
  test('Run Now during a run returns that run and queues nothing', async () => {
    const door = gate();
    const slow = manual(async () => {
      door.reach();
      await door.opened;
    });
    await using app = await startTestApp({ clock: new TestClock(friday), tasks: [slow] });
    const first = await runNow(app, 'demo.Task');
    await door.reached;
    expect(await runNow(app, 'demo.Task')).toEqual({ id: first.id, alreadyActive: true });
    door.open();
    expect((await untilFinished(app, 'demo.Task', 1)).runs).toHaveLength(1);
  });

  test('a hundred clicks, ten at once on each of two workers, make runs that never overlap', async () => {
    const { url: databaseUrl, close } = await createTestDatabase();
    let inside = 0;
    let most = 0;
    const counted = [
      manual(async ({ log }) => {
        inside += 1;
        most = Math.max(most, inside);
        await log.info('inside');
        inside -= 1;
      }),
    ];
    {
      await using one = await startTestApp({ tasks: counted, databaseUrl });
      await using two = await startTestApp({ tasks: counted, databaseUrl });
      const answers: Awaited<ReturnType<typeof runNow>>[] = [];
      while (answers.length < 100) {
        // No more than a worker has connections: whoever waits long for one is refused.
        const clicks = Array.from({ length: 20 }, (_, click) => runNow(click % 2 ? one : two, 'demo.Task'));
        answers.push(...(await Promise.all(clicks)));
      }
      const queued = new Set(answers.map(({ id }) => id));
      expect(answers.filter(({ alreadyActive }) => !alreadyActive)).toHaveLength(queued.size);
      await untilFinished(one, 'demo.Task', Math.min(queued.size, 10));
      expect(most).toBe(1);
    }
    await close();
  });

  test('a run asked for the moment another ends starts, again and again', async () => {
    await using app = await startTestApp({ tasks: [manual(async () => undefined, { keepRuns: 0 })] });
    let count = 0;
    while (count < 20) {
      const { alreadyActive } = await runNow(app, 'demo.Task');
      if (!alreadyActive) count += 1;
    }
    const { runs } = await untilFinished(app, 'demo.Task', 20);
    expect(runs.every((run) => run.state === 'SUCCEEDED')).toBe(true);
  });
});

test('a run that outlasts its time-out is aborted and marked, even when it ignores its signal', async () => {
  const signals: boolean[] = [];
  const deaf = manual(
    ({ signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => signals.push(signal.aborted));
      }),
    { timeout: 'PT0.05S' },
  );
  await using app = await startTestApp({ tasks: [deaf] });
  await runNow(app, 'demo.Task');
  const { runs } = await untilFinished(app, 'demo.Task', 1);
  expect(runs[0]).toMatchObject({
    state: 'TIMED_OUT',
    error: { message: 'Aborted after its time-out of 50 milliseconds' },
  });
  expect(signals).toEqual([true]);
});

describe('a run that was taken from its worker', () => {
  test('cannot commit what it does late', async () => {
    const door = gate();
    const outcome = Promise.withResolvers<string>();
    let performed = 0;
    const late = manual(async ({ em }) => {
      performed += 1;
      // What makes up for it may come at any time, and may write.
      if (performed > 1) return;
      door.reach();
      await door.opened;
      await em
        .transactional((tx) => tx.execute(`insert into effect values ('late')`))
        .then(
          () => outcome.resolve('committed'),
          (error: Error) => outcome.resolve(error.message),
        );
    });
    await using app = await startTestApp({ clock: new TestClock(friday), tasks: [late] });
    const sql = app.app.orm.em.fork();
    await sql.execute('create table effect (what text)');
    const { id } = await runNow(app, 'demo.Task');
    await door.reached;
    await sql.execute(`update run set state = 'LOST', finished_at = now() where id = ?`, [id]);
    door.open();
    expect(await outcome.promise).toBe(
      `Run ${id} no longer belongs to this worker; its changes are rolled back.`,
    );
    expect(await sql.execute(`select * from effect`)).toEqual([]);
  });

  test('is made up for at once when its worker died, and its lines are kept', async () => {
    const { url: databaseUrl, close } = await createTestDatabase();
    const clock = new TestClock(friday);
    const door = gate();
    const task = manual(async ({ log }) => {
      await log.info('before the crash');
      door.reach();
      await door.opened;
    });
    {
      await using app = await startTestApp({ clock, tasks: [task], databaseUrl });
      await runNow(app, 'demo.Task');
      await untilTask(app, 'demo.Task', ({ runs }) => runs[0]?.log.lines.length === 1);
      // The worker's row is what its runs live by; without it, it counts as dead.
      const sql = app.app.orm.em.fork();
      await sql.execute(`update run set node_id = gen_random_uuid() where state = 'RUNNING'`);
      door.open();
      const { runs } = await untilTask(app, 'demo.Task', (state) => state.runs[0]?.state === 'SUCCEEDED');
      expect(runs.map(({ trigger, state, attempt }) => ({ trigger, state, attempt }))).toEqual([
        { trigger: 'RETRY', state: 'SUCCEEDED', attempt: 2 },
        { trigger: 'MANUAL', state: 'LOST', attempt: 1 },
      ]);
      expect(runs[1]?.log.lines.map((line) => line.message)).toEqual(['before the crash']);
    }
    await close();
  });
});

test('history is kept as promised: the newest runs, and the latest success and failure besides', async () => {
  const clock = new TestClock(friday);
  const plan = ['fail', 'ok', 'skip', 'skip', 'skip'];
  let at = 0;
  const varied = manual(
    async () => {
      if (plan[at++] === 'fail') throw new Error('failed as planned');
    },
    { keepRuns: 2, ready: async () => (plan[at] === 'skip' ? (at++, 'nothing') : null) },
  );
  await using app = await startTestApp({ clock, tasks: [varied] });
  for (const _ of plan) {
    clock.advance('PT1M');
    const { id } = await runNow(app, 'demo.Task');
    await untilTask(app, 'demo.Task', ({ runs }) => runs[0]?.id === id && runs[0].finishedAt !== null);
  }
  const { runs } = await untilTask(app, 'demo.Task', () => true);
  expect(runs.map((run) => run.state)).toEqual(['SKIPPED', 'SKIPPED', 'SUCCEEDED', 'FAILED']);
});

test('a worker that starts runs its boot tasks, unless one of their runs is due anyway', async () => {
  const { url: databaseUrl, close } = await createTestDatabase();
  const clock = new TestClock(friday);
  const task = manual(async () => undefined, { schedule: { every: 'PT1H' }, onBoot: true });
  {
    await using app = await startTestApp({ clock, tasks: [task], databaseUrl });
    const { runs } = await untilFinished(app, 'demo.Task', 1);
    expect(runs[0]?.trigger).toBe('SCHEDULE');
  }
  clock.advance('PT5M');
  {
    await using app = await startTestApp({ clock, tasks: [task], databaseUrl });
    const { runs, nextRunAt } = await untilFinished(app, 'demo.Task', 2);
    expect(runs[0]?.trigger).toBe('BOOT');
    expect(nextRunAt).toBe('2027-01-15T17:05:00Z');
  }
  await close();
});

test('log lines of any content arrive numbered without gaps, and are cut with a mark when huge', async () => {
  const hostile = ['\0nul', 'lone \uD800 surrogate', 'x'.repeat(70_000), '<script>alert(1)</script>', ''];
  const writer = manual(async ({ log }) => {
    for (const message of hostile) await log.info(message, { message, big: 1n });
    for (let line = 0; line < 12_000; line++) await log.debug(`line ${line}`);
  });
  await using app = await startTestApp({ clock: new TestClock(friday), tasks: [writer] });
  const { id } = await runNow(app, 'demo.Task');
  const lines: { seq: number; message: string }[] = [];
  for await (const { data } of app.subscribe<{ runLog: { lines: { seq: number; message: string }[] } }>(
    'subscription ($id: ID!) { runLog(runId: $id) { lines { seq message } } }',
    { id },
  )) {
    lines.push(...data.runLog.lines);
  }
  expect(lines.map((line) => line.seq)).toEqual(Array.from({ length: 12_005 }, (_, index) => index + 1));
  expect(lines.slice(0, 2).map((line) => line.message)).toEqual(['\uFFFDnul', 'lone \uFFFD surrogate']);
  expect(lines[2]!.message).toBe(`${'x'.repeat(65_536)}… (cut, 70000 characters)`);
  expect(app.problems).toEqual([]);
});

test('the clock set back makes nothing run twice', async () => {
  const clock = new TestClock(friday);
  await using app = await startTestApp({
    clock,
    tasks: [manual(async () => undefined, { schedule: { every: 'PT1H' } })],
  });
  await untilFinished(app, 'demo.Task', 1);
  clock.advance('-PT24H');
  const { id } = await runNow(app, 'demo.Task');
  const { runs } = await untilTask(
    app,
    'demo.Task',
    (state) => state.runs.some((run) => run.id === id) && state.runs.every((run) => run.finishedAt !== null),
  );
  // The interval begins anew, with the run that was asked for or just before it.
  expect(runs.length).toBeLessThanOrEqual(3);
  const slots = runs.flatMap(({ slot }) => slot ?? []);
  expect(new Set(slots).size).toBe(slots.length);
});

test('workers that the job engine ended by itself are started again', async () => {
  await using app = await startTestApp({ tasks: [manual(async () => undefined)] });
  await runNow(app, 'demo.Task');
  await untilFinished(app, 'demo.Task', 1);
  // What a migration of the job engine's tables by another program tells its workers: stop for good.
  await app.app.orm.em
    .fork()
    .execute(`select pg_notify('worker:migrate', '{"migrationNumber": 999, "breaking": true}')`);
  await expect.poll(() => app.problems.join()).toContain('breaking');
  await runNow(app, 'demo.Task');
  const { runs } = await untilFinished(app, 'demo.Task', 2);
  expect(runs[0]?.state).toBe('SUCCEEDED');
});

test('lines written while the database refuses them arrive later, without a gap', async () => {
  const doors = [gate(), gate()];
  const talk = manual(async ({ log }) => {
    await log.info('one');
    doors[0]!.reach();
    await doors[0]!.opened;
    await log.info('two');
    await log.info('three');
    doors[1]!.reach();
    await doors[1]!.opened;
    await log.info('four');
  });
  await using app = await startTestApp({ clock: new TestClock(friday), tasks: [talk] });
  await runNow(app, 'demo.Task');
  await doors[0]!.reached;
  await untilTask(app, 'demo.Task', ({ runs }) => runs[0]?.log.lines.length === 1);
  const sql = app.app.orm.em.fork();
  await sql.execute('alter table log_line rename to log_line_away');
  doors[0]!.open();
  await doors[1]!.reached;
  await sql.execute('alter table log_line_away rename to log_line');
  doors[1]!.open();
  const { runs } = await untilFinished(app, 'demo.Task', 1);
  expect(runs[0]).toMatchObject({ state: 'SUCCEEDED' });
  expect(runs[0]!.log.lines.map(({ seq, message }) => `${seq} ${message}`)).toEqual([
    '1 one',
    '2 two',
    '3 three',
    '4 four',
  ]);
});

test('a run that outlasts the grace of a shutdown is aborted and put back, and starts again with the next worker', async () => {
  const { url: databaseUrl, close } = await createTestDatabase();
  const reached = gate();
  let starts = 0;
  const task = manual(async ({ signal }) => {
    starts += 1;
    if (starts > 1) return;
    reached.reach();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  });
  {
    await using app = await startTestApp({ tasks: [task], databaseUrl });
    await runNow(app, 'demo.Task');
    await reached.reached;
    // Leaving the block stops the program, as SIGTERM does.
  }
  {
    await using app = await startTestApp({ tasks: [task], databaseUrl });
    const { runs } = await untilFinished(app, 'demo.Task', 2);
    expect(runs.map(({ trigger, state, error }) => ({ trigger, state, error: error?.message }))).toEqual([
      { trigger: 'RETRY', state: 'SUCCEEDED', error: undefined },
      { trigger: 'MANUAL', state: 'LOST', error: 'Interrupted: the node was stopped' },
    ]);
  }
  await close();
});

test('a run that a worker was just fetching when its node was stopped has the grace, too', async () => {
  const { url: databaseUrl, close } = await createTestDatabase();
  {
    const task = manual(({ signal }) => aborted(signal).then(() => undefined));
    await using server = await startTestApp({ env: { ROLE: 'server' }, databaseUrl });
    await using worker = await startTestApp({ env: { ROLE: 'worker' }, tasks: [task], databaseUrl });
    const door = new Client({ connectionString: databaseUrl });
    await door.connect();
    // Whoever takes a job waits at the door.
    await door.query(`
      create function at_the_door() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
      create trigger at_the_door before update on graphile_worker._private_jobs for each row
        when (old.locked_at is null and new.locked_at is not null) execute function at_the_door();
      select pg_advisory_lock(1)`);
    await runNow(server, 'demo.Task');
    const waiting = `select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`;
    await expect.poll(async () => (await door.query(waiting)).rowCount).toBe(1);
    // Longer than the job engine gets to put its things in order.
    const stopped = worker.app.stop(Temporal.Duration.from('PT5S'));
    await door.end();
    await stopped;

    const { runs } = await look(server);
    expect(runs.map(({ state, error }) => [state, error?.message])).toEqual([
      ['QUEUED', undefined],
      ['LOST', 'Interrupted: the node was stopped'],
    ]);
    expect(worker.problems).toEqual([]);
  }
  await close();
});

import { describe, expect, test } from 'vitest';
import type { Clock } from '../../server/engine/clock.ts';
import { refusals } from '../graphql/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { createTestDatabase } from '../support/database.ts';
import { demoTask, friday, gated, look, me, runNow, sql, untilFinished, untilTask } from './support.ts';

interface Paused {
  paused: { reason: string; by: string; at: string; until: string | null } | null;
  due: boolean;
  dueReason: string;
  nextRunAt: string | null;
}

const fields = 'paused { reason by at until } due dueReason nextRunAt';
const pauseDocument = `mutation ($name: ID!, $reason: String!, $until: DateTime) {
  pauseTask(name: $name, reason: $reason, until: $until) { ${fields} }
}`;

async function pause(app: TestApp, reason: string, until?: string): Promise<Paused> {
  const variables = { name: 'demo.Task', reason, until };
  return (await app.query<{ pauseTask: Paused }>(pauseDocument, variables)).pauseTask;
}

async function resume(app: TestApp): Promise<Paused> {
  const document = `mutation { resumeTask(name: "demo.Task") { ${fields} } }`;
  return (await app.query<{ resumeTask: Paused }>(document)).resumeTask;
}

async function pausedTask(app: TestApp): Promise<Paused> {
  return (await app.query<{ task: Paused }>(`{ task(name: "demo.Task") { ${fields} } }`)).task;
}

const hourly = { schedule: { every: 'PT1H' } };
/** Runs when the other would: when it has, the other has had its chance. */
const neighbour = demoTask({ ...hourly, name: 'demo.Neighbour' });

describe.concurrent('a paused task', () => {
  test('is held back and says what it would do, runs on demand, and makes up for what it missed with one run', async () => {
    const clock = new TestClock(friday);
    await using app = await startTestApp({ clock, tasks: [demoTask(hourly), neighbour] });
    await untilFinished(app, 'demo.Task', 1);
    await untilFinished(app, 'demo.Neighbour', 1);

    clock.advance('PT10M');
    expect(await pause(app, '  The mail server moves.  ')).toEqual({
      paused: { reason: 'The mail server moves.', by: me, at: '2027-01-15T16:10:00Z', until: null },
      due: false,
      dueReason: `Paused by ${me} since 10:10: would run 11:00 (every hour).`,
      nextRunAt: '2027-01-15T17:00:00Z',
    });

    clock.moveTo('2027-01-15T17:30:00Z');
    await untilFinished(app, 'demo.Neighbour', 2);
    expect((await look(app)).runs).toHaveLength(1);
    expect(await pausedTask(app)).toMatchObject({
      due: false,
      dueReason: `Paused by ${me} since 10:10: would have run 11:00 (every hour).`,
      nextRunAt: '2027-01-15T17:00:00Z',
    });

    await runNow(app, 'demo.Task');
    expect((await untilFinished(app, 'demo.Task', 2)).runs[0]).toMatchObject({
      state: 'SUCCEEDED',
      trigger: 'MANUAL',
    });
    expect(await pausedTask(app)).toMatchObject({
      paused: { reason: 'The mail server moves.' },
      nextRunAt: '2027-01-15T18:30:00Z',
    });

    clock.moveTo('2027-01-15T20:45:00Z');
    await untilFinished(app, 'demo.Neighbour', 3);
    expect((await look(app)).runs).toHaveLength(2);
    expect(await resume(app)).toMatchObject({ paused: null });
    const { runs, nextRunAt } = await untilFinished(app, 'demo.Task', 3);
    expect(runs[0]).toMatchObject({
      trigger: 'SCHEDULE',
      slot: '2027-01-15T20:30:00Z',
      startedAt: '2027-01-15T20:45:00Z',
    });
    expect(nextRunAt).toBe('2027-01-15T21:45:00Z');
    // No error, and nothing to make up for.
    expect(await resume(app)).toMatchObject({ paused: null, nextRunAt });
  });

  test('goes on by itself at the end of its pause and not before', async () => {
    const clock = new TestClock(friday);
    await using app = await startTestApp({ clock, tasks: [demoTask(hourly), neighbour] });
    await untilFinished(app, 'demo.Task', 1);
    await untilFinished(app, 'demo.Neighbour', 1);
    const until = '2027-01-15T18:15:00Z';
    expect(await pause(app, 'Until the beam is back', '2027-01-15T19:15:00+01:00')).toMatchObject({
      paused: { until },
      dueReason: `Paused by ${me} since 10:00, ends by itself 12:15: would run 11:00 (every hour).`,
      nextRunAt: '2027-01-15T17:00:00Z',
    });

    clock.moveTo('2027-01-15T18:14:59.999Z');
    await untilFinished(app, 'demo.Neighbour', 2);
    expect((await look(app)).runs).toHaveLength(1);
    expect(await pausedTask(app)).toMatchObject({ paused: { until }, due: false });

    clock.moveTo(until);
    expect((await pausedTask(app)).paused).toBeNull();
    const { runs, nextRunAt } = await untilFinished(app, 'demo.Task', 2);
    expect(runs[0]).toMatchObject({ trigger: 'SCHEDULE', slot: '2027-01-15T18:00:00Z', startedAt: until });
    expect(nextRunAt).toBe('2027-01-15T19:15:00Z');
  });

  test('goes on by itself by the real clock, before all that is due a second after the end', async () => {
    const busy = { schedule: { every: 'PT1S' }, keepRuns: 0 };
    const tasks = [demoTask(busy), demoTask({ ...busy, name: 'demo.Neighbour' })];
    // This machine's clock is the database's: nothing is to be found out about the difference while it is busy.
    const clock: Clock = { now: () => Temporal.Now.instant(), onJump: () => () => undefined };
    // With one place what is due first runs first, however late a busy machine comes to it.
    await using app = await startTestApp({ clock, tasks, env: { WORKER_CONCURRENCY: '1' } });
    await untilTask(app, 'demo.Task', ({ runs }) => runs.some((run) => run.finishedAt !== null));
    const { facility } = await app.query<{ facility: { now: string } }>('{ facility { now } }');
    // Between two rounds of the upkeep, which is every four seconds and would make up for a missing wake-up.
    const until = Temporal.Instant.from(facility.now).add({ seconds: 5 });
    const { at } = (await pause(app, 'For a moment', until.toString())).paused!;
    const started = ({ startedAt }: { startedAt: string | null }) =>
      startedAt !== null && Temporal.Instant.compare(startedAt, at) > 0;
    const { runs } = await untilTask(app, 'demo.Task', (state) => state.runs.some(started));
    const wentOnAt = runs.findLast(started)!.startedAt!;
    expect(Temporal.Instant.compare(wentOnAt, until)).toBeGreaterThanOrEqual(0);
    const dueLater = until.add({ seconds: 1 });
    const neighbours = (await look(app, 'demo.Neighbour')).runs.filter(
      ({ slot, startedAt }) => slot && startedAt && Temporal.Instant.compare(slot, dueLater) > 0,
    );
    expect(neighbours.filter(({ startedAt }) => Temporal.Instant.compare(startedAt!, wentOnAt) < 0)).toEqual(
      [],
    );
  });

  test('is not tried again after a failure before it goes on', async () => {
    const clock = new TestClock(friday);
    const { door, task } = gated({ schedule: { at: 'T10:30', retryAfter: 'PT10M' } }, () =>
      Promise.reject(new Error('failed as planned')),
    );
    await using app = await startTestApp({ clock, tasks: [task, neighbour] });
    await untilFinished(app, 'demo.Neighbour', 1);
    clock.advance('PT30M');
    await door.reached;
    await pause(app, 'It runs, and may end');
    door.open();
    await untilFinished(app, 'demo.Task', 1);
    clock.advance('PT30M');
    await untilFinished(app, 'demo.Neighbour', 2);
    expect((await look(app)).runs).toHaveLength(1);
    expect(await pausedTask(app)).toMatchObject({
      due: false,
      dueReason: `Paused by ${me} since 10:30: would have run 10:40 (attempt 2 after the failed run).`,
      nextRunAt: '2027-01-15T16:40:00Z',
    });
    await resume(app);
    const { runs } = await untilFinished(app, 'demo.Task', 2);
    expect(runs[0]).toMatchObject({ trigger: 'RETRY', attempt: 2, slot: '2027-01-15T16:30:00Z' });
  });

  test('does not run when a worker starts, keeps its pause, and can be paused for another reason', async () => {
    const { url: databaseUrl, close } = await createTestDatabase();
    const clock = new TestClock(friday);
    const tasks = [demoTask({ onBoot: true }), demoTask({ name: 'demo.Other', onBoot: true })];
    {
      await using app = await startTestApp({ clock, tasks, databaseUrl });
      await untilFinished(app, 'demo.Task', 1);
      await untilFinished(app, 'demo.Other', 1);
      await pause(app, 'First reason', '2027-01-16T16:00:00Z');
    }
    clock.advance('PT1M');
    {
      await using app = await startTestApp({ clock, tasks, databaseUrl });
      await untilFinished(app, 'demo.Other', 2);
      expect((await look(app)).runs).toHaveLength(1);
      expect((await pausedTask(app)).paused).toEqual({
        reason: 'First reason',
        by: me,
        at: friday,
        until: '2027-01-16T16:00:00Z',
      });
      const named = async (paused: string) =>
        (await app.query<{ tasks: object[] }>(`{ tasks(paused: ${paused}) { name } }`)).tasks;
      expect(await named('true')).toEqual([{ name: 'demo.Task' }]);
      expect(await named('false')).toEqual([{ name: 'demo.Other' }]);
      expect(await named('null')).toHaveLength(2);

      const replaced = { reason: 'Second reason', by: me, at: '2027-01-15T16:01:00Z', until: null };
      expect((await pause(app, 'Second reason')).paused).toEqual(replaced);
      await resume(app);
      expect(await named('true')).toEqual([]);
      expect((await look(app)).runs).toHaveLength(1);
    }
    await close();
  });
});

test('a run that somebody asked for and that was lost is made up for during a pause, a scheduled one is not', async () => {
  const clock = new TestClock(friday);
  const asked = gated();
  const scheduled = gated({ ...hourly, name: 'demo.Scheduled' });
  await using app = await startTestApp({ clock, tasks: [asked.task, scheduled.task] });
  await runNow(app, 'demo.Task');
  await Promise.all([asked.door.reached, scheduled.door.reached]);
  await pause(app, 'Both have begun');
  await app.query(pauseDocument, { name: 'demo.Scheduled', reason: 'Both have begun' });
  // No node has this id: their worker has died.
  await sql(app, `update run set node_id = gen_random_uuid() where state = 'RUNNING'`);
  asked.door.open();
  scheduled.door.open();
  const { runs } = await untilTask(app, 'demo.Task', (state) => state.runs[0]?.state === 'SUCCEEDED');
  expect(runs.map(({ trigger, state }) => `${trigger} ${state}`)).toEqual(['RETRY SUCCEEDED', 'MANUAL LOST']);

  const other = await untilTask(app, 'demo.Scheduled', (state) => state.runs[0]?.state === 'LOST');
  expect(other).toMatchObject({ due: false, runs: [{ state: 'LOST' }] });
  await app.query('mutation { resumeTask(name: "demo.Scheduled") { name } }');
  const made = await untilFinished(app, 'demo.Scheduled', 2);
  expect(made.runs[0]).toMatchObject({ trigger: 'RETRY', state: 'SUCCEEDED', slot: friday, attempt: 2 });
});

describe.concurrent('the request', () => {
  test('is refused without a fitting reason and end, and changes nothing then', async () => {
    await using app = await startTestApp({ clock: new TestClock(friday), tasks: [demoTask(hourly)] });
    const bad = (reason: string | null, until?: string | null) =>
      refusals(app, pauseDocument, { name: 'demo.Task', reason, until });
    const reason = [{ code: 'BAD_INPUT', field: 'reason' }];
    const until = [{ code: 'BAD_INPUT', field: 'until' }];
    expect(await bad(null)).toEqual(reason);
    expect(await bad('')).toEqual(reason);
    expect(await bad(' \t\n ')).toEqual(reason);
    expect(await bad('x'.repeat(501))).toEqual(reason);
    expect(await bad('nul \0')).toEqual(reason);
    expect(await bad('Why not', '2027-01-15T15:59:59Z')).toEqual(until);
    expect(await bad('Why not', friday)).toEqual(until);
    expect(await bad('Why not', 'tomorrow')).toEqual(until);
    expect((await pausedTask(app)).paused).toBeNull();

    expect(await bad(` ${'x'.repeat(500)} `, null)).toEqual([]);
    expect(await bad('Lone \uD800 surrogate', '9999-12-31T23:59:59Z')).toEqual([]);
    expect((await pausedTask(app)).paused).toMatchObject({ until: '9999-12-31T23:59:59Z' });
    expect(app.problems).toEqual([]);
  });

  test('takes no end that the database cannot keep', async () => {
    await using app = await startTestApp({ clock: new TestClock(friday), tasks: [demoTask(hourly)] });
    for (const until of ['+010000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z']) {
      const variables = { name: 'demo.Task', reason: 'For ever', until };
      const answer = await refusals(app, pauseDocument, variables);
      if (answer.length > 0) expect(answer, until).toEqual([{ code: 'BAD_INPUT', field: 'until' }]);
      else expect((await pausedTask(app)).paused?.until).toBe(until);
    }
    expect(app.problems).toEqual([]);
  });

  test('finds no unknown task, and refuses one that is retired', async () => {
    const { url: databaseUrl, close } = await createTestDatabase();
    {
      await using _old = await startTestApp({ tasks: [demoTask(hourly)], databaseUrl });
    }
    {
      await using app = await startTestApp({ tasks: [], databaseUrl });
      const edits = [
        pauseDocument,
        'mutation ($name: ID!) { resumeTask(name: $name) { name } }',
        'mutation ($name: ID!) { setTaskSchedule(name: $name, input: { every: "P1D" }) { name } }',
        'mutation ($name: ID!) { resetTaskSchedule(name: $name) { name } }',
      ];
      for (const edit of edits) {
        const answer = (name: string) =>
          refusals(app, edit, { name, ...(edit === pauseDocument && { reason: 'Why not' }) });
        expect(await answer('demo.None'), edit).toEqual([{ code: 'NOT_FOUND' }]);
        expect(await answer('demo.\0'), edit).toEqual([{ code: 'NOT_FOUND' }]);
        expect(await answer('demo.Task'), edit).toEqual([{ code: 'CONFLICT' }]);
      }
      expect((await pausedTask(app)).paused).toBeNull();
      expect(app.problems).toEqual([]);
    }
    await close();
  });
});

import { describe, expect, test } from 'vitest';
import { refusals } from '../graphql/support.ts';
import { aToken } from '../access/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { createTestDatabase } from '../support/database.ts';
import { demoTask, friday, look, me, sql, untilFinished } from './support.ts';

interface Scheduled {
  schedule: {
    every: string | null;
    at: string | null;
    retryAfter: string | null;
    text: string;
    overridden: boolean;
    overriddenBy: string | null;
    overriddenAt: string | null;
    version: number;
    builtIn: { every: string | null; text: string };
  };
  nextRunAt: string | null;
  nextRuns: string[];
  due: boolean;
  dueReason: string;
}

const fields = `schedule {
  every at retryAfter text overridden overriddenBy overriddenAt version builtIn { every text }
} nextRunAt nextRuns(first: 3) due dueReason`;
const setDocument = `mutation ($input: TaskScheduleInput!) {
  setTaskSchedule(name: "demo.Task", input: $input) { ${fields} }
}`;
const resetDocument = `mutation ($version: Int) {
  resetTaskSchedule(name: "demo.Task", expectedVersion: $version) { ${fields} }
}`;

const set = async (app: TestApp, input: object) =>
  (await app.query<{ setTaskSchedule: Scheduled }>(setDocument, { input })).setTaskSchedule;
const reset = async (app: TestApp) =>
  (await app.query<{ resetTaskSchedule: Scheduled }>(resetDocument)).resetTaskSchedule;
const scheduled = async (app: TestApp) =>
  (await app.query<{ task: Scheduled }>(`{ task(name: "demo.Task") { ${fields} } }`)).task;

const daily = demoTask({ schedule: { every: 'P1D', retryAfter: 'PT5M' } });

describe.concurrent("an administrator's schedule", () => {
  test('counts on every node at once and from the same last run', async () => {
    const { url: databaseUrl, close } = await createTestDatabase();
    const clock = new TestClock(friday);
    {
      await using server = await startTestApp({ clock, env: { ROLE: 'server' }, databaseUrl });
      await using node = await startTestApp({ clock, tasks: [daily], databaseUrl });
      const [first] = (await untilFinished(node, 'demo.Task', 1)).runs;
      expect(first).toMatchObject({ startedAt: friday });

      clock.advance('PT40M');
      expect(await set(server, { every: 'PT1H', expectedVersion: 1 })).toEqual({
        schedule: {
          every: 'PT1H',
          at: null,
          retryAfter: null,
          text: 'every hour',
          overridden: true,
          overriddenBy: me,
          overriddenAt: '2027-01-15T16:40:00Z',
          version: 2,
          builtIn: { every: 'P1D', text: 'every day' },
        },
        nextRunAt: '2027-01-15T17:00:00Z',
        nextRuns: ['2027-01-15T17:00:00Z', '2027-01-15T18:00:00Z', '2027-01-15T19:00:00Z'],
        due: false,
        dueReason: 'Not due before 11:00 (every hour).',
      });
      expect(await scheduled(node)).toEqual(await scheduled(server));

      // Counted from the run at 10:00, an occurrence is overdue already.
      await set(server, { every: 'PT15M' });
      const { runs, nextRunAt } = await untilFinished(node, 'demo.Task', 2);
      expect(runs[0]).toMatchObject({ slot: '2027-01-15T16:30:00Z', startedAt: '2027-01-15T16:40:00Z' });
      expect(nextRunAt).toBe('2027-01-15T16:55:00Z');

      expect(await reset(server)).toMatchObject({
        schedule: { every: 'P1D', retryAfter: 'PT5M', overridden: false, overriddenBy: null, version: 4 },
        nextRunAt: '2027-01-16T16:40:00Z',
      });
      // With nothing to reset, nothing happens.
      expect((await reset(server)).schedule).toMatchObject({ overriddenAt: null, version: 4 });
    }
    await close();
  });

  test('outlives an upgrade that changes the built-in one, and gives way to the new one when reset', async () => {
    const { url: databaseUrl, close } = await createTestDatabase();
    const clock = new TestClock(friday);
    {
      await using app = await startTestApp({ clock, tasks: [daily], databaseUrl });
      await untilFinished(app, 'demo.Task', 1);
      await set(app, { at: 'T12:00', retryAfter: 'PT2M' });
    }
    {
      const upgraded = [demoTask({ schedule: { every: 'PT30M' } })];
      await using app = await startTestApp({ clock, tasks: upgraded, databaseUrl });
      expect(await scheduled(app)).toMatchObject({
        schedule: {
          at: 'T12:00',
          retryAfter: 'PT2M',
          text: 'daily at 12:00',
          overriddenBy: me,
          version: 2,
          builtIn: { every: 'PT30M', text: 'every 30 minutes' },
        },
        nextRunAt: '2027-01-15T18:00:00Z',
      });
      expect(await reset(app)).toMatchObject({
        schedule: { every: 'PT30M', at: null, retryAfter: null, overridden: false },
        nextRunAt: '2027-01-15T16:30:00Z',
      });
    }
    await close();
  });

  test('that is empty leaves a task that runs only by hand', async () => {
    await using app = await startTestApp({ clock: new TestClock(friday), tasks: [daily] });
    await untilFinished(app, 'demo.Task', 1);
    for (const input of [{ every: '', at: '', retryAfter: '' }, { every: null, at: null }, {}]) {
      expect(await set(app, input)).toMatchObject({
        schedule: {
          every: null,
          at: null,
          retryAfter: null,
          text: 'only when run by hand',
          overridden: true,
        },
        nextRunAt: null,
        nextRuns: [],
        dueReason: 'Never due by itself: it runs only by hand.',
      });
    }
    expect(await sql(app, `select id from run where state = 'QUEUED'`)).toEqual([]);
    expect((await reset(app)).nextRunAt).toBe('2027-01-16T16:00:00Z');
  });

  test('forgets the day of month to which the old one returned', async () => {
    const clock = new TestClock('2027-01-31T13:00:00Z');
    const monthly = demoTask({ schedule: { every: 'P1M', at: 'T08:00' } });
    await using app = await startTestApp({ clock, tasks: [monthly] });
    clock.moveTo('2027-01-31T14:00:00Z');
    await untilFinished(app, 'demo.Task', 1);
    clock.moveTo('2027-02-28T14:00:00Z');
    expect((await untilFinished(app, 'demo.Task', 2)).nextRunAt).toBe('2027-03-31T14:00:00Z');
    expect((await set(app, { every: 'P1M', at: 'T09:00' })).nextRunAt).toBe('2027-03-28T15:00:00Z');
  });
});

describe.concurrent('the edit', () => {
  test('has the problems of the preview, word for word', async () => {
    await using app = await startTestApp({ clock: new TestClock(friday), tasks: [daily] });
    const inputs = [
      { every: 'PT0S' },
      { every: 'PT6H', at: 'T00:00' },
      { every: 'T02:00', at: 'T03:00' },
      { every: 'nonsense', at: 'T2:00', retryAfter: '-P1D' },
      { at: 'T24:00' },
      { at: 'T02:00Z' },
      { every: 'PT1H', retryAfter: 'T02:00' },
      { every: 'P1.5D' },
      { every: 'P101Y' },
      { every: 'PT1H\0' },
      { every: ' ' },
      { every: '<script>'.repeat(50) },
    ];
    for (const input of inputs) {
      const { previewSchedule } = await app.query<{
        previewSchedule: { problems: { field: string; message: string }[] };
      }>(
        'query ($input: SchedulePreviewInput!) { previewSchedule(input: $input) { problems { field message } } }',
        { input },
      );
      const { problems } = previewSchedule;
      expect(problems.length, JSON.stringify(input)).toBeGreaterThan(0);
      const { errors } = await app.request(setDocument, { input });
      expect(errors).toMatchObject([
        {
          message: problems.map(({ field, message }) => `${field}: ${message}`).join('; '),
          extensions: { code: 'BAD_INPUT', field: problems[0]!.field },
        },
      ]);
    }
    expect((await scheduled(app)).schedule).toMatchObject({ overridden: false, version: 1 });
    expect(app.problems).toEqual([]);
  });

  test('made on a version that somebody has changed meanwhile is refused, and says who did', async () => {
    await using app = await startTestApp({ tasks: [daily] });
    const { authorization } = await aToken(app, { name: 'Somebody else', role: 'admin' });
    const input = { every: 'PT1H', expectedVersion: 1 };
    const answers = await Promise.all([
      app.request<unknown>(setDocument, { input }),
      app.request<unknown>(setDocument, { input }, { authorization }),
    ]);
    const refused = answers.filter(({ errors }) => errors);
    expect(refused).toHaveLength(1);
    const winner = answers[0].errors ? 'Somebody else' : me;
    expect(refused[0]!.errors).toMatchObject([
      {
        message: `${winner} has changed the schedule of demo.Task meanwhile: read it again and repeat the edit on version 2.`,
        extensions: { code: 'CONFLICT', field: 'expectedVersion' },
      },
    ]);
    expect((await scheduled(app)).schedule).toMatchObject({ overriddenBy: winner, version: 2 });

    expect(await refusals(app, resetDocument, { version: 1 })).toMatchObject([{ code: 'CONFLICT' }]);
    expect(await refusals(app, resetDocument, { version: 2 })).toEqual([]);
    const { errors } = await app.request(setDocument, { input: { every: 'PT2H', expectedVersion: 2 } });
    expect(errors![0]!.message).toMatch(/^Somebody has reset the schedule of demo\.Task .* version 3\.$/);
    expect((await scheduled(app)).schedule).toMatchObject({ overridden: false, version: 3 });
  });

  test('of one version succeeds once when twenty are made at the same time on two nodes', async () => {
    const { url: databaseUrl, close } = await createTestDatabase();
    {
      await using one = await startTestApp({ tasks: [daily], databaseUrl });
      await using two = await startTestApp({ env: { ROLE: 'server' }, databaseUrl });
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const input = { every: `PT${index + 1}H`, expectedVersion: 1 };
          return (index % 2 ? one : two).request<unknown>(setDocument, { input });
        }),
      );
      const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'OK');
      expect(codes.toSorted()).toEqual([...Array<string>(19).fill('CONFLICT'), 'OK']);
      expect((await scheduled(one)).schedule).toMatchObject({
        every: `PT${codes.indexOf('OK') + 1}H`,
        version: 2,
      });
      expect((await look(two)).due).toBe((await look(one)).due);
      expect([...one.problems, ...two.problems]).toEqual([]);
    }
    await close();
  });
});

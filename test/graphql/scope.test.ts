import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedIfEmpty } from '../../server/domain/sample/seed.ts';
import { defineTask, type TaskOptions } from '../../server/engine/task.ts';
import { tasks } from '../../server/tasks/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { refusals } from './support.ts';

/** 10:00 in Regina. */
const friday = '2027-01-15T16:00:00Z';
const [today, timeZone] = ['2027-01-15', 'America/Regina'];

const scopeOf = async (app: TestApp, name: string): Promise<string | null> =>
  (
    await app.query<{ task: { scope: string | null } }>(
      'query ($name: ID!) { task(name: $name) { scope } }',
      { name },
    )
  ).task.scope;

describe('what a task would look at', () => {
  let app: TestApp;
  const count = async (from: string): Promise<number> => {
    const rows = await app.app.orm.em
      .fork()
      .execute<{ count: number }[]>(`select count(*)::int as count from ${from}`);
    return rows[0]?.count ?? -1;
  };

  beforeAll(async () => {
    const clock = new TestClock(friday);
    app = await startTestApp({ clock, tasks });
    // Their first runs find an empty database. Time then stands still, so that no other run comes.
    await app.until<{ tasks: { due: boolean; activeRun: object | null }[] }>(
      '{ tasks { due activeRun { id } } }',
      (data) => data.tasks.every(({ due, activeRun }) => !due && !activeRun),
    );
    await seedIfEmpty(app.app.orm.em.fork(), { now: clock.now(), timeZone });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  /** The numbers of each sentence, counted here by the rules of the domain. */
  const told: [string, RegExp, string[]][] = [
    ['proposals.CycleLifecycle', /^It checks (\d+) cycles: \d+ changes? today\.$/, ['cycle']],
    [
      'proposals.CreateCycles',
      /^It checks (\d+) active cycle types: \d+ cycles? (?:is|are) missing until 2029\.$/,
      ['cycle_type where active'],
    ],
    [
      'proposals.AdvanceReviewWorkflow',
      /^It looks at (\d+) undecided submissions and their reviews\.$/,
      [
        `submission s join track t on t.id = s.track_id join cycle c on c.id = s.cycle_id
         where s.approved is null and c.end_date > '${today}' and (not t.require_call or c.close_date <= '${today}')`,
      ],
    ],
    [
      'proposals.StartReviews',
      /^It opens (\d+) reviews? and tells the reviewers\./,
      [
        `review r join stage on stage.id = r.stage_id join submission s on s.id = r.submission_id
         where r.state = 'PENDING' and stage.auto_start and r.due_date is not null and s.approved is null`,
      ],
    ],
    [
      'proposals.RemindReviewers',
      /^It looks at (\d+) open reviews? due by tomorrow: \d+ needs? a reminder\.$/,
      [`review where state = 'OPEN' and due_date between '${today}' and date '${today}' + 1`],
    ],
    [
      'projects.CreateCallProjects',
      /^It looks at (\d+) approved submissions? without a project and at (\d+) requests? for renewal\.$/,
      [
        `submission s join track t on t.id = s.track_id join cycle c on c.id = s.cycle_id
         where t.require_call and s.approved and s.project_id is null and s.no_project_reason is null
           and c.alloc_date <= '${today}' and c.end_date > '${today}'`,
        `allocation_request r join cycle c on c.id = r.cycle_id
         where r.state = 'SUBMITTED' and c.alloc_date <= '${today}'`,
      ],
    ],
    [
      'projects.CreateNonCallProjects',
      /^It looks at (\d+) approved submissions? without a project and at \d+ flexible allocations? to roll over\.$/,
      [
        `submission s join track t on t.id = s.track_id join cycle c on c.id = s.cycle_id
         where not t.require_call and s.approved and s.project_id is null and s.no_project_reason is null
           and c.end_date > '${today}'`,
      ],
    ],
    [
      'projects.NotifyProjects',
      /^It tells the results of (\d+) cycles? and (\d+) decisions? without a call\.$/,
      [
        `cycle where alloc_date < '${today}' and '${today}' < end_date and results_notified_at is null`,
        `submission s join track t on t.id = s.track_id
         where not t.require_call and s.state = 'REVIEWED' and s.notified_at is null
           and (not s.approved or s.project_id is not null)
           and (s.decided_at at time zone '${timeZone}')::date + t.notify_offset_days <= '${today}'`,
      ],
    ],
    [
      'projects.AutoSignOff',
      /^It checks (\d+) unfinished sessions?: \d+ (?:is|are) overdue\.$/,
      [`beam_session where state in ('LIVE', 'READY')`],
    ],
    [
      'notifications.DeliverMessages',
      /^It looks at (\d+) waiting messages?: (\d+) (?:is|are) due\.$/,
      [
        `notification where state = 'QUEUED'`,
        `notification where state = 'QUEUED' and next_attempt_at <= '${friday}'`,
      ],
    ],
  ];

  test('is told by every task', () => {
    expect(told.map(([name]) => name).toSorted()).toEqual(tasks.map(({ name }) => name).toSorted());
  });

  test.each(told)('%s', async (name, sentence, counts) => {
    const scope = await scopeOf(app, name);
    expect(scope).toMatch(sentence);
    const expected = await Promise.all(counts.map(count));
    expect(expected.some((number) => number > 0)).toBe(true);
    expect(
      sentence
        .exec(scope ?? '')
        ?.slice(1)
        .map(Number),
    ).toEqual(expected);
  });
});

describe('a scope', () => {
  let counted = 0;
  const task = (name: string, scope: TaskOptions['scope']) =>
    defineTask({
      name,
      label: name,
      description: 'For tests.',
      schedule: { at: 'T02:00' },
      ...(scope && { scope }),
      run: async () => undefined,
    });
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({
      clock: new TestClock(friday),
      tasks: [
        task('demo.Silent', undefined),
        task('demo.Dated', async ({ em, today: date, now }) => {
          counted += 1;
          const [row] = await em.execute<{ count: number }[]>('select count(*)::int as count from task');
          return `It looks at ${row?.count} tasks on ${date.toString()} at ${now.toString()}.`;
        }),
        task('demo.Writing', async ({ em }) => {
          await em.execute(`update task set label = 'Written'`);
          return 'It wrote.';
        }),
        task('demo.Slow', async ({ em }) => {
          await em.execute('select pg_sleep(60)');
          return 'It waited.';
        }),
      ],
    });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  test('is counted at the moment of the question, once for all who ask together', async () => {
    const { a, b } = await app.query<Record<'a' | 'b', { scope: string }>>(
      '{ a: task(name: "demo.Dated") { scope } b: task(name: "demo.Dated") { scope } }',
    );
    expect(a.scope).toBe('It looks at 4 tasks on 2027-01-15 at 2027-01-15T16:00:00Z.');
    expect(b).toEqual(a);
    expect(counted).toBe(1);
  });

  test('is null for a task that tells nothing', async () => {
    expect(await scopeOf(app, 'demo.Silent')).toBeNull();
  });

  test('cannot write: it is null then, and the reason is reported', async () => {
    expect(await scopeOf(app, 'demo.Writing')).toBeNull();
    expect(app.problems.at(-1)).toContain('demo.Writing');
    expect(app.problems.at(-1)).toContain('read-only transaction');
    const { task: after } = await app.query<{ task: { label: string } }>(
      '{ task(name: "demo.Writing") { label } }',
    );
    expect(after.label).toBe('demo.Writing');
  });

  test('that takes long is given up', async () => {
    expect(await scopeOf(app, 'demo.Slow')).toBeNull();
    expect(app.problems.at(-1)).toContain('statement timeout');
  });

  test('is not given for a list of tasks', async () => {
    expect(await refusals(app, '{ tasks { scope } }')).toEqual([{ code: 'BAD_INPUT' }]);
  });
});

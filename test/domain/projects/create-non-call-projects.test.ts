import { beforeEach, describe, expect, test } from 'vitest';
import { cycleDates, type CycleDates } from '../../../server/domain/cycles/cycle-dates.ts';
import { Allocation } from '../../../server/domain/projects/allocation.entity.ts';
import {
  createNonCallProjects,
  pendingNonCallProjects,
} from '../../../server/domain/projects/create-non-call-projects.ts';
import { Project } from '../../../server/domain/projects/project.entity.ts';
import { atOnce } from '../support/at-once.ts';
import { day, noon } from '../support/dates.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';
import {
  aCycle,
  aFacility,
  anAllocation,
  aProject,
  aReviewType,
  aSubmission,
  aTechnique,
  aTrack,
  examples,
} from '../support/world.ts';

const db = useEmptyDomain();
beforeEach(async () => {
  await aReviewType(db.orm, { kind: 'APPROVAL' });
});

/** One run on a day: what it returned and logged. */
async function runOn(date: string) {
  const today = day(date);
  const { log, lines, fields } = recordedLog();
  const result = await createNonCallProjects(db.orm.em.fork(), { today, now: noon(today), log });
  return { ...result, lines, fields };
}

const allocations = () =>
  db.orm.em.fork().find(Allocation, {}, { orderBy: { cycle: { startDate: 'asc' }, id: 'asc' } });

const january = (year: number): CycleDates => cycleDates({ ...examples.rule, startMonth: 1 }, year);

describe('a submission on a track without a call leads to a project', () => {
  async function approved(row: object = {}) {
    const cycle = await aCycle(db.orm);
    const track = await aTrack(db.orm, { requireCall: false, durationCycles: 1 });
    const technique = await aTechnique(db.orm, await aFacility(db.orm, 'XRD'));
    const columns = { cycle, track, state: 'REVIEWED', approved: true, ...row };
    return aSubmission(db.orm, columns, [technique]);
  }

  test.each([
    ['before its call even opens: yes', '2025-01-01', {}, 1],
    ['on the last day of the cycle: yes', '2025-12-31', {}, 1],
    ['when the cycle is over: no', '2026-01-01', {}, 0],
    ['rejected: no', '2025-08-01', { approved: false }, 0],
    ['found to get none: no', '2025-08-01', { noProjectReason: 'nobody passed' }, 0],
  ])('%s', async (_, date, row, created) => {
    await approved(row);
    const pending = await pendingNonCallProjects(db.orm.em.fork(), day(date));
    expect(pending).toEqual({ submissions: created, allocations: 0 });
    expect((await runOn(date)).created).toBe(created);
    expect(await allocations()).toMatchObject(created ? [{ origin: 'NON_CALL', shifts: 0 }] : []);
  });

  test('and not on one with a call', async () => {
    await approved({ track: await aTrack(db.orm) });
    expect((await runOn('2025-08-01')).created).toBe(0);
    expect(await db.orm.em.fork().count(Project)).toBe(0);
  });

  test('and its one cycle ends with the cycle', async () => {
    await approved();
    await runOn('2025-08-01');
    const [project] = await db.orm.em.fork().find(Project, {});
    expect(String(project!.endDate)).toBe('2025-12-31');
  });

  test('and one that cannot be made into a project is named while the others are made', async () => {
    await approved({ code: 'RA1' });
    const track = await aTrack(db.orm, { requireCall: false, durationCycles: 20_000 });
    await aSubmission(db.orm, {
      cycle: await aCycle(db.orm),
      track,
      code: 'RA2',
      state: 'REVIEWED',
      approved: true,
    });
    // Without facility no project comes of it; with one that lives too long, an error does.
    const facility = await aFacility(db.orm, 'XAS');
    await aSubmission(
      db.orm,
      { cycle: await aCycle(db.orm), track, code: 'RA3', state: 'REVIEWED', approved: true },
      [await aTechnique(db.orm, facility)],
    );
    const today = day('2025-08-01');
    const { log, lines } = recordedLog();
    await expect(createNonCallProjects(db.orm.em.fork(), { today, now: noon(today), log })).rejects.toThrow(
      '1 of 3 submissions could not be made into projects: see the log',
    );
    expect(lines.map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['INFO RA1', 'WARN RA2', 'ERROR RA3']),
    );
    expect(await db.orm.em.fork().count(Project)).toBe(1);
  });
});

describe('an allocation on a flexible facility', () => {
  /** An allocation in 2025 Jul-Dec, followed by 2026 Jan-Jun; `row` and `project` replace any column. */
  async function allocated(
    row: object = {},
    project: object = {},
    facility: object = { flexSchedule: true },
  ) {
    const now = await aCycle(db.orm);
    const next = await aCycle(db.orm, january(2026));
    const beamline = await aFacility(db.orm, 'XRD', facility);
    const id = await aProject(db.orm, { cycle: now, code: '010G-00001', ...project });
    const columns = { project: id, facility: beamline, cycle: now, shifts: 5, shiftsRequested: 6, ...row };
    await anAllocation(db.orm, { justification: 'Salt', procedure: 'Look', origin: 'NON_CALL', ...columns });
    return { now, next, project: id, facility: beamline };
  }

  test('goes on in the next cycle without shifts, with justification and procedure', async () => {
    const { project, facility, next } = await allocated();
    expect(await pendingNonCallProjects(db.orm.em.fork(), day('2025-08-01'))).toEqual({
      submissions: 0,
      allocations: 1,
    });
    const run = await runOn('2025-08-01');
    expect(run.renewed).toBe(1);
    expect(run.lines).toEqual(['INFO 010G-00001: renewed on XRD for 2026 Jan-Jun']);
    expect(run.fields).toEqual([{ projectId: project, facilityId: facility, cycleId: next }]);
    expect((await allocations())[1]).toMatchObject({
      project: { id: project },
      facility: { id: facility },
      cycle: { id: next },
      origin: 'FLEXIBLE',
      shifts: 0,
      shiftsRequested: 0,
      score: null,
      justification: 'Salt',
      procedure: 'Look',
    });
  });

  test.each([
    ['was declined: no', { declined: true }, {}, { flexSchedule: true }, 0],
    ['was granted at discretion: no', { discretionary: true }, {}, { flexSchedule: true }, 0],
    ['is on a facility with a schedule: no', {}, {}, {}, 0],
    [
      'is of a project that ends a day too early: no',
      {},
      { endDate: '2026-06-29' },
      { flexSchedule: true },
      0,
    ],
    [
      'is of a project that ends with the next cycle: yes',
      {},
      { endDate: '2026-06-30' },
      { flexSchedule: true },
      1,
    ],
  ])('goes on when it %s', async (_, row, project, facility, renewed) => {
    await allocated(row, project, facility);
    expect((await pendingNonCallProjects(db.orm.em.fork(), day('2025-08-01'))).allocations).toBe(renewed);
    expect((await runOn('2025-08-01')).renewed).toBe(renewed);
  });

  test.each([
    ['2025-02-04', 0],
    ['2025-02-05', 1],
    ['2025-12-31', 1],
    ['2026-01-01', 0],
  ])('goes on from the opening of its call to the end of its cycle: on %s %i', async (date, renewed) => {
    await allocated();
    expect((await runOn(date)).renewed).toBe(renewed);
  });

  test('goes on although the project has an allocation on another facility there', async () => {
    const { project, next } = await allocated();
    const other = await aFacility(db.orm, 'XAS', { flexSchedule: true });
    await anAllocation(db.orm, { project, facility: other, cycle: next });
    expect((await runOn('2025-08-01')).renewed).toBe(1);
  });

  test('is left as people made it when the next cycle has one on that facility', async () => {
    const { project, next, facility } = await allocated();
    await anAllocation(db.orm, { project, facility, cycle: next, shifts: 7 });
    expect((await runOn('2025-08-01')).renewed).toBe(0);
    expect((await allocations())[1]).toMatchObject({ shifts: 7, origin: 'CALL' });
  });

  test('goes on in the cycle with the smallest start after the end of its own, of any type, not in one that overlaps', async () => {
    const overlapping = { startMonth: 10 };
    await aCycle(db.orm, cycleDates({ ...examples.rule, ...overlapping }, 2025));
    await aCycle(db.orm, cycleDates({ ...examples.rule, startMonth: 3 }, 2026));
    const { next } = await allocated();
    // Starts on the same day as the next one: the lower id counts.
    await aCycle(db.orm, cycleDates({ ...examples.rule, startMonth: 1, durationMonths: 3 }, 2026));
    await runOn('2025-08-01');
    expect((await allocations()).map(({ cycle, origin }) => [cycle.id, origin])).toEqual([
      [expect.anything(), 'NON_CALL'],
      [next, 'FLEXIBLE'],
    ]);
  });

  test('goes on through all cycles whose calls have opened in one run, so that a second run does nothing', async () => {
    await allocated();
    await aCycle(db.orm, examples.dates(2026));
    // The call for 2026 Jan-Jun is open, that for 2026 Jul-Dec is not.
    expect((await runOn('2025-08-20')).lines).toEqual([
      'INFO 010G-00001: renewed on XRD for 2026 Jan-Jun',
      'INFO 010G-00001: renewed on XRD for 2026 Jul-Dec',
    ]);
    expect(await runOn('2025-08-20')).toMatchObject({ renewed: 0, lines: [] });
  });

  test('stays alone when no cycle follows', async () => {
    const cycle = await aCycle(db.orm);
    const facility = await aFacility(db.orm, 'XRD', { flexSchedule: true });
    await anAllocation(db.orm, { project: await aProject(db.orm, { cycle }), facility, cycle });
    expect((await runOn('2025-08-01')).renewed).toBe(0);
  });

  test('goes on once when several runs meet', async () => {
    const { now, facility } = await allocated();
    for (let index = 0; index < 4; index++) {
      await anAllocation(db.orm, { project: await aProject(db.orm, { cycle: now }), facility, cycle: now });
    }
    const run = () => runOn('2025-08-01');
    const runs = await atOnce(db.orm, 'allocation', [run, run, run]);
    expect(runs.reduce((sum, { renewed }) => sum + renewed, 0)).toBe(5);
    expect(runs.flatMap(({ lines }) => lines)).toHaveLength(5);
    expect(await allocations()).toHaveLength(10);
  });

  test('that cannot go on is named, the others go on, and the run fails', async () => {
    const { now, facility, project } = await allocated();
    await anAllocation(db.orm, { project: await aProject(db.orm, { cycle: now }), facility, cycle: now });
    await db.orm.em.execute(
      `alter table allocation add constraint stubborn check (project_id <> ${project} or origin <> 'FLEXIBLE')`,
    );
    const today = day('2025-08-01');
    const { log, lines } = recordedLog();
    try {
      await expect(createNonCallProjects(db.orm.em.fork(), { today, now: noon(today), log })).rejects.toThrow(
        '1 of 2 allocations could not be rolled over: see the log',
      );
    } finally {
      await db.orm.em.execute('alter table allocation drop constraint stubborn');
    }
    expect(lines).toContainEqual(
      expect.stringMatching(/^ERROR 010G-00001: could not be renewed on XRD for 2026 Jan-Jun: /),
    );
    expect(await allocations()).toHaveLength(3);
  });
});

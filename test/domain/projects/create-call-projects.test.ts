import { beforeEach, describe, expect, test } from 'vitest';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import { Allocation } from '../../../server/domain/projects/allocation.entity.ts';
import {
  createCallProjects,
  pendingCallProjects,
} from '../../../server/domain/projects/create-call-projects.ts';
import { createNonCallProjects } from '../../../server/domain/projects/create-non-call-projects.ts';
import { Material } from '../../../server/domain/projects/material.entity.ts';
import { Project } from '../../../server/domain/projects/project.entity.ts';
import { Review } from '../../../server/domain/reviews/review.entity.ts';
import { Submission } from '../../../server/domain/reviews/submission.entity.ts';
import { atOnce } from '../support/at-once.ts';
import { day, noon } from '../support/dates.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';
import {
  aCycle,
  aFacility,
  aFacilityRequest,
  anAllocation,
  aProject,
  aProposal,
  aReviewType,
  aStage,
  aSubmission,
  aSubmittedReview,
  aTechnique,
  aTrack,
  aUser,
  examples,
} from '../support/world.ts';

const db = useEmptyDomain();
beforeEach(async () => {
  await db.orm.em.execute('alter sequence project_code restart');
  // The safety review's type; a test that wants none says so.
  await aReviewType(db.orm, { kind: 'APPROVAL', code: 'safety-approval', role: 'staff:safety' });
});

/** One run on a day: what it returned and logged. The allocation date of the example cycle is 30 April 2025. */
async function runOn(date: string, task: typeof createCallProjects = createCallProjects) {
  const today = day(date);
  const now = noon(today);
  const { log, lines, fields } = recordedLog();
  const result = await task(db.orm.em.fork(), { today, now, log, notify: queueMessages({ now }) });
  return { ...result, lines, fields };
}

const nonCall: typeof createCallProjects = async (em, work) => ({
  ...(await createNonCallProjects(em, work)),
  rejected: 0,
});

/** A track with one stage per facility, that passes at 3. */
async function technicalTrack(row: object = {}) {
  const track = await aTrack(db.orm, row);
  const reviewType = await aReviewType(db.orm, { kind: 'TECHNICAL', perFacility: true });
  return { track, stage: await aStage(db.orm, { track, position: 1, passScore: 3, reviewType }) };
}

/** An approved call submission that asks for one beamline, without reviews, on a track without stages. */
async function approved(row: object = {}, facility?: string) {
  const cycle = await aCycle(db.orm);
  const technique = await aTechnique(db.orm, facility ?? (await aFacility(db.orm, `BL-${cycle}`)));
  const proposal = await aProposal(db.orm);
  const track = await aTrack(db.orm);
  const columns = { cycle, track, proposal, state: 'REVIEWED', approved: true, ...row };
  return { id: await aSubmission(db.orm, columns, [technique]), ...columns };
}

const submission = (id: string) => db.orm.em.fork().findOneOrFail(Submission, id);
const projects = () => db.orm.em.fork().find(Project, {}, { orderBy: { id: 'asc' } });
const allocations = () => db.orm.em.fork().find(Allocation, {}, { orderBy: { id: 'asc' } });

describe('a project', () => {
  test('takes everything from its submission, in one go', async () => {
    const cycle = await aCycle(db.orm);
    const [spokesperson, leader, delegate, member, second] = [
      await aUser(db.orm),
      await aUser(db.orm),
      await aUser(db.orm),
      await aUser(db.orm, { email: 'Grace@Example.org' }),
      await aUser(db.orm, { altEmail: 'old@example.org' }),
    ];
    await aUser(db.orm, { altEmail: 'grace@example.org' });
    const samples = [{ name: 'salt', hazards: ['none'] }];
    const proposal = await aProposal(db.orm, {
      title: 'On salt',
      spokesperson,
      leader,
      delegate,
      team: ['grace@example.org', ' OLD@example.org ', 'stranger@example.org'],
      samples,
    });
    const beamline = await aFacility(db.orm, 'XRD');
    const instrument = await aFacility(db.orm, 'XRD-A', { kind: 'INSTRUMENT', parent: beamline });
    const failing = await aFacility(db.orm, 'XAS');
    const [diffraction, absorption] = [await aTechnique(db.orm, beamline), await aTechnique(db.orm, failing)];
    await aFacilityRequest(db.orm, {
      proposal,
      facility: beamline,
      shifts: 6,
      justification: 'Salt is everywhere',
      procedure: 'Look at it',
    });
    const { track, stage } = await technicalTrack();
    const scientific = await aStage(db.orm, { track, position: 2, weight: 3, passScore: 4 });
    const id = await aSubmission(
      db.orm,
      { code: 'GE1', cycle, track, proposal, state: 'REVIEWED', approved: true },
      [diffraction, absorption],
    );
    await aSubmittedReview(db.orm, { submission: id, stage, facility: beamline, score: 2 });
    await aSubmittedReview(db.orm, { submission: id, stage, facility: failing, score: 4 });
    await aSubmittedReview(db.orm, { submission: id, stage: scientific, score: 3 });
    await aSubmittedReview(db.orm, { submission: id, stage: scientific, score: 4 });

    const run = await runOn('2025-04-30');
    const [project] = await db.orm.em.fork().find(Project, {}, { populate: ['team', 'techniques'] });
    const code = `${cycle.padStart(3, '0')}G-00001`;
    expect(project).toMatchObject({
      code,
      title: 'On salt',
      proposal: { id: proposal },
      cycle: { id: cycle },
      spokesperson: { id: spokesperson },
      leader: { id: leader },
      delegate: { id: delegate },
      startNotifiedAt: null,
    });
    expect(String(project!.startDate)).toBe('2025-07-01');
    expect(String(project!.endDate)).toBe('2027-06-30');
    expect(new Set(project!.team.getItems().map(({ id }) => id))).toEqual(new Set([member, second]));
    expect(project!.techniques.getItems().map(({ id }) => id)).toEqual([diffraction]);

    const shared = {
      project: { id: project!.id },
      cycle: { id: cycle },
      origin: 'CALL',
      shifts: 0,
      shiftsRequested: 6,
      score: 3.125,
      scores: { 1: 2, 2: 3.5 },
      declined: false,
      discretionary: false,
      justification: 'Salt is everywhere',
      procedure: 'Look at it',
    };
    expect(await allocations()).toMatchObject([
      { ...shared, facility: { id: beamline } },
      { ...shared, facility: { id: instrument } },
    ]);

    const [material] = await db.orm.em.fork().find(Material, {});
    expect(material).toMatchObject({ project: { id: project!.id }, state: 'PENDING', samples });
    const [review] = await db.orm.em.fork().find(Review, { material: { $ne: null } }, { populate: ['type'] });
    expect(review).toMatchObject({
      material: { id: material!.id },
      submission: null,
      cycle: { id: cycle },
      role: 'staff:safety',
      state: 'OPEN',
      isComplete: false,
    });
    expect(review!.type.code).toBe('safety-approval');
    expect(String(review!.dueDate)).toBe('2025-05-14');

    expect(await submission(id)).toMatchObject({
      project: { id: project!.id },
      noProjectReason: null,
      state: 'REVIEWED',
    });
    expect(run).toMatchObject({ created: 1, joined: 0, without: 0, renewed: 0, rejected: 0 });
    expect(run.lines).toEqual([`INFO GE1: created project ${code}`]);
    expect(run.fields).toEqual([{ submissionId: id, projectId: project!.id }]);
  });

  test('is not made when no facility passes: the reason is kept, and a person is told', async () => {
    const { track, stage } = await technicalTrack();
    const facility = await aFacility(db.orm, 'XRD');
    const { id } = await approved({ code: 'GE1', track }, facility);
    await aSubmittedReview(db.orm, { submission: id, stage, facility, score: 3.5 });
    const run = await runOn('2025-04-30');
    expect(run).toMatchObject({ created: 0, without: 1 });
    expect(run.lines).toEqual(['WARN GE1: no project, no facility passed every blocking stage']);
    expect(await submission(id)).toMatchObject({
      project: null,
      noProjectReason: 'no facility passed every blocking stage',
    });
    expect(await projects()).toEqual([]);
    expect((await runOn('2025-05-01')).lines).toEqual([]);
  });

  test('on an empty sector gets no allocation, and a person is told', async () => {
    const sector = await aFacility(db.orm, 'MX', { kind: 'SECTOR' });
    await approved({ code: 'GE1' }, sector);
    const { lines } = await runOn('2025-04-30');
    expect(lines).toEqual([
      expect.stringMatching(/^INFO GE1: created project /),
      'WARN GE1: nothing allocated, MX has no beamline or instrument directly below it',
    ]);
    expect(await allocations()).toEqual([]);
  });

  test.each([
    ['none is of kind APPROVAL', { kind: 'SAFETY' }],
    ['its role is one for each facility', { role: 'safety:{}' }],
    ['it has no role', { role: null }],
  ])('is made without safety review when %s, with one warning a run', async (_, row) => {
    await db.orm.em.execute('delete from review_type');
    await aReviewType(db.orm, { kind: 'APPROVAL', ...row });
    await approved();
    await approved();
    const run = await runOn('2025-04-30');
    expect(run.created).toBe(2);
    expect(run.lines.slice(2)).toEqual([
      'WARN No safety review of materials was opened: no review type of kind APPROVAL has a role that names no facility',
    ]);
    expect(await db.orm.em.fork().count(Material)).toBe(2);
    expect(await db.orm.em.fork().count(Review)).toBe(0);
  });
});

describe('a submission leads to a project', () => {
  test.each([
    ['on the day before the allocation date: no', '2025-04-29', {}, 0],
    ['on the allocation date: yes', '2025-04-30', {}, 1],
    ['late, within the cycle: yes', '2025-12-31', {}, 1],
    ['when the cycle is over: no', '2026-01-01', {}, 0],
    ['already told of: yes', '2025-04-30', { state: 'COMPLETE' }, 1],
    ['rejected: no', '2025-04-30', { approved: false }, 0],
    ['undecided: no', '2025-04-30', { state: 'STARTED', approved: null }, 0],
    ['found to get none: no', '2025-04-30', { noProjectReason: 'nobody passed' }, 0],
  ])('%s', async (_, date, row, created) => {
    await approved(row);
    const pending = await pendingCallProjects(db.orm.em.fork(), day(date));
    expect(pending).toEqual({ submissions: created, requests: 0 });
    expect((await runOn(date)).created).toBe(created);
    expect(await projects()).toHaveLength(created);
  });

  test('of a track without a call: not here', async () => {
    await approved({ track: await aTrack(db.orm, { requireCall: false }) });
    expect((await runOn('2025-04-30')).created).toBe(0);
  });
});

describe('a second submission of a proposal', () => {
  test('joins the project: techniques and allocations are added, and it ends later', async () => {
    const first = await approved({ code: 'GE1' });
    await runOn('2025-04-30');
    const nextCycle = await aCycle(db.orm, examples.dates(2026));
    const other = await aFacility(db.orm, 'XAS');
    const second = await approved({ code: 'RA1', proposal: first.proposal, cycle: nextCycle }, other);
    const run = await runOn('2026-04-29');
    const [project, ...more] = await db.orm.em.fork().find(Project, {}, { populate: ['techniques'] });
    expect(more).toEqual([]);
    expect(run).toMatchObject({ created: 0, joined: 1 });
    expect(run.lines).toEqual([`INFO RA1: joined project ${project!.code}`]);
    expect((await submission(second.id)).project?.id).toBe(project!.id);
    expect(String(project!.startDate)).toBe('2025-07-01');
    expect(String(project!.endDate)).toBe('2028-06-30');
    expect(project!.techniques).toHaveLength(2);
    expect(await allocations()).toMatchObject([
      { cycle: { id: first.cycle } },
      { cycle: { id: nextCycle }, facility: { id: other } },
    ]);
    expect(await db.orm.em.fork().count(Material)).toBe(1);
  });

  test('in the same run makes no second project', async () => {
    const first = await approved({ code: 'GE1' });
    const { cycle, proposal } = first;
    await approved({ code: 'RA1', cycle, proposal, track: await aTrack(db.orm, { durationCycles: 6 }) });
    const run = await runOn('2025-04-30');
    expect(run).toMatchObject({ created: 1, joined: 1 });
    const [project, ...more] = await projects();
    expect(more).toEqual([]);
    expect(String(project!.endDate)).toBe('2028-06-30');
    expect(run.lines).toEqual([
      `INFO GE1: created project ${project!.code}`,
      `INFO RA1: joined project ${project!.code}`,
    ]);
  });

  test('leaves an allocation that is there as people made it', async () => {
    const facility = await aFacility(db.orm, 'XRD');
    const { cycle, proposal } = await approved({}, facility);
    const project = await aProject(db.orm, { cycle, proposal });
    const granted = {
      shifts: 9,
      shiftsRequested: 12,
      declined: true,
      discretionary: true,
      origin: 'NON_CALL',
    };
    await anAllocation(db.orm, { project, facility, cycle, ...granted });
    expect((await runOn('2025-04-30')).joined).toBe(1);
    expect(await allocations()).toMatchObject([granted]);
  });
});

describe('runs', () => {
  test('a second one does nothing', async () => {
    await approved();
    await runOn('2025-04-30');
    const again = await runOn('2025-04-30');
    expect(again).toMatchObject({ created: 0, joined: 0, without: 0, lines: [] });
    expect(await projects()).toHaveLength(1);
    expect(await allocations()).toHaveLength(1);
  });

  test('at once, of both tasks, make one project of a proposal and count it once', async () => {
    const { proposal, cycle } = await approved({ code: 'GE1' });
    await approved({ code: 'RA1', cycle, proposal, track: await aTrack(db.orm, { requireCall: false }) });
    const runs = await atOnce(
      db.orm,
      'material',
      [createCallProjects, nonCall, createCallProjects, nonCall].map(
        (task) => () => runOn('2025-04-30', task),
      ),
    );
    const [project, ...more] = await projects();
    expect(more).toEqual([]);
    const total = (key: 'created' | 'joined') => runs.reduce((sum, run) => sum + run[key], 0);
    expect({ created: total('created'), joined: total('joined') }).toEqual({ created: 1, joined: 1 });
    expect(runs.flatMap(({ lines }) => lines)).toEqual([
      `INFO GE1: created project ${project!.code}`,
      `INFO RA1: joined project ${project!.code}`,
    ]);
    expect(await db.orm.em.fork().count(Material)).toBe(1);
    expect(await db.orm.em.fork().count(Submission, { project: null })).toBe(0);
  });

  test('one submission that cannot be made into a project is named, the others are made, and the run fails', async () => {
    const good = [await approved({ code: 'GE1' }), await approved({ code: 'GE2' })];
    const track = await aTrack(db.orm, { durationCycles: 20_000 });
    const bad = await approved({ code: 'GE3', track });
    const today = day('2025-04-30');
    const { log, lines, fields } = recordedLog();
    const now = noon(today);
    const run = createCallProjects(db.orm.em.fork(), { today, now, log, notify: queueMessages({ now }) });
    await expect(run).rejects.toThrow('1 of 3 submissions could not be made into projects: see the log');
    const line =
      'ERROR GE3: no project could be made: a project of 20000 cycles of 6 months would end after the year 9999: ' +
      "correct the track's number of cycles";
    expect(lines).toContain(line);
    expect(fields[lines.indexOf(line)]).toEqual({ submissionId: bad.id });
    expect(await projects()).toHaveLength(2);
    for (const { id } of good) expect((await submission(id)).project).not.toBeNull();
    expect(await submission(bad.id)).toMatchObject({ project: null, noProjectReason: null });
  });

  test('of twenty submissions takes as many statements as of one', async () => {
    const statements = async (count: number) => {
      for (let index = 0; index < count; index++) await approved();
      db.sql.length = 0;
      expect((await runOn('2025-04-30')).created).toBe(count);
      return db.sql.length;
    };
    const one = await statements(1);
    expect(await statements(20)).toBe(one);
  });
});

import { describe, expect, test } from 'vitest';
import { FacilityTechnique } from '../../../server/domain/facilities/technique.entity.ts';
import { SubjectArea } from '../../../server/domain/proposals/subject-area.entity.ts';
import { assignReviewers } from '../../../server/domain/reviews/assign-reviewers.ts';
import { Review } from '../../../server/domain/reviews/review.entity.ts';
import { day, noon } from '../support/dates.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { connectAtOnce } from '../support/waiting.ts';
import {
  aCycle,
  aFacility,
  aProposal,
  aReview,
  aReviewer,
  aReviewType,
  aStage,
  aSubmission,
  aTechnique,
  aTrack,
  aUser,
  examples,
} from '../support/world.ts';

const db = useEmptyDomain();

const now = noon(day('2025-03-10'));

/** A stage of two reviews on a track with a call, a technique and an area that everybody has. */
async function aPlace({ requireCall = false, perFacility = false, minReviews = 2 } = {}) {
  const track = await aTrack(db.orm, { requireCall });
  const stage = await aStage(db.orm, {
    track,
    position: 1,
    minReviews,
    reviewType: await aReviewType(db.orm, { perFacility }),
  });
  const cycle = await aCycle(db.orm);
  const technique = await aTechnique(db.orm, await aFacility(db.orm, 'AA'));
  const offered = await db.orm.em.fork().findOneOrFail(FacilityTechnique, technique);
  const area = await db.orm.em.fork().insert(SubjectArea, { name: 'Physics' });

  const submit = async (code: string, row = {}, at = cycle) => {
    const proposal = await aProposal(db.orm, row);
    await db.orm.em.execute('insert into proposal_area (proposal_id, area_id) values (?, ?)', [
      proposal,
      area,
    ]);
    return aSubmission(db.orm, { code, cycle: at, track, proposal }, [technique]);
  };
  const enrol = async (row = {}) => {
    const reviewer = await aReviewer(db.orm, row);
    await db.orm.em.execute('insert into reviewer_technique (reviewer_id, technique_id) values (?, ?)', [
      reviewer,
      offered.technique.id,
    ]);
    await db.orm.em.execute('insert into reviewer_area (reviewer_id, area_id) values (?, ?)', [
      reviewer,
      area,
    ]);
    return reviewer;
  };
  return { track, stage, cycle, submit, enrol };
}

async function assign(stage: string, cycle: string) {
  const { log, lines } = recordedLog();
  const result = await assignReviewers(db.orm.em.fork(), { stageId: stage, cycleId: cycle, now, log });
  return { ...result, lines };
}

const reviewsOf = async (submission: string) =>
  (await db.orm.em.fork().find(Review, { submission }, { orderBy: { id: 'asc' } })).map(
    ({ id, reviewer, role, state, dueDate }) => ({
      id,
      reviewer: reviewer?.id ?? null,
      role,
      state,
      dueDate: dueDate?.toString() ?? null,
    }),
  );

test("names reviewers with the cycle's due date, and says so by code", async () => {
  const { stage, cycle, submit, enrol } = await aPlace();
  const submission = await submit('GAP1');
  const [one, two] = [await enrol(), await enrol()];
  expect(await assign(stage, cycle)).toEqual({
    added: 2,
    removed: 0,
    lines: ['INFO GAP1: 2 reviewers assigned for stage 1'],
  });
  const due = { role: null, state: 'PENDING', dueDate: '2025-04-16' };
  expect(await reviewsOf(submission)).toMatchObject([
    { reviewer: one, ...due },
    { reviewer: two, ...due },
  ]);
});

test('doing it again changes nothing', async () => {
  const { stage, cycle, submit, enrol } = await aPlace();
  const submission = await submit('GAP1');
  for (let index = 0; index < 3; index++) await enrol();
  await assign(stage, cycle);
  const before = await reviewsOf(submission);
  expect(await assign(stage, cycle)).toEqual({ added: 0, removed: 0, lines: [] });
  expect(await reviewsOf(submission)).toEqual(before);
});

test.each(['OPEN', 'SUBMITTED', 'CLOSED'] as const)(
  "leaves a reviewer's %s review alone, whoever would be chosen now",
  async (state) => {
    const { stage, cycle, submit, enrol } = await aPlace({ minReviews: 1 });
    const submission = await submit('GAP1');
    const gone = await enrol({ active: false });
    const review = await aReview(db.orm, {
      submission,
      stage,
      reviewer: gone,
      state,
      submittedAt: state === 'OPEN' ? null : now,
    });
    await assign(stage, cycle);
    expect(await reviewsOf(submission)).toMatchObject([{ id: review, reviewer: gone, state }]);
  },
);

test('replaces what is pending: reviewers who are no longer chosen, and the reviews of the role', async () => {
  const { stage, cycle, submit, enrol } = await aPlace();
  const submission = await submit('GAP1');
  const gone = await enrol({ active: false });
  await aReview(db.orm, { submission, stage, reviewer: gone });
  await aReview(db.orm, { submission, stage });
  const [one, two] = [await enrol(), await enrol()];
  expect(await assign(stage, cycle)).toMatchObject({ added: 2, removed: 2 });
  expect((await reviewsOf(submission)).map(({ reviewer }) => reviewer)).toEqual([one, two]);
});

test('where nobody can be found, the role is asked as before, and a warning says who is short', async () => {
  const { stage, cycle, submit } = await aPlace();
  const submission = await submit('GAP1');
  const review = await aReview(db.orm, { submission, stage });
  expect((await assign(stage, cycle)).lines).toEqual(['WARN GAP1: 2 reviewers short at stage 1']);
  expect(await reviewsOf(submission)).toMatchObject([{ id: review, role: 'reviewer' }]);
});

describe('whom it looks at', () => {
  test('submissions of that cycle only, and only undecided ones', async () => {
    const { stage, cycle, submit, enrol, track } = await aPlace();
    await enrol();
    const elsewhere = await submit('GAP1', {}, await aCycle(db.orm, examples.dates(2026)));
    const decided = await aSubmission(db.orm, { cycle, track, state: 'REVIEWED', approved: true });
    const review = await aReview(db.orm, { submission: elsewhere, stage });
    expect(await assign(stage, cycle)).toEqual({ added: 0, removed: 0, lines: [] });
    expect(await reviewsOf(elsewhere)).toMatchObject([{ id: review }]);
    expect(await reviewsOf(decided)).toEqual([]);
  });

  test.each(['team', 'spokesperson', 'excluded'] as const)('nobody of the %s', async (relation) => {
    const { stage, cycle, submit, enrol } = await aPlace({ minReviews: 1 });
    const user = await aUser(db.orm, {
      firstName: 'Grace',
      lastName: 'Hopper',
      altEmail: 'grace@home.example',
    });
    await enrol({ user });
    const submission = await submit(
      'GAP1',
      {
        team: { team: ['GRACE@home.example'] },
        spokesperson: { spokesperson: user },
        excluded: { excludedReviewers: [{ first: 'grace', last: 'hopper' }] },
      }[relation],
    );
    expect(await assign(stage, cycle)).toMatchObject({ added: 0 });
    expect(await reviewsOf(submission)).toEqual([]);
  });

  test("the committee of the track reviews a call's submissions besides the pool", async () => {
    const { stage, cycle, submit, enrol, track } = await aPlace({ requireCall: true, minReviews: 1 });
    const submission = await submit('GAP1');
    const pool = await enrol();
    const member = await enrol({ committeeTrack: track });
    await assign(stage, cycle);
    expect((await reviewsOf(submission)).map(({ reviewer }) => reviewer)).toEqual([pool, member]);
  });
});

test('a stage per facility, or one that does not exist, is refused', async () => {
  const { stage, cycle } = await aPlace({ perFacility: true });
  await expect(assign(stage, cycle)).rejects.toThrow('Stage 1 is reviewed per facility');
  await expect(assign('0', cycle)).rejects.toThrow('There is no stage "0"');
  await expect(assign(stage, '0')).rejects.toThrow('There is no cycle "0"');
});

test('two at once assign each reviewer once', async () => {
  const { stage, cycle, submit, enrol } = await aPlace();
  const submission = await submit('GAP1');
  for (let index = 0; index < 4; index++) await enrol();
  await connectAtOnce(db.orm, 3);
  const runs = await Promise.all([assign(stage, cycle), assign(stage, cycle), assign(stage, cycle)]);
  expect(runs.map(({ added }) => added).toSorted((a, b) => a - b)).toEqual([0, 0, 4]);
  expect(await reviewsOf(submission)).toHaveLength(4);
});

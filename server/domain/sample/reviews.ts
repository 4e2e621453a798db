import { decideSubmission, reviewDueDate, reviewRole } from '../reviews/decide-submission.ts';
import type { FacilityFacts, StageFacts, SubmissionFacts } from '../reviews/review-facts.ts';
import type { Progress } from './progress.ts';
import { byId, type Sample } from './sample.ts';
import { remarks } from './titles.ts';

/** What has become of a stage; SPLIT is that the first facility passes and the others fail. */
type StageCourse = 'NONE' | 'PENDING' | 'OPEN' | 'PARTLY' | 'PASSED' | 'FAILED' | 'SPLIT';

function courseOf(progress: Progress, index: number, failAt: number): StageCourse {
  switch (progress) {
    case 'FINISHED':
    case 'APPROVED':
      return 'PASSED';
    case 'APPROVED_IN_PART':
      return index === 0 ? 'SPLIT' : 'PASSED';
    case 'REJECTED':
      return index < failAt ? 'PASSED' : index === failAt ? 'FAILED' : 'NONE';
    case 'NEXT_INVITED':
      return index === 0 ? 'PASSED' : index === 1 ? 'PENDING' : 'NONE';
    case 'NEXT_OPENED':
      return index === 0 ? 'PASSED' : index === 1 ? 'PARTLY' : 'NONE';
    default:
      return index === 0 ? firstStage[progress] : 'NONE';
  }
}

const firstStage = {
  NEW: 'NONE',
  INVITED: 'PENDING',
  OPENED: 'OPEN',
  PARTLY: 'PARTLY',
  STAGE_PASSED: 'PASSED',
  STAGE_FAILED: 'FAILED',
  REJECTED_EARLY: 'FAILED',
} as const;

/**
 * Reviews of a submission, the first of them created on `firstDay`, until it has come as far as `progress` says.
 * Returns the facts that decide about it, and the day of the last submitted review.
 */
export function addReviews(
  sample: Sample,
  facts: SubmissionFacts,
  progress: Progress,
  firstDay: Temporal.PlainDate,
): { lastDay: Temporal.PlainDate } {
  const failAt = facts.stages.findLastIndex(({ blocks }) => blocks);
  let inPlay = facts.facilities;
  let created = firstDay;
  let lastDay = firstDay;
  for (const [index, stage] of facts.stages.entries()) {
    const course = courseOf(progress, index, failAt);
    if (course === 'NONE') break;
    const parts = stage.perFacility ? inPlay : [null];
    const isOne = parts.length * stage.minReviews === 1;
    for (const [part, facility] of parts.entries()) {
      const named = pickReviewers(sample, facts, stage, facility);
      for (let number = 0; number < stage.minReviews; number += 1) {
        const day = addReview(sample, facts, {
          stage,
          facility,
          course: isOne && course === 'PARTLY' ? 'OPEN' : partCourse(course, part + number),
          created,
          reviewer: named[number] ?? null,
        });
        if (Temporal.PlainDate.compare(day, lastDay) > 0) lastDay = day;
      }
      // Somebody who was asked as well: closed unanswered when the stage was decided, open until then.
      const wasDecided = index < facts.stages.length - 1 && courseOf(progress, index + 1, failAt) !== 'NONE';
      const reviewer = named[stage.minReviews] ?? null;
      if (wasDecided && reviewer !== null && sample.random.chance(0.3)) {
        addReview(sample, facts, { stage, facility, course: 'NONE', created, reviewer });
      } else if (progress === 'FINISHED' && index === facts.stages.length - 1) {
        addReview(sample, facts, { stage, facility, course: 'OPEN', created, reviewer });
      }
    }
    if (course === 'SPLIT') inPlay = inPlay.slice(0, 1);
    created = sample.past(lastDay.add({ days: 1 }));
  }
  return { lastDay };
}

/** What one review of a stage has come to; `number` counts them over all facilities. */
function partCourse(course: StageCourse, number: number): StageCourse {
  if (course === 'PARTLY') return number === 0 ? 'PASSED' : 'OPEN';
  if (course === 'SPLIT') return number === 0 ? 'PASSED' : 'FAILED';
  return course;
}

/** Adds one review and returns the day it was submitted, or created when it was not. NONE is one closed unanswered. */
function addReview(
  sample: Sample,
  facts: SubmissionFacts,
  {
    stage,
    facility,
    course,
    created,
    reviewer,
  }: {
    stage: StageFacts;
    facility: FacilityFacts | null;
    course: StageCourse;
    created: Temporal.PlainDate;
    reviewer: number | null;
  },
): Temporal.PlainDate {
  const { random } = sample;
  const isDone = course === 'PASSED' || course === 'FAILED';
  const day = isDone ? sample.past(created.add({ days: random.between(3, 10) })) : created;
  const score = isDone ? scoreOf(sample, stage, course === 'PASSED') : 0;
  const role = reviewRole(stage, facility);
  const added = sample.reviews.add({
    submission: Number(facts.id),
    material: null,
    cycle: Number(facts.cycleId),
    stage: Number(stage.id),
    type: Number(stage.typeId),
    // Where a role is asked, the one who answers is known only then.
    reviewer: stage.perFacility && !isDone ? null : reviewer,
    role: stage.perFacility || reviewer === null ? role : null,
    facility: facility === null ? null : Number(facility.id),
    state: isDone ? 'SUBMITTED' : course === 'NONE' ? 'CLOSED' : course === 'PENDING' ? 'PENDING' : 'OPEN',
    // Some drafts are complete and only not yet submitted.
    isComplete: isDone || (course === 'OPEN' && random.chance(0.3)),
    score,
    comments: isDone ? random.pick(remarks[remarkKind(sample, stage, course === 'PASSED')]) : '',
    dueDate: dueDate(facts, stage, reviewer, created),
    submittedAt: isDone ? sample.at(day, random.between(8, 20), random.between(0, 59)) : null,
  });
  facts.reviews.push({
    id: String(added.id),
    stageId: stage.id,
    facilityId: facility?.id ?? null,
    state: added.state,
    isComplete: added.isComplete,
    wasSubmitted: added.submittedAt !== null,
    score,
    comments: added.comments,
  });
  return day;
}

/** Named reviewers have until the cycle's due date (domain §5.3), roles at most two weeks (§5.1). */
function dueDate(
  { cycleDueDate }: SubmissionFacts,
  { perFacility }: StageFacts,
  reviewer: number | null,
  created: Temporal.PlainDate,
): Temporal.PlainDate {
  const isNamed = !perFacility && reviewer !== null;
  if (isNamed && Temporal.PlainDate.compare(cycleDueDate, created) > 0) return cycleDueDate;
  return reviewDueDate(cycleDueDate, created);
}

/**
 * Different reviewers who may do the reviews of a stage, one more than needed, and none of the team; none at all where
 * just a role is asked.
 */
function pickReviewers(
  sample: Sample,
  { id }: SubmissionFacts,
  stage: StageFacts,
  facility: FacilityFacts | null,
): number[] {
  const role = reviewRole(stage, facility);
  if (role === null || sample.random.chance(0.2)) return [];
  const { spokesperson, team } = byId(sample.proposals, byId(sample.submissions, Number(id)).proposal);
  const pool = sample.reviewers.rows.filter(({ user, active, declinedOn }) => {
    const { roles, email } = sample.user(user);
    const isFree = active && declinedOn === null && user !== spokesperson && !team.includes(email);
    return isFree && roles.includes(role);
  });
  return sample.random.some(pool, stage.minReviews + 1).map(({ id }) => id);
}

/** A score in the stage's fields that passes or fails it by itself; low is better, 1 to 5. */
function scoreOf(
  { random, reviewTypes }: Sample,
  { typeId, passScore }: StageFacts,
  passes: boolean,
): number {
  const { scoreFields } = byId(reviewTypes, Number(typeId));
  const limit = passScore ?? 5;
  const field = () =>
    passes ? 1 + random.between(0, (limit - 1) * 2) / 2 : limit + random.between(1, (5 - limit) * 2) / 2;
  return Object.values(scoreFields).reduce((sum, weight) => sum + weight * field(), 0);
}

function remarkKind({ reviewTypes }: Sample, { typeId }: StageFacts, passes: boolean): keyof typeof remarks {
  const { kind } = byId(reviewTypes, Number(typeId));
  if (kind !== 'TECHNICAL' && kind !== 'SCIENTIFIC') return 'OTHER';
  return passes ? kind : `POOR_${kind}`;
}

/** The decision that the task would come to. Throws when reviews are missing: then the sample's own plan is wrong. */
export function decisionOf(facts: SubmissionFacts): { approved: boolean; comments: string } {
  const last = decideSubmission(facts).at(-1);
  if (last?.do !== 'approve' && last?.do !== 'reject') throw new Error(`${facts.code} cannot be decided yet`);
  return { approved: last.do === 'approve', comments: last.comments };
}

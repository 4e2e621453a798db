import { BadRecord } from '../each-record.ts';
import type { FacilityFacts, ReviewFacts, StageFacts, SubmissionFacts } from './review-facts.ts';
import { averageScore, completedReviews, isCompleted, passesStage, reviewsAt } from './stage-outcome.ts';

/** What a stage or its track lacks, so that somebody has to correct it (domain §5.2 4 and 5). */
export type Misconfiguration = 'NO_STAGES' | 'NO_FACILITIES' | 'NO_PASS_SCORE' | 'NO_ROLE';

/** One thing to do for a submission. The last of them ends the walk: create, wait, reject, approve or a warning. */
export type Step =
  /** Make reviews that are missing; `facility` is null when the type is not per facility. */
  | { do: 'create'; stage: StageFacts; facility: FacilityFacts | null; count: number }
  /** Close the reviews that a decided stage no longer needs. */
  | { do: 'close'; stage: StageFacts; reviewIds: string[] }
  /** `reviews` are missing and an administrator has to create them; 0 when reviewers are at work. */
  | { do: 'wait'; stage: StageFacts; missing: number }
  | { do: 'reject'; stage: StageFacts; comments: string }
  | { do: 'approve'; comments: string }
  /** `stage` is null when the track has none. */
  | { do: 'warn'; stage: StageFacts | null; problem: Misconfiguration };

/**
 * What is to be done for a submission now, in order (domain §5.1, §5.2): its stages are walked until one lacks
 * reviews, is not finished or is failed; behind the last one it is approved. Facilities that fail a stage per
 * facility are out of play at later ones.
 */
export function decideSubmission(submission: SubmissionFacts): Step[] {
  const { stages, reviews } = submission;
  if (stages.length === 0) return [{ do: 'warn', stage: null, problem: 'NO_STAGES' }];
  const steps: Step[] = [];
  let inPlay = submission.facilities;

  for (const stage of stages) {
    if (stage.perFacility && inPlay.length === 0) {
      return [...steps, { do: 'warn', stage, problem: 'NO_FACILITIES' }];
    }
    const parts = partsOf(stage, reviews, inPlay);
    refuseBadScores(parts);
    const missing = parts.filter((part) => part.missing > 0);
    if (missing.length > 0) return [...steps, ...createMissing(stage, missing)];
    if (parts.some(({ completed }) => completed.length < stage.minReviews)) {
      return [...steps, { do: 'wait', stage, missing: 0 }];
    }

    if (stage.blocks && stage.scored && stage.passScore === null) {
      steps.push({ do: 'warn', stage, problem: 'NO_PASS_SCORE' });
    }
    const unneeded = reviews.filter(
      ({ stageId, state }) => stageId === stage.id && (state === 'PENDING' || state === 'OPEN'),
    );
    if (unneeded.length > 0) steps.push({ do: 'close', stage, reviewIds: unneeded.map(({ id }) => id) });

    const passing = parts.filter(({ completed }) =>
      passesStage(stage, averageScore(completed) ?? Number.NaN),
    );
    if (passing.length === 0) return [...steps, { do: 'reject', stage, comments: commentsOf(submission) }];
    if (stage.perFacility) inPlay = passing.flatMap(({ facility }) => facility ?? []);
  }
  return [...steps, { do: 'approve', comments: commentsOf(submission) }];
}

/** The reviews of a stage that stand or fall together: those of one facility, or all. */
interface Part {
  facility: FacilityFacts | null;
  completed: ReviewFacts[];
  /** Reviews to create; those that were closed unsubmitted will never be completed and do not count. */
  missing: number;
}

function partsOf(stage: StageFacts, reviews: ReviewFacts[], inPlay: FacilityFacts[]): Part[] {
  return (stage.perFacility ? inPlay : [null]).map((facility) => {
    const facilityId = facility?.id ?? null;
    const usable = reviewsAt(reviews, stage, facilityId).filter(
      (review) => review.state !== 'CLOSED' || isCompleted(review),
    );
    return {
      facility,
      completed: completedReviews(reviews, stage, facilityId),
      missing: Math.max(0, stage.minReviews - usable.length),
    };
  });
}

/** PostgreSQL keeps NaN and infinity as scores; an average with one of them would decide at random. */
function refuseBadScores(parts: Part[]): void {
  for (const { id, score } of parts.flatMap(({ completed }) => completed)) {
    if (!Number.isFinite(score)) throw new BadRecord(`the score of review ${id} is ${score}: correct it`);
  }
}

function createMissing(stage: StageFacts, parts: Part[]): Step[] {
  const total = parts.reduce((sum, { missing }) => sum + missing, 0);
  if (!stage.autoCreate) return [{ do: 'wait', stage, missing: total }];
  if (stage.role === null) return [{ do: 'warn', stage, problem: 'NO_ROLE' }];
  return parts.map(({ facility, missing }) => ({ do: 'create', stage, facility, count: missing }));
}

/** Whether there is anything to write or to warn of. */
export function isWork(step: Step): boolean {
  return step.do !== 'wait';
}

/** Days a reviewer gets at least (domain §5.1). */
const reviewDays = 14;

/** When a review created today is due: with the cycle's reviews, within two weeks (domain §5.1). */
export function reviewDueDate(
  cycleDueDate: Temporal.PlainDate,
  today: Temporal.PlainDate,
): Temporal.PlainDate {
  const inTwoWeeks = today.add({ days: reviewDays });
  const isPast = Temporal.PlainDate.compare(cycleDueDate, today) < 0;
  return isPast || Temporal.PlainDate.compare(inTwoWeeks, cycleDueDate) < 0 ? inTwoWeeks : cycleDueDate;
}

/** The role that may do a review: its type's, with the facility's acronym filled in (domain §5.1). */
export function reviewRole({ role }: StageFacts, facility: FacilityFacts | null): string | null {
  return role?.replaceAll('{}', facility?.acronym.toLowerCase() ?? '{}') ?? null;
}

/** What the reviewers remarked, numbered within each review type; empty when they did not (domain §5.1). */
function commentsOf({ stages, reviews }: SubmissionFacts): string {
  return stages
    .map((stage) => {
      const remarks = reviews
        .filter((review) => review.stageId === stage.id && isCompleted(review))
        .map(({ comments }) => comments.trim())
        .filter((comments) => comments !== '');
      const numbered = remarks.map((remark, index) => `${index + 1}. ${remark}`);
      return numbered.length > 0 ? [`${stage.type}:`, ...numbered].join('\n') : '';
    })
    .filter((group) => group !== '')
    .join('\n\n');
}

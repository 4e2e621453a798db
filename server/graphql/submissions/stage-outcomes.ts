import type { FacilityFacts, StageFacts, SubmissionFacts } from '../../domain/reviews/review-facts.ts';
import {
  averageScore,
  completedReviews,
  passesStage,
  reviewsAt,
} from '../../domain/reviews/stage-outcome.ts';

export type StageOutcome = 'NOT_STARTED' | 'IN_REVIEW' | 'PASSED' | 'FAILED';

/** What the reviews of a stage, or those of it for one facility, come to. */
export interface Result {
  outcome: StageOutcome;
  /** Mean of the reviews that count; null without one and where nothing is scored. */
  average: number | null;
}

/** The result of one stage; when it is per facility, with one for each that is still in play and no average. */
export interface StageResult extends Result {
  stage: StageFacts;
  facilities: { facility: FacilityFacts; result: Result }[];
}

/**
 * How a submission fares in each stage of its track, in order (domain §5.1, §5.2). A facility that fails a stage is
 * no longer in play in the ones after it.
 */
export function stageOutcomes(submission: SubmissionFacts): StageResult[] {
  let inPlay = submission.facilities;
  return submission.stages.map((stage) => {
    if (!stage.perFacility) return { stage, ...resultOf(submission, stage, null), facilities: [] };
    const facilities = inPlay.map((facility) => ({
      facility,
      result: resultOf(submission, stage, facility.id),
    }));
    inPlay = facilities.filter(({ result }) => result.outcome !== 'FAILED').map(({ facility }) => facility);
    const outcome = together(facilities.map(({ result }) => result));
    return { stage, outcome, average: null, facilities };
  });
}

function resultOf({ reviews }: SubmissionFacts, stage: StageFacts, facilityId: string | null): Result {
  const completed = completedReviews(reviews, stage, facilityId);
  const average = averageScore(completed);
  const shown = stage.scored ? average : null;
  if (average === null || completed.length < stage.minReviews) {
    const hasBegun = reviewsAt(reviews, stage, facilityId).length > 0;
    return { outcome: hasBegun ? 'IN_REVIEW' : 'NOT_STARTED', average: shown };
  }
  return { outcome: passesStage(stage, average) ? 'PASSED' : 'FAILED', average: shown };
}

/** A stage is finished when it is for each facility, and passed when it is for one of them. */
function together(facilities: readonly Result[]): StageOutcome {
  const outcomes = new Set(facilities.map(({ outcome }) => outcome));
  if (outcomes.has('IN_REVIEW')) return 'IN_REVIEW';
  if (outcomes.has('NOT_STARTED')) return outcomes.size === 1 ? 'NOT_STARTED' : 'IN_REVIEW';
  if (outcomes.has('PASSED')) return 'PASSED';
  return outcomes.has('FAILED') ? 'FAILED' : 'NOT_STARTED';
}

import type { ReviewState } from '../../domain/reviews/review.entity.ts';

export type StageOutcome = 'NOT_STARTED' | 'IN_REVIEW' | 'PASSED' | 'FAILED';

/** What the reviews of a stage, or those of it for one beamline, come to. */
export interface Result {
  outcome: StageOutcome;
  /** Mean of the reviews that count; null without one and where nothing is scored. */
  average: number | null;
}

/** What a stage asks for. */
export interface StageRule {
  id: string;
  minReviews: number;
  passScore: number | null;
  blocks: boolean;
  perFacility: boolean;
  lowBetter: boolean;
  scored: boolean;
}

export interface StageReview {
  stageId: string;
  facilityId: string | null;
  state: ReviewState;
  isComplete: boolean;
  score: number;
}

/** The result of one stage; with one for each facility that is still in play when the stage is per facility. */
export interface StageResult extends Result {
  stageId: string;
  facilities: (Result & { facilityId: string })[];
}

/**
 * How a submission to the facilities fares in each stage of its track, given in their order (domain §5.1, §5.2).
 * A facility that fails a stage which blocks is no longer in play in the stages after it.
 */
export function stageOutcomes(
  stages: readonly StageRule[],
  facilityIds: readonly string[],
  reviews: readonly StageReview[],
): StageResult[] {
  let inPlay = facilityIds;
  return stages.map((stage) => {
    const own = reviews.filter(({ stageId }) => stageId === stage.id);
    if (!stage.perFacility) return { stageId: stage.id, ...resultOf(stage, own), facilities: [] };

    const facilities = inPlay.map((facilityId) => ({
      facilityId,
      ...resultOf(
        stage,
        own.filter((review) => review.facilityId === facilityId),
      ),
    }));
    inPlay = inPlay.filter((id) =>
      facilities.some(({ facilityId, outcome }) => facilityId === id && outcome !== 'FAILED'),
    );
    return { stageId: stage.id, outcome: together(facilities, own.length > 0), average: null, facilities };
  });
}

function resultOf(stage: StageRule, reviews: readonly StageReview[]): Result {
  const counting = reviews.filter(
    ({ state, isComplete }) => isComplete && (state === 'SUBMITTED' || state === 'CLOSED'),
  );
  const sum = counting.reduce((total, { score }) => total + score, 0);
  const average = stage.scored && counting.length > 0 ? sum / counting.length : null;
  if (reviews.length === 0) return { outcome: 'NOT_STARTED', average };
  if (counting.length < stage.minReviews) return { outcome: 'IN_REVIEW', average };
  return { outcome: passes(stage, average) ? 'PASSED' : 'FAILED', average };
}

function passes({ blocks, passScore, lowBetter }: StageRule, average: number | null): boolean {
  if (!blocks || passScore === null || average === null) return true;
  return lowBetter ? average <= passScore : average >= passScore;
}

/** A stage is finished when it is for each facility, and passed when it is for one of them. */
function together(facilities: readonly Result[], hasReviews: boolean): StageOutcome {
  if (!hasReviews) return 'NOT_STARTED';
  const outcomes = facilities.map(({ outcome }) => outcome);
  if (
    outcomes.length === 0 ||
    outcomes.some((outcome) => outcome === 'NOT_STARTED' || outcome === 'IN_REVIEW')
  ) {
    return 'IN_REVIEW';
  }
  return outcomes.includes('PASSED') ? 'PASSED' : 'FAILED';
}

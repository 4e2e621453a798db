import type { FacilityFacts, ReviewFacts, StageFacts, SubmissionFacts } from './review-facts.ts';

/**
 * The reviews of a stage that count: submitted and complete (domain §5.2 1), on a stage per facility those of one
 * facility. A draft that was closed unsubmitted does not, however complete it was.
 */
export function completedReviews(
  reviews: readonly ReviewFacts[],
  stage: StageFacts,
  facilityId: string | null,
): ReviewFacts[] {
  return reviewsAt(reviews, stage, facilityId).filter(isCompleted);
}

/** The reviews of a stage in whatever state, on a stage per facility those of one facility. */
export function reviewsAt(
  reviews: readonly ReviewFacts[],
  stage: StageFacts,
  facilityId: string | null,
): ReviewFacts[] {
  return reviews.filter(
    (review) => review.stageId === stage.id && (!stage.perFacility || review.facilityId === facilityId),
  );
}

export function isCompleted({ state, isComplete, wasSubmitted }: ReviewFacts): boolean {
  return isComplete && (state === 'SUBMITTED' || (state === 'CLOSED' && wasSubmitted));
}

/** The plain mean of scores; null of none. */
export function averageScore(reviews: readonly ReviewFacts[]): number | null {
  if (reviews.length === 0) return null;
  return reviews.reduce((sum, { score }) => sum + score, 0) / reviews.length;
}

/** Whether an average passes a stage; equality does, and so does anything where no pass mark is set (domain §5.1). */
export function passesStage({ blocks, passScore, lowBetter }: StageFacts, average: number): boolean {
  if (!blocks || passScore === null) return true;
  return lowBetter ? average <= passScore : average >= passScore;
}

/**
 * The facilities of an approved submission that may become part of a project: those that pass every blocking stage
 * per facility (domain §5.2 2, §6.1), all of them when there is no such stage.
 */
export function passingFacilities({ stages, facilities, reviews }: SubmissionFacts): FacilityFacts[] {
  const hurdles = stages.filter(({ perFacility, blocks }) => perFacility && blocks);
  return facilities.filter((facility) =>
    hurdles.every((stage) => {
      const average = averageScore(completedReviews(reviews, stage, facility.id));
      return average !== null && passesStage(stage, average);
    }),
  );
}

export interface StageAverage {
  position: number;
  /** The stage's share in the merit score; 0 for none. */
  weight: number;
  average: number;
}

/**
 * How a submission did at each scored stage, for its merit at one facility (domain §6.1): on stages per facility
 * only that one's reviews count. Stages without a completed review are left out.
 */
export function stageAverages({ stages, reviews }: SubmissionFacts, facilityId: string): StageAverage[] {
  return stages.flatMap((stage) => {
    const average = averageScore(completedReviews(reviews, stage, facilityId));
    if (!stage.scored || average === null) return [];
    return [{ position: stage.position, weight: stage.weight, average }];
  });
}

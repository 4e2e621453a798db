import { ReviewType } from '../../domain/reviews/review-type.entity.ts';
import type { Submission } from '../../domain/reviews/submission.entity.ts';
import type { Context } from '../context.ts';
import { related } from '../related.ts';
import { ReviewTypeObject } from '../reviews/review.type.ts';
import { stageOutcomes } from './stage-outcomes.ts';
import { BeamlineOutcomeObject, SubmissionStageObject } from './stage.type.ts';

/** The stages of a submission's track in order, with its reviews and what they come to. */
export async function stagesOf(context: Context, submission: Submission): Promise<SubmissionStageObject[]> {
  const { loaders } = context;
  const [stages, reviews, facilities] = await Promise.all([
    loaders.stagesOfTrack.load(submission.track.id),
    loaders.reviewsOfSubmission.load(submission.id),
    loaders.facilitiesOfSubmission.load(submission.id),
  ]);
  const rules = await Promise.all(
    stages.map(async ({ id, minReviews, passScore, blocks, reviewType }) => {
      const { perFacility, lowBetter, scored } = await related(
        context,
        ReviewType,
        reviewType,
        ReviewTypeObject,
      );
      return { id, minReviews, passScore, blocks, perFacility, lowBetter, scored };
    }),
  );
  const results = stageOutcomes(
    rules,
    facilities.map(({ id }) => id),
    reviews.map(({ stage, facility, state, isComplete, score }) => ({
      stageId: stage?.id ?? '',
      facilityId: facility?.id ?? null,
      state,
      isComplete,
      score,
    })),
  );
  return results.map((result, index) => {
    const stage = stages[index]!;
    const own = reviews.filter((review) => review.stage?.id === stage.id);
    const perFacility = result.facilities.map(
      ({ facilityId, ...outcome }) =>
        new BeamlineOutcomeObject(
          facilities.find(({ id }) => id === facilityId)!,
          outcome,
        ),
    );
    return new SubmissionStageObject(stage, own, perFacility, result);
  });
}

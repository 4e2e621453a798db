import type { Submission } from '../../domain/reviews/submission.entity.ts';
import type { Context } from '../context.ts';
import { stageOutcomes } from './stage-outcomes.ts';
import { BeamlineOutcomeObject, SubmissionStageObject } from './stage.type.ts';

/** The stages of a submission's track in order, with its reviews and what they come to. */
export async function stagesOf({ loaders }: Context, { id }: Submission): Promise<SubmissionStageObject[]> {
  const [facts, reviews] = await Promise.all([
    loaders.reviewFacts.load(id),
    loaders.reviewsOfSubmission.load(id),
  ]);
  if (!facts) return [];
  return stageOutcomes(facts).map((result) => {
    const own = reviews.filter((review) => review.stage?.id === result.stage.id);
    const outcomes = result.facilities.map(
      ({ facility, result }) => new BeamlineOutcomeObject(facility.id, result),
    );
    return new SubmissionStageObject(result, own, outcomes);
  });
}

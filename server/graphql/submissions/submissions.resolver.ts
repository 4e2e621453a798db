import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Cycle } from '../../domain/cycles/cycle.entity.ts';
import { Facility } from '../../domain/facilities/facility.entity.ts';
import { Project } from '../../domain/projects/project.entity.ts';
import { AccessPool } from '../../domain/proposals/access-pool.entity.ts';
import { Proposal } from '../../domain/proposals/proposal.entity.ts';
import { ReviewType } from '../../domain/reviews/review-type.entity.ts';
import { Submission } from '../../domain/reviews/submission.entity.ts';
import { Track } from '../../domain/reviews/track.entity.ts';
import { BeamlineObject } from '../beamlines/beamline.type.ts';
import type { Context } from '../context.ts';
import { CycleObject } from '../cycles/cycle.type.ts';
import { isId } from '../list.ts';
import type { Connection } from '../paging.ts';
import { ProjectObject } from '../projects/project.type.ts';
import { ProposalObject } from '../proposals/proposal.type.ts';
import { related, relatedOrNull } from '../related.ts';
import { ReviewObject, ReviewTypeObject } from '../reviews/review.type.ts';
import { AccessPoolObject, TrackObject } from '../tracks/track.type.ts';
import { pageOfSubmissions } from './page-of-submissions.ts';
import { BeamlineOutcomeObject, StageObject, SubmissionStageObject } from './stage.type.ts';
import { stagesOf } from './stages-of.ts';
import { SubmissionConnection, SubmissionObject, SubmissionsArgs } from './submission.type.ts';
import { Allow } from '../rules.ts';

@Resolver(() => SubmissionObject)
export class SubmissionsResolver {
  @Allow('viewer')
  @Query(() => SubmissionConnection, { description: 'Submissions, newest first.' })
  submissions(@Ctx() context: Context, @Args() args: SubmissionsArgs): Promise<Connection<SubmissionObject>> {
    return pageOfSubmissions(context, args);
  }

  @Allow('viewer')
  @Query(() => SubmissionObject, { nullable: true, description: 'One submission; null when there is none.' })
  async submission(
    @Ctx() { loaders }: Context,
    @Arg('id', () => ID, { description: 'The submission.' }) id: string,
  ): Promise<SubmissionObject | null> {
    const record = isId(id) ? await loaders.record(Submission).load(id) : null;
    return record && new SubmissionObject(record);
  }

  @FieldResolver(() => CycleObject, { description: 'The cycle it asks for beam time in.' })
  cycle(@Ctx() context: Context, @Root() { record }: SubmissionObject): Promise<CycleObject> {
    return related(context, Cycle, record.cycle, CycleObject);
  }

  @FieldResolver(() => TrackObject, { description: 'The path of stages it is reviewed on.' })
  track(@Ctx() context: Context, @Root() { record }: SubmissionObject): Promise<TrackObject> {
    return related(context, Track, record.track, TrackObject);
  }

  @FieldResolver(() => AccessPoolObject, { description: 'The share of beam time it asks for.' })
  pool(@Ctx() context: Context, @Root() { record }: SubmissionObject): Promise<AccessPoolObject> {
    return related(context, AccessPool, record.pool, AccessPoolObject);
  }

  @FieldResolver(() => ProposalObject, { description: 'The scientific request.' })
  proposal(@Ctx() context: Context, @Root() { record }: SubmissionObject): Promise<ProposalObject> {
    return related(context, Proposal, record.proposal, ProposalObject);
  }

  @FieldResolver(() => ProjectObject, {
    nullable: true,
    description: 'The project it led to; null for none.',
  })
  project(@Ctx() context: Context, @Root() { record }: SubmissionObject): Promise<ProjectObject | null> {
    return relatedOrNull(context, Project, record.project, ProjectObject);
  }

  @FieldResolver(() => [BeamlineObject], { description: 'The beamlines it goes to, by acronym.' })
  async facilities(@Ctx() { loaders }: Context, @Root() { id }: SubmissionObject): Promise<BeamlineObject[]> {
    const facilities = await loaders.facilitiesOfSubmission.load(id);
    return facilities.map((facility) => new BeamlineObject(facility));
  }

  @FieldResolver(() => [SubmissionStageObject], { description: 'The stages of its track, in order.' })
  stages(@Ctx() context: Context, @Root() { record }: SubmissionObject): Promise<SubmissionStageObject[]> {
    return stagesOf(context, record);
  }
}

@Resolver(() => SubmissionStageObject)
export class SubmissionStagesResolver {
  @FieldResolver(() => ReviewTypeObject, { description: 'What its reviews ask.' })
  type(@Ctx() context: Context, @Root() { result }: SubmissionStageObject): Promise<ReviewTypeObject> {
    return related(context, ReviewType, { id: result.stage.typeId }, ReviewTypeObject);
  }

  @FieldResolver(() => [ReviewObject], { description: 'Its reviews of this submission, oldest first.' })
  reviews(@Root() { reviewRecords }: SubmissionStageObject): ReviewObject[] {
    return reviewRecords.map((review) => new ReviewObject(review));
  }

  @FieldResolver(() => [BeamlineOutcomeObject], {
    description:
      'What the reviews say for each beamline that is still in play; empty when the type is not per beamline.',
  })
  facilities(@Root() { outcomes }: SubmissionStageObject): readonly BeamlineOutcomeObject[] {
    return outcomes;
  }
}

@Resolver(() => BeamlineOutcomeObject)
export class BeamlineOutcomesResolver {
  @FieldResolver(() => BeamlineObject, { description: 'The beamline.' })
  facility(@Ctx() context: Context, @Root() { facilityId }: BeamlineOutcomeObject): Promise<BeamlineObject> {
    return related(context, Facility, { id: facilityId }, BeamlineObject);
  }
}

@Resolver(() => StageObject)
export class StagesResolver {
  @FieldResolver(() => ReviewTypeObject, { description: 'What its reviews ask.' })
  type(@Ctx() context: Context, @Root() { record }: StageObject): Promise<ReviewTypeObject> {
    return related(context, ReviewType, record.reviewType, ReviewTypeObject);
  }
}

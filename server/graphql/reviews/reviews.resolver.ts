import { Arg, Args, Ctx, FieldResolver, Float, ID, Query, Resolver, Root } from 'type-graphql';
import { Cycle } from '../../domain/cycles/cycle.entity.ts';
import { Facility } from '../../domain/facilities/facility.entity.ts';
import { Reviewer } from '../../domain/people/reviewer.entity.ts';
import { User } from '../../domain/people/user.entity.ts';
import { Material } from '../../domain/projects/material.entity.ts';
import { Project } from '../../domain/projects/project.entity.ts';
import { Proposal } from '../../domain/proposals/proposal.entity.ts';
import { ReviewType } from '../../domain/reviews/review-type.entity.ts';
import { Review } from '../../domain/reviews/review.entity.ts';
import { Stage } from '../../domain/reviews/stage.entity.ts';
import { Submission } from '../../domain/reviews/submission.entity.ts';
import { BeamlineObject } from '../beamlines/beamline.type.ts';
import type { Context } from '../context.ts';
import { CycleObject } from '../cycles/cycle.type.ts';
import { isId } from '../list.ts';
import type { Connection } from '../paging.ts';
import { PersonObject } from '../people/person.type.ts';
import { MaterialObject } from '../projects/material.type.ts';
import { related, relatedOrNull } from '../related.ts';
import { StageObject } from '../submissions/stage.type.ts';
import { SubmissionObject } from '../submissions/submission.type.ts';
import { isOverdue, pageOfReviews } from './page-of-reviews.ts';
import { ReviewConnection, ReviewObject, ReviewsArgs, ReviewTypeObject } from './review.type.ts';
import { Allow } from '../rules.ts';

@Resolver(() => ReviewObject)
export class ReviewsResolver {
  @Allow('viewer')
  @Query(() => ReviewConnection, { description: 'Reviews, newest first.' })
  reviews(@Ctx() context: Context, @Args() args: ReviewsArgs): Promise<Connection<ReviewObject>> {
    return pageOfReviews(context, args);
  }

  @Allow('viewer')
  @Query(() => ReviewObject, { nullable: true, description: 'One review; null when there is none.' })
  async review(
    @Ctx() { loaders }: Context,
    @Arg('id', () => ID, { description: 'The review.' }) id: string,
  ): Promise<ReviewObject | null> {
    const record = isId(id) ? await loaders.record(Review).load(id) : null;
    return record && new ReviewObject(record);
  }

  @FieldResolver(() => ReviewTypeObject, { description: 'What it asks.' })
  type(@Ctx() context: Context, @Root() { record }: ReviewObject): Promise<ReviewTypeObject> {
    return related(context, ReviewType, record.type, ReviewTypeObject);
  }

  @FieldResolver(() => CycleObject, { description: 'The cycle it belongs to.' })
  cycle(@Ctx() context: Context, @Root() { record }: ReviewObject): Promise<CycleObject> {
    return related(context, Cycle, record.cycle, CycleObject);
  }

  @FieldResolver(() => SubmissionObject, {
    nullable: true,
    description: 'The submission it judges; null for a review of materials.',
  })
  submission(@Ctx() context: Context, @Root() { record }: ReviewObject): Promise<SubmissionObject | null> {
    return relatedOrNull(context, Submission, record.submission, SubmissionObject);
  }

  @FieldResolver(() => MaterialObject, {
    nullable: true,
    description: 'The materials it judges; null for a review of a submission.',
  })
  material(@Ctx() context: Context, @Root() { record }: ReviewObject): Promise<MaterialObject | null> {
    return relatedOrNull(context, Material, record.material, MaterialObject);
  }

  @FieldResolver(() => StageObject, {
    nullable: true,
    description: 'The stage it counts for; null for a review of materials.',
  })
  stage(@Ctx() context: Context, @Root() { record }: ReviewObject): Promise<StageObject | null> {
    return relatedOrNull(context, Stage, record.stage, StageObject);
  }

  @FieldResolver(() => String, { description: 'Code of the submission or the materials it judges.' })
  async code(@Ctx() context: Context, @Root() { record }: ReviewObject): Promise<string> {
    return (await subjectOf(context, record)).code;
  }

  @FieldResolver(() => String, { description: 'Title of the proposal or the project it judges.' })
  async title(@Ctx() context: Context, @Root() { record }: ReviewObject): Promise<string> {
    return (await subjectOf(context, record)).title();
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who does it; null when any holder of the role may.',
  })
  async reviewer(@Ctx() context: Context, @Root() { record }: ReviewObject): Promise<PersonObject | null> {
    const reviewer = record.reviewer && (await context.loaders.record(Reviewer).load(record.reviewer.id));
    return relatedOrNull(context, User, reviewer?.user ?? null, PersonObject);
  }

  @FieldResolver(() => BeamlineObject, {
    nullable: true,
    description: 'The beamline it judges for; null when its type is not per beamline.',
  })
  facility(@Ctx() context: Context, @Root() { record }: ReviewObject): Promise<BeamlineObject | null> {
    return relatedOrNull(context, Facility, record.facility, BeamlineObject);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Its score so far; null when its type gives none or nothing is filled in.',
  })
  async score(@Ctx() context: Context, @Root() { record }: ReviewObject): Promise<number | null> {
    const { scored } = await related(context, ReviewType, record.type, ReviewTypeObject);
    return scored && record.isComplete ? record.score : null;
  }

  @FieldResolver(() => Boolean, { description: 'Whether it is open and its due date has passed.' })
  overdue(@Ctx() context: Context, @Root() { record }: ReviewObject): boolean {
    return isOverdue(record, context);
  }
}

/** What a review is about: the code, and the title for those who ask. */
async function subjectOf(
  context: Context,
  { submission, material }: Review,
): Promise<{ code: string; title(): Promise<string> }> {
  if (submission) {
    const { code, record } = await related(context, Submission, submission, SubmissionObject);
    return {
      code,
      title: async () => (await context.loaders.record(Proposal).load(record.proposal.id))?.title ?? '',
    };
  }
  const { code, record } = await related(context, Material, material!, MaterialObject);
  return {
    code,
    title: async () => (await context.loaders.record(Project).load(record.project.id))?.title ?? '',
  };
}

import { ArgsType, Field, ID, ObjectType } from 'type-graphql';
import type { ReviewKind, ReviewType } from '../../domain/reviews/review-type.entity.ts';
import type { Review, ReviewState } from '../../domain/reviews/review.entity.ts';
import { describedEnum } from '../described-enum.ts';
import { connectionOf, PageArgs } from '../paging.ts';
import { CivilDate, DateTime } from '../scalars.ts';
import { Allow } from '../rules.ts';

export const ReviewStateEnum = describedEnum<ReviewState>('ReviewState', 'Where a review is in its life.', {
  PENDING: 'It was created; the reviewer has not been asked.',
  OPEN: 'The reviewer has been asked and is at work.',
  SUBMITTED: 'The reviewer has submitted it.',
  CLOSED: 'Its stage is decided: it takes no more changes.',
});

export const ReviewKindEnum = describedEnum<ReviewKind>('ReviewKind', 'What a review judges.', {
  SAFETY: 'Whether the experiment is safe.',
  TECHNICAL: 'Whether a beamline can do it.',
  SCIENTIFIC: 'How good the science is.',
  APPROVAL: 'Whether it may go on.',
});

@Allow('viewer')
@ObjectType('ReviewType', { description: 'What is asked in a review, and of whom.' })
export class ReviewTypeObject {
  constructor({ id, code, kind, role, lowBetter, perFacility, scoreFields }: ReviewType) {
    Object.assign(this, { id, code, kind, role, lowBetter, perFacility });
    this.scored = Object.keys(scoreFields).length > 0;
  }

  @Field(() => ID, { description: 'Identifies the type.' })
  id!: string;

  @Field({ description: 'Its short name.' })
  code!: string;

  @Field(() => ReviewKindEnum, { description: 'What it judges.' })
  kind!: ReviewKind;

  @Field(() => String, {
    nullable: true,
    description:
      'The role that reviews when nobody is named; `{}` stands for the acronym of the beamline. Null for none.',
  })
  role!: string | null;

  @Field({ description: 'Whether its reviews give a score.' })
  scored!: boolean;

  @Field({ description: 'Whether a low score is a good one.' })
  lowBetter!: boolean;

  @Field({ description: 'Whether each beamline of a submission gets reviews of its own.' })
  perFacility!: boolean;
}

@Allow('viewer')
@ObjectType('Review', { description: 'One evaluation of a submission, or of what a project brings along.' })
export class ReviewObject {
  constructor(readonly record: Review) {
    const { id, state, role, isComplete, comments, dueDate, submittedAt } = record;
    Object.assign(this, { id, state, role, isComplete, comments, dueDate, submittedAt });
  }

  @Field(() => ID, { description: 'Identifies the review.' })
  id!: string;

  @Field(() => ReviewStateEnum, { description: 'Where it is in its life.' })
  state!: ReviewState;

  @Field(() => String, {
    nullable: true,
    description: 'The role whose holders may do it; null when it is for one reviewer only.',
  })
  role!: string | null;

  @Field({
    description: 'Whether everything required is filled in. It counts only once it is submitted, too.',
  })
  isComplete!: boolean;

  @Field({ description: 'What the reviewer remarked; empty for nothing.' })
  comments!: string;

  @Field(() => CivilDate, { nullable: true, description: 'When it is due; null when no date is set.' })
  dueDate!: Temporal.PlainDate | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was submitted; null before.' })
  submittedAt!: Temporal.Instant | null;
}

export const ReviewConnection = connectionOf('Review', () => ReviewObject);

@ArgsType()
export class ReviewsArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Text that code or title of the subject, name of the reviewer or role contains, in any case.',
  })
  search?: string | null;

  @Field(() => ReviewStateEnum, { nullable: true, description: 'Only reviews in this state.' })
  state?: ReviewState | null;

  @Field(() => ReviewKindEnum, { nullable: true, description: 'Only reviews of this kind.' })
  kind?: ReviewKind | null;

  @Field(() => ID, { nullable: true, description: 'Only reviews of this cycle.' })
  cycle?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only reviews by this person.' })
  reviewer?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only reviews that are overdue, or that are not.' })
  overdue?: boolean | null;
}

import { ArgsType, Field, ID, ObjectType } from 'type-graphql';
import type { Submission, SubmissionState } from '../../domain/reviews/submission.entity.ts';
import { describedEnum } from '../described-enum.ts';
import { connectionOf, PageArgs } from '../paging.ts';
import { DateTime } from '../scalars.ts';
import { Allow } from '../rules.ts';

export const SubmissionStateEnum = describedEnum<SubmissionState>(
  'SubmissionState',
  'Where a submission is in its life.',
  {
    PENDING: 'No review of it has been opened.',
    STARTED: 'It is being reviewed.',
    REVIEWED: 'It was approved or rejected; the applicant has not been told.',
    COMPLETE: 'It was decided and the applicant was told.',
  },
);

@Allow('viewer')
@ObjectType('Submission', {
  description: 'One proposal sent down one review track for one cycle through one access pool.',
})
export class SubmissionObject {
  constructor(readonly record: Submission) {
    const { id, code, state, approved, comments, decidedAt, notifiedAt, noProjectReason } = record;
    Object.assign(this, { id, code, state, approved, comments, decidedAt, notifiedAt, noProjectReason });
  }

  @Field(() => ID, { description: 'Identifies the submission.' })
  id!: string;

  @Field({ description: 'Its code, which people name it by.' })
  code!: string;

  @Field(() => SubmissionStateEnum, { description: 'Where it is in its life.' })
  state!: SubmissionState;

  @Field(() => Boolean, { nullable: true, description: 'Whether it was approved; null while undecided.' })
  approved!: boolean | null;

  @Field({ description: 'What the reviewers remarked, by review type; empty for nothing.' })
  comments!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it was decided; null before.' })
  decidedAt!: Temporal.Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'When the applicant was told; null before.' })
  notifiedAt!: Temporal.Instant | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it got no project although it was approved; null when it got one or may still.',
  })
  noProjectReason!: string | null;
}

export const SubmissionConnection = connectionOf('Submission', () => SubmissionObject);

@ArgsType()
export class SubmissionsArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Text that code, code or title of the proposal, or name of its spokesperson contains, in any case.',
  })
  search?: string | null;

  @Field(() => SubmissionStateEnum, { nullable: true, description: 'Only submissions in this state.' })
  state?: SubmissionState | null;

  @Field(() => ID, { nullable: true, description: 'Only submissions for this cycle.' })
  cycle?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only submissions on this track.' })
  track?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only submissions to this beamline or one below it.' })
  facility?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only submissions that were approved, or rejected.' })
  approved?: boolean | null;
}

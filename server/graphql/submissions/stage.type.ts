import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { Review } from '../../domain/reviews/review.entity.ts';
import type { Stage } from '../../domain/reviews/stage.entity.ts';
import { describedEnum } from '../described-enum.ts';
import type { Result, StageOutcome, StageResult } from './stage-outcomes.ts';
import { Allow } from '../rules.ts';

export const StageOutcomeEnum = describedEnum<StageOutcome>(
  'StageOutcome',
  'What the reviews of a stage say so far.',
  {
    NOT_STARTED: 'It has no reviews; after a stage that rejects there will be none.',
    IN_REVIEW: 'Too few of its reviews are submitted and complete.',
    PASSED: 'Its reviews are finished and good enough, or it rejects nothing.',
    FAILED: 'Its reviews are finished and not good enough.',
  },
);

/** What a stage asks for, wherever it is shown. */
@Allow('viewer')
@ObjectType()
abstract class StageRule {
  @Field(() => Int, { description: 'Its place in the track, from 1.' })
  position!: number;

  @Field(() => Int, { description: 'Reviews needed; for each beamline when its type is per beamline.' })
  minReviews!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'The average that still passes; null when whatever is finished passes.',
  })
  passScore!: number | null;

  @Field({ description: 'Whether failing it rejects the submission.' })
  blocks!: boolean;
}

@Allow('viewer')
@ObjectType('Stage', { description: 'One step of a review track.' })
export class StageObject extends StageRule {
  constructor(readonly record: Stage) {
    super();
    const { id, position, minReviews, passScore, blocks, weight, autoCreate, autoStart } = record;
    Object.assign(this, { id, position, minReviews, passScore, blocks, weight, autoCreate, autoStart });
  }

  @Field(() => ID, { description: 'Identifies the stage.' })
  id!: string;

  @Field(() => Float, { description: "Its share of a project's merit score; 0 leaves it out." })
  weight!: number;

  @Field({ description: 'Whether missing reviews are created by themselves.' })
  autoCreate!: boolean;

  @Field({ description: 'Whether its reviews are opened by themselves, else by an administrator.' })
  autoStart!: boolean;
}

@Allow('viewer')
@ObjectType('BeamlineOutcome', { description: 'What the reviews of a stage say about one beamline.' })
export class BeamlineOutcomeObject {
  constructor(
    readonly facilityId: string,
    { outcome, average }: Result,
  ) {
    Object.assign(this, { outcome, average });
  }

  @Field(() => StageOutcomeEnum, { description: 'What they say.' })
  outcome!: StageOutcome;

  @Field(() => Float, { nullable: true, description: 'Mean of the complete reviews; null without a score.' })
  average!: number | null;
}

@Allow('viewer')
@ObjectType('SubmissionStage', { description: 'How one submission fares in one stage of its track.' })
export class SubmissionStageObject extends StageRule {
  constructor(
    readonly result: StageResult,
    readonly reviewRecords: readonly Review[],
    readonly outcomes: readonly BeamlineOutcomeObject[],
  ) {
    super();
    const { position, minReviews, passScore, blocks } = result.stage;
    Object.assign(this, { position, minReviews, passScore, blocks });
    Object.assign(this, { outcome: result.outcome, average: result.average });
  }

  @Field(() => Float, {
    nullable: true,
    description:
      'Mean of the reviews that are submitted and complete; null without one, when nothing is scored, and when each beamline has its own.',
  })
  average!: number | null;

  @Field(() => StageOutcomeEnum, { description: 'What its reviews say so far.' })
  outcome!: StageOutcome;
}

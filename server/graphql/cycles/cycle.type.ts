import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { cycleName } from '../../domain/cycles/cycle-dates.ts';
import { type CycleState, cycleStates } from '../../domain/cycles/cycle-state.ts';
import type { CycleTransition } from '../../domain/cycles/cycle-transition.entity.ts';
import type { CycleType } from '../../domain/cycles/cycle-type.entity.ts';
import type { Cycle } from '../../domain/cycles/cycle.entity.ts';
import type { ReviewState } from '../../domain/reviews/review.entity.ts';
import type { SubmissionState } from '../../domain/reviews/submission.entity.ts';
import { connectionOf } from '../paging.ts';
import { ReviewStateEnum } from '../reviews/review.type.ts';
import { CivilDate, DateTime } from '../scalars.ts';
import { SubmissionStateEnum } from '../submissions/submission.type.ts';
import { Allow } from '../rules.ts';

export const CycleStateEnum = Object.fromEntries(cycleStates.map((state) => [state, state]));
registerEnumType(CycleStateEnum, {
  name: 'CycleState',
  description: 'Where a cycle is in its life. Each change comes at 00:00 facility time of a date.',
  valuesConfig: {
    PENDING: { description: 'The call has not opened.' },
    OPEN: { description: 'The call takes submissions.' },
    ASSIGNING: { description: 'The call has closed and no review has started.' },
    REVIEW: { description: 'Submissions are being reviewed.' },
    EVALUATION: { description: 'Reviews were due; results are being weighed.' },
    SCHEDULING: { description: 'Beam time has been allocated and is being scheduled.' },
    ACTIVE: { description: 'Beam time is being used.' },
    ARCHIVED: { description: 'The cycle is over.' },
  },
});

@Allow('viewer')
@ObjectType('CycleType', { description: 'A template from which cycles are created.' })
export class CycleTypeType {
  constructor(record: CycleType) {
    const { id, name, startMonth, startDay, durationMonths, callOffsetWeeks, callPeriodWeeks } = record;
    const { reviewWeeks, allocationWeeks, openOn, closeOn, active } = record;
    Object.assign(this, { id, name, startMonth, startDay, durationMonths, callOffsetWeeks, callPeriodWeeks });
    Object.assign(this, { reviewWeeks, allocationWeeks, openOn, closeOn, active });
  }

  @Field(() => ID, { description: 'Identifies the type.' })
  id!: string;

  @Field({ description: 'Its name.' })
  name!: string;

  @Field(() => Int, { description: 'Month in which its cycles start, 1 to 12.' })
  startMonth!: number;

  @Field(() => Int, { description: 'Day of month on which they start; clamped to the length of the month.' })
  startDay!: number;

  @Field(() => Int, { description: 'Length of a cycle in months.' })
  durationMonths!: number;

  @Field(() => Int, { description: 'Weeks from the opening of the call to the start of the cycle.' })
  callOffsetWeeks!: number;

  @Field(() => Int, { description: 'Length of the call in weeks.' })
  callPeriodWeeks!: number;

  @Field(() => Int, { description: 'Weeks from the close of the call until reviews are due.' })
  reviewWeeks!: number;

  @Field(() => Int, { description: 'Weeks from there until beam time is allocated.' })
  allocationWeeks!: number;

  @Field(() => Int, { description: 'Weekday on which the call opens, 0 = Monday.' })
  openOn!: number;

  @Field(() => Int, { description: 'Weekday on which the call closes, 0 = Monday.' })
  closeOn!: number;

  @Field({ description: 'Whether new cycles of this type are created.' })
  active!: boolean;
}

@Allow('viewer')
@ObjectType({ description: 'The next change that the calendar brings.' })
export class CycleChange {
  @Field(() => CivilDate, { description: 'At 00:00 facility time of this date.' })
  date!: Temporal.PlainDate;

  @Field(() => CycleStateEnum, { description: 'The state it brings.' })
  state!: CycleState;
}

@Allow('viewer')
@ObjectType('CycleTransition', { description: "A change of a cycle's state." })
export class CycleTransitionType {
  constructor({ at, fromState, toState, skipped }: CycleTransition) {
    Object.assign(this, { at, from: fromState, to: toState, skipped });
  }

  @Field(() => DateTime, { description: 'When the change was made.' })
  at!: Temporal.Instant;

  @Field(() => CycleStateEnum, { description: 'The state before.' })
  from!: CycleState;

  @Field(() => CycleStateEnum, { description: 'The state after.' })
  to!: CycleState;

  @Field(() => [CycleStateEnum], { description: 'States passed over because nothing ran in their time.' })
  skipped!: CycleState[];
}

@Allow('viewer')
@ObjectType({ description: 'How many submissions of a cycle are in a state.' })
export class SubmissionCount {
  @Field(() => SubmissionStateEnum, { description: 'The state.' })
  state!: SubmissionState;

  @Field(() => Int, { description: 'Their number.' })
  count!: number;
}

@Allow('viewer')
@ObjectType({ description: 'How many reviews of a cycle are in a state.' })
export class ReviewCount {
  @Field(() => ReviewStateEnum, { description: 'The state.' })
  state!: ReviewState;

  @Field(() => Int, { description: 'Their number.' })
  count!: number;
}

@Allow('viewer')
@ObjectType('Cycle', { description: 'A period of beam time with the call that prepares it.' })
export class CycleObject {
  constructor(readonly record: Cycle) {
    const { id, state, openDate, closeDate, dueDate, allocDate, startDate, endDate } = record;
    Object.assign(this, { id, state, openDate, closeDate, dueDate, allocDate, startDate, endDate });
    this.resultsNotifiedAt = record.resultsNotifiedAt;
    this.name = cycleName(record);
  }

  @Field(() => ID, { description: 'Identifies the cycle.' })
  id!: string;

  @Field({ description: 'Its name, such as "2027 Jan-Jun".' })
  name!: string;

  @Field(() => CycleStateEnum, { description: 'Its state as of the last run of Cycle Lifecycle.' })
  state!: CycleState;

  @Field(() => CivilDate, { description: 'The call opens at 00:00 of this date.' })
  openDate!: Temporal.PlainDate;

  @Field(() => CivilDate, {
    description: 'The call closes at 00:00 of this date; the day before is the last to submit.',
  })
  closeDate!: Temporal.PlainDate;

  @Field(() => CivilDate, { description: 'Reviews are due.' })
  dueDate!: Temporal.PlainDate;

  @Field(() => CivilDate, { description: 'Beam time is allocated.' })
  allocDate!: Temporal.PlainDate;

  @Field(() => CivilDate, { description: 'First day of beam time.' })
  startDate!: Temporal.PlainDate;

  @Field(() => CivilDate, { description: 'First day after the cycle; the day before is its last.' })
  endDate!: Temporal.PlainDate;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the results of its call were sent; null before.',
  })
  resultsNotifiedAt!: Temporal.Instant | null;
}

export const CycleConnection = connectionOf('Cycle', () => CycleObject);

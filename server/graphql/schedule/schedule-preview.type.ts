import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { RunState, Trigger } from '../../engine/schedule.ts';
import { RunStateEnum, RunTriggerEnum } from '../runs/run.type.ts';
import { DateTime } from '../scalars.ts';
import { Allow } from '../rules.ts';

@InputType({ description: 'The last run that a schedule counts from.' })
export class ScheduleLastRunInput {
  @Field(() => DateTime, { description: 'When it started.' })
  startedAt!: Temporal.Instant;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The scheduled time it stood for; its start when left out, none for a manual run.',
  })
  slot?: Temporal.Instant | null;

  @Field(() => RunStateEnum, { defaultValue: 'SUCCEEDED', description: 'How it ended, or RUNNING.' })
  state!: RunState;

  @Field(() => RunTriggerEnum, { defaultValue: 'SCHEDULE', description: 'Why it came about.' })
  trigger!: Trigger;
}

@InputType({ description: 'A schedule to try out, and the moment and history to try it on.' })
export class SchedulePreviewInput {
  @Field(() => String, { nullable: true, description: 'ISO 8601 duration between runs, or a time of day.' })
  every?: string | null;

  @Field(() => String, { nullable: true, description: 'Time of day, such as "T02:00".' })
  at?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 8601 duration after which a failed run is tried again.',
  })
  retryAfter?: string | null;

  @Field(() => String, { nullable: true, description: "IANA zone; the facility's when left out." })
  timeZone?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'The moment to look from; now when left out.' })
  now?: Temporal.Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the task was registered; `now` when left out.',
  })
  registeredAt?: Temporal.Instant | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Day of month, 1 to 31, that a clamped month end returns to.',
  })
  anchorDay?: number | null;

  @Field(() => Int, { defaultValue: 5, description: 'How many next runs to list, 0 to 100.' })
  count!: number;

  @Field(() => ScheduleLastRunInput, { nullable: true, description: 'The last run; none when left out.' })
  lastRun?: ScheduleLastRunInput | null;
}

@Allow('viewer')
@ObjectType('ScheduleProblem', { description: 'What is wrong with one field of a schedule.' })
export class ScheduleProblemType {
  @Field({ description: 'The field: `every`, `at`, `retryAfter` or `timeZone`.' })
  field!: string;

  @Field({ description: 'The value, what is wrong with it, and the remedy.' })
  message!: string;
}

@Allow('viewer')
@ObjectType({ description: 'What a schedule would do.' })
export class SchedulePreview {
  @Field({ description: 'Whether the schedule can be used.' })
  valid!: boolean;

  @Field(() => [ScheduleProblemType], { description: 'One problem per bad field; empty when valid.' })
  problems!: ScheduleProblemType[];

  @Field(() => String, {
    nullable: true,
    description: 'The schedule in plain English; null when it is not valid.',
  })
  text!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the next run should start; past when overdue, null when none will come or the schedule is not valid.',
  })
  nextRunAt!: Temporal.Instant | null;

  @Field({ description: 'Whether a run is due at `now`.' })
  due!: boolean;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The scheduled time that the next run stands for; null when none will come.',
  })
  slot!: Temporal.Instant | null;

  @Field(() => [DateTime], { description: 'The next occurrences, each run assumed to start on time.' })
  nextRuns!: Temporal.Instant[];
}

import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { TaskRecord } from '../../engine/task.entity.ts';
import type { RunState, Trigger } from '../../engine/schedule.ts';
import { RunStateEnum, RunTriggerEnum, RunType } from '../runs/run.type.ts';
import { DateTime, Duration } from '../scalars.ts';
import { Allow } from '../rules.ts';

@Allow('viewer')
@ObjectType({ description: 'The parts of a schedule, as they are written.' })
export class ScheduleParts {
  @Field(() => String, {
    nullable: true,
    description: 'ISO 8601 duration between runs, or a time of day; null when not set.',
  })
  every!: string | null;

  @Field(() => String, { nullable: true, description: 'Time of day at the facility; null when not set.' })
  at!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 8601 duration after which a failed run is tried again; null when it is not.',
  })
  retryAfter!: string | null;

  @Field({ description: 'The schedule in plain English: "every 15 minutes", "daily at 02:00".' })
  text!: string;
}

@Allow('viewer')
@ObjectType({ description: 'When a task runs by itself.' })
export class TaskSchedule extends ScheduleParts {
  @Field({ description: 'IANA zone that the schedule runs in.' })
  timeZone!: string;

  @Field({ description: 'Whether an administrator has put this schedule in the place of the built-in one.' })
  overridden!: boolean;

  @Field(() => ScheduleParts, {
    description: "The program's own schedule, which `resetTaskSchedule` returns to.",
  })
  builtIn!: ScheduleParts;

  @Field(() => String, { nullable: true, description: 'Who overrode it; null when nobody did.' })
  overriddenBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was overridden; null when it is not.' })
  overriddenAt!: Temporal.Instant | null;

  @Field(() => Int, {
    description:
      'Counts its edits: give it as `expectedVersion` so as not to undo the edit of somebody else.',
  })
  version!: number;
}

@InputType({
  description: 'A schedule that takes the place of the built-in one; what is left out is not set.',
})
export class TaskScheduleInput {
  @Field(() => String, { nullable: true, description: 'ISO 8601 duration between runs, or a time of day.' })
  every?: string | null;

  @Field(() => String, { nullable: true, description: 'Time of day, such as "T02:00".' })
  at?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 8601 duration after which a failed run is tried again.',
  })
  retryAfter?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The `version` this edit was made on. Refused with CONFLICT when it is no longer that; not checked when left out.',
  })
  expectedVersion?: number | null;
}

@Allow('viewer')
@ObjectType({ description: 'Why and until when scheduled runs of a task are held back.' })
export class TaskPause {
  @Field({ description: 'Why, in the words of the person who paused it.' })
  reason!: string;

  @Field({ description: 'Who paused it.' })
  by!: string;

  @Field(() => DateTime, { description: 'Since when.' })
  at!: Temporal.Instant;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the pause ends by itself; null when somebody has to resume the task.',
  })
  until!: Temporal.Instant | null;
}

@Allow('viewer')
@ObjectType({ description: 'Failures in a row, up to the last run that ended by itself.' })
export class TaskFailing {
  @Field(() => Int, { description: 'How many runs in a row failed, timed out or were lost.' })
  count!: number;

  @Field({ description: 'Whether there may have been more of them before, which are not kept.' })
  orMore!: boolean;

  @Field(() => DateTime, { description: 'When the first of them ended.' })
  since!: Temporal.Instant;
}

@Allow('viewer')
@ObjectType({ description: "A task's recent runs in numbers." })
export class TaskStats {
  @Field(() => Int, { description: 'Runs that started in the last 24 hours and have ended.' })
  runs24h!: number;

  @Field(() => Int, { description: 'Of those, how many failed, timed out or were lost.' })
  failures24h!: number;

  @Field(() => Int, { description: 'Kept runs that succeeded.' })
  succeeded!: number;

  @Field(() => Int, { description: 'Kept runs that failed, timed out or were lost.' })
  failed!: number;

  @Field(() => Duration, {
    nullable: true,
    description: 'Half of the kept runs that did something took at most this long; null without such a run.',
  })
  medianDuration!: Temporal.Duration | null;

  @Field(() => Duration, {
    nullable: true,
    description: '95 % of them took at most this long; null without such a run.',
  })
  p95Duration!: Temporal.Duration | null;
}

@Allow('viewer')
@ObjectType({ description: 'What a chart shows of a run that has started.' })
export class RunMark {
  @Field(() => ID, { description: 'Identifies the run.' })
  id!: string;

  @Field(() => RunStateEnum, { description: 'Where the run is in its life.' })
  state!: RunState;

  @Field(() => RunTriggerEnum, { description: 'Why the run came about.' })
  trigger!: Trigger;

  @Field(() => DateTime, { description: 'When a worker began.' })
  startedAt!: Temporal.Instant;

  @Field(() => Duration, { description: 'From start to end, or to now while it runs.' })
  duration!: Temporal.Duration;
}

@Allow('viewer')
@ObjectType('Task', { description: 'A scheduled job of the facility.' })
export class TaskType {
  constructor(readonly record: TaskRecord) {
    const { name, label, description, keepRuns, nextRunAt, retiredAt } = record;
    Object.assign(this, { name, label, description, keepRuns, nextRunAt, retiredAt });
    this.app = name.slice(0, name.indexOf('.'));
    this.timeout = Temporal.Duration.from(record.timeout);
  }

  @Field(() => ID, { description: 'Identifies the task: `app.Name`.' })
  name!: string;

  @Field({ description: 'Its name for people.' })
  label!: string;

  @Field({ description: 'The part of the user office it belongs to.' })
  app!: string;

  @Field({ description: 'What it does, for administrators.' })
  description!: string;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When its definition was removed from the code; null while it exists. It keeps its history and never runs.',
  })
  retiredAt!: Temporal.Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the next run should start by itself; past when overdue, null when none will come. While the task is paused: when it would.',
  })
  nextRunAt!: Temporal.Instant | null;

  @Field(() => Int, {
    description:
      'Finished runs that are kept, with their logs; 0 keeps all. The latest success and failure are kept besides.',
  })
  keepRuns!: number;

  @Field(() => Duration, { description: 'A run that takes longer is aborted.' })
  timeout!: Temporal.Duration;
}

@Allow('viewer')
@ObjectType({ description: 'The answer to a request to run a task now.' })
export class RunTaskNowPayload {
  @Field(() => RunType, { description: 'The run that was queued, or the one that was already active.' })
  run!: RunType;

  @Field({
    description: 'True when a run of the task was already queued or running, and nothing was queued.',
  })
  alreadyActive!: boolean;
}

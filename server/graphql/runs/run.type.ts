import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { logLevels, type LogLevel } from '../../engine/log-line.entity.ts';
import type { RunRecord } from '../../engine/run.entity.ts';
import type { RunState, Trigger } from '../../engine/schedule.ts';
import { connectionOf } from '../paging.ts';
import { DateTime, Json } from '../scalars.ts';
import { Allow } from '../rules.ts';

const names = <T extends string>(...values: T[]) => Object.fromEntries(values.map((value) => [value, value]));

export const RunStateEnum = names<RunState>(
  'QUEUED',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'SKIPPED',
  'LOST',
  'TIMED_OUT',
  'CANCELLED',
);
registerEnumType(RunStateEnum, {
  name: 'RunState',
  description: 'Where a run is in its life.',
  valuesConfig: {
    QUEUED: { description: 'Its time has come; it waits for a worker.' },
    SKIPPED: { description: 'The task found nothing to do.' },
    LOST: { description: 'Its worker died or was stopped; another run makes up for it.' },
    CANCELLED: { description: 'A person or a program ended it.' },
    TIMED_OUT: { description: "It was aborted after the task's time-out." },
  },
});

export const RunTriggerEnum = names<Trigger>('SCHEDULE', 'RETRY', 'MANUAL', 'BOOT');
registerEnumType(RunTriggerEnum, {
  name: 'RunTrigger',
  description: 'Why a run came about.',
  valuesConfig: {
    SCHEDULE: { description: 'Its time came.' },
    RETRY: { description: 'The run before it failed or was lost.' },
    MANUAL: { description: 'A person or a program asked for it.' },
    BOOT: { description: 'A worker started.' },
  },
});

export const LogLevelEnum = names(...logLevels);
registerEnumType(LogLevelEnum, { name: 'LogLevel', description: 'How much a log line matters.' });

@Allow('viewer')
@ObjectType({ description: 'Why a run failed.' })
export class RunError {
  @Field({ description: 'What was thrown, in one line or a few.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'Where it was thrown; null when unknown.' })
  stack!: string | null;
}

@Allow('viewer')
@ObjectType({ description: 'How far a run has come, as the task reports it.' })
export class RunProgress {
  @Field(() => Int, { description: 'Units done.' })
  done!: number;

  @Field(() => Int, { description: 'Units in all; may grow.' })
  total!: number;

  @Field(() => String, { nullable: true, description: 'What the units are, or what is being done.' })
  label!: string | null;
}

@Allow('viewer')
@ObjectType('LogLine', { description: "One line of a run's log." })
export class LogLineType {
  @Field(() => Int, { description: 'Number of the line in its run, from 1 without gaps.' })
  seq!: number;

  @Field(() => DateTime, { description: 'When the line was written.' })
  at!: Temporal.Instant;

  @Field(() => LogLevelEnum, { description: 'How much it matters.' })
  level!: LogLevel;

  @Field({ description: 'The text, at most 64 KiB.' })
  message!: string;

  @Field(() => Json, { nullable: true, description: 'Ids and values the text speaks of; null for none.' })
  fields!: Record<string, unknown> | null;
}

@Allow('viewer')
@ObjectType({ description: "A part of a run's log." })
export class LogPage {
  @Field(() => [LogLineType], { description: 'Lines in order.' })
  lines!: LogLineType[];

  @Field({ description: 'Whether more matching lines follow: ask again with `after` = the last `seq`.' })
  hasMore!: boolean;
}

@Allow('viewer')
@ObjectType('TaskRun', { description: 'One execution of a task.' })
export class RunType {
  constructor(readonly record: RunRecord) {
    const { errorMessage, errorStack, progressDone, progressTotal, progressLabel } = record;
    this.error = errorMessage === null ? null : { message: errorMessage, stack: errorStack };
    this.progress =
      progressDone === null || progressTotal === null
        ? null
        : { done: progressDone, total: progressTotal, label: progressLabel };
    const { id, state, trigger, requestedBy, slot, queuedAt, finishedAt } = record;
    Object.assign(this, { id, state, trigger, requestedBy, slot, queuedAt, finishedAt });
    const { attempt, worker, summary, checks, checksSince } = record;
    Object.assign(this, { attempt, worker, summary, checks, checksSince });
    this.startedAt = worker === null ? null : record.startedAt;
    this.cancelledBy = record.cancelRequestedBy;
    this.cancelling = state === 'RUNNING' && record.cancelRequestedAt !== null;
  }

  @Field(() => ID, { description: 'Identifies the run.' })
  id!: string;

  @Field(() => RunStateEnum, { description: 'Where the run is in its life.' })
  state!: RunState;

  @Field(() => RunTriggerEnum, { description: 'Why the run came about.' })
  trigger!: Trigger;

  @Field(() => String, {
    nullable: true,
    description: 'Who asked for the run, by name; null when nobody did.',
  })
  requestedBy!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The scheduled time this run stands for; null for a run on demand.',
  })
  slot!: Temporal.Instant | null;

  @Field(() => DateTime, { description: 'When the run was due or asked for.' })
  queuedAt!: Temporal.Instant;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When a worker began; null while it waits, and for good when it was cancelled before.',
  })
  startedAt!: Temporal.Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'When the run ended; null before.' })
  finishedAt!: Temporal.Instant | null;

  @Field({ description: 'Whether it was asked to end and has not yet.' })
  cancelling!: boolean;

  @Field(() => String, { nullable: true, description: 'Who cancelled it, by name; null when nobody did.' })
  cancelledBy!: string | null;

  @Field(() => Int, { description: '1 for the first try of a scheduled time, then counting its retries.' })
  attempt!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The node that executes or executed it; null while it waits.',
  })
  worker!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What the run did, or why there was nothing to do, in one line; null when the task said nothing.',
  })
  summary!: string | null;

  @Field(() => RunError, { nullable: true, description: 'Why the run failed; null when it did not.' })
  error!: RunError | null;

  @Field(() => RunProgress, {
    nullable: true,
    description: 'How far it has come; null when the task does not say.',
  })
  progress!: RunProgress | null;

  @Field(() => Int, {
    description:
      'How many checks in a row found nothing to do and are folded into this run, itself included; 1 for any other run.',
  })
  checks!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the first of the folded checks started; null when `checks` is 1.',
  })
  checksSince!: Temporal.Instant | null;
}

/** How long a run took, or has taken so far. */
export const timeTaken = (
  started: Temporal.Instant,
  finished: Temporal.Instant | null,
  now: Temporal.Instant,
) => started.until(finished ?? now).round({ largestUnit: 'hour', smallestUnit: 'millisecond' });

export const RunConnection = connectionOf('TaskRun', () => RunType);

@Allow('viewer')
@ObjectType({ description: 'New lines of a run that is being followed, and the run as it is now.' })
export class RunLogEvent {
  @Field(() => [LogLineType], {
    description: 'Lines after the ones sent before; may be none when only the run changed.',
  })
  lines!: LogLineType[];

  @Field(() => RunType, { description: 'The run.' })
  run!: RunType;
}

import { BigIntType } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../db/types.ts';
import type { RunState, Trigger } from './schedule.ts';
import { TaskRecord } from './task.entity.ts';

/** Runs that the schedule brings about: one waits for its time, armed, before it waits for a worker. */
export const scheduledTriggers: Trigger[] = ['SCHEDULE', 'RETRY'];

/** Runs on demand: they wait for nothing but a worker, whatever has become of the clock since. */
export const demandTriggers: Trigger[] = ['MANUAL', 'BOOT'];

/** Matches the runs that wait for a worker; not those that are only armed. */
export const waitsForWorker = (now: Temporal.Instant) => ({
  state: 'QUEUED' as const,
  $or: [{ trigger: { $in: demandTriggers } }, { runAt: { $lte: now } }],
});

/** The same in SQL over the columns of `run`; `?` is now. */
export const waitsForWorkerSql = `(state = 'QUEUED' and (trigger in (${demandTriggers.map((trigger) => `'${trigger}'`).join(', ')}) or run_at <= ?))`;

/**
 * One execution of a task, or the occurrence that waits for its time: a QUEUED run whose `runAt` lies
 * in the future is the armed next occurrence and no run yet to anyone outside the engine.
 *
 * The partial unique indexes hold the promise that two runs of a task never overlap, whatever the code does.
 */
@Entity({ tableName: 'run' })
@Index({ name: 'run_history', expression: 'create index run_history on run (task, queued_at desc, id desc)' })
@Index({
  name: 'run_last_started',
  expression: 'create index run_last_started on run (task, started_at desc)',
})
@Index({ name: 'run_by_state', expression: 'create index run_by_state on run (state, id desc)' })
@Index({
  name: 'run_one_running',
  expression: `create unique index run_one_running on run (task) where state = 'RUNNING'`,
})
@Index({
  name: 'run_one_armed',
  expression: `create unique index run_one_armed on run (task) where state = 'QUEUED' and trigger in ('SCHEDULE', 'RETRY')`,
})
@Index({
  name: 'run_one_asked',
  expression: `create unique index run_one_asked on run (task) where state = 'QUEUED' and trigger in ('MANUAL', 'BOOT')`,
})
@Check({
  name: 'run_state_known',
  expression: `state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'LOST', 'TIMED_OUT', 'CANCELLED')`,
})
@Check({ name: 'run_trigger_known', expression: `trigger in ('SCHEDULE', 'RETRY', 'MANUAL', 'BOOT')` })
@Check({ name: 'run_started', expression: `state in ('QUEUED', 'CANCELLED') or started_at is not null` })
@Check({ name: 'run_finished', expression: `(state in ('QUEUED', 'RUNNING')) = (finished_at is null)` })
export class RunRecord {
  @PrimaryKey({ type: new BigIntType('string'), generated: 'identity' })
  id!: string;

  @ManyToOne(() => TaskRecord, { mapToPk: true, fieldName: 'task' })
  task!: string;

  @Property({ type: 'text' })
  state!: RunState;

  @Property({ type: 'text' })
  trigger!: Trigger;

  /** Who pressed Run Now; null for runs that nobody asked for. */
  @Property({ type: 'text', nullable: true })
  requestedBy!: string | null;

  /** The occurrence this run stands for; null for runs on demand. */
  @Property({ type: InstantType, nullable: true })
  slot!: Temporal.Instant | null;

  /** The run must not start before this instant. */
  @Property({ type: InstantType })
  runAt!: Temporal.Instant;

  @Property({ type: InstantType })
  queuedAt!: Temporal.Instant;

  /**
   * When a worker began. A scheduled run that was cancelled while it waited has the moment of that here
   * and no worker: it used its slot up.
   */
  @Property({ type: InstantType, nullable: true })
  startedAt!: Temporal.Instant | null;

  @Property({ type: InstantType, nullable: true })
  finishedAt!: Temporal.Instant | null;

  /** 1 for the first try of a slot, then counting retries. */
  @Property({ type: 'integer', default: 1 })
  attempt!: number;

  /** Its node was stopped in order and put it back: no fault of the run, however often it happens. */
  @Property({ type: 'boolean', default: false })
  putBack!: boolean;

  /** The node that executes or executed it. */
  @Property({ type: 'uuid', nullable: true })
  @Index()
  nodeId!: string | null;

  /** That node's name, kept for people after the node is gone. */
  @Property({ type: 'text', nullable: true })
  worker!: string | null;

  /** When somebody asked for its end; the run may go on for a grace period. */
  @Property({ type: InstantType, nullable: true })
  cancelRequestedAt!: Temporal.Instant | null;

  @Property({ type: 'text', nullable: true })
  cancelRequestedBy!: string | null;

  @Property({ type: 'text', nullable: true })
  summary!: string | null;

  @Property({ type: 'text', nullable: true })
  errorMessage!: string | null;

  @Property({ type: 'text', nullable: true })
  errorStack!: string | null;

  @Property({ type: 'integer', nullable: true })
  progressDone!: number | null;

  @Property({ type: 'integer', nullable: true })
  progressTotal!: number | null;

  @Property({ type: 'text', nullable: true })
  progressLabel!: string | null;

  /** Consecutive SKIPPED runs folded into this one, itself included. */
  @Property({ type: 'integer', default: 1 })
  checks!: number;

  @Property({ type: InstantType, nullable: true })
  checksSince!: Temporal.Instant | null;
}

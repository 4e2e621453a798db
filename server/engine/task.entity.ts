import { Check, Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../db/types.ts';

/** What the engine remembers of a task between runs. The definition itself lives in the code. */
@Entity({ tableName: 'task' })
@Check({
  name: 'task_pause_whole',
  expression: `(paused_at is null) = (paused_reason is null) and (paused_at is null) = (paused_by is null)
    and (paused_until is null or paused_at is not null)`,
})
@Check({ name: 'task_override_whole', expression: '(overridden_at is null) = (overridden_by is null)' })
export class TaskRecord {
  /** `app.Name`, as in {@link defineTask}. */
  @PrimaryKey({ type: 'text' })
  name!: string;

  /** Position in the task list: due tasks of one instant start in this order. */
  @Property({ type: 'integer' })
  position!: number;

  @Property({ type: 'text' })
  label!: string;

  @Property({ type: 'text' })
  description!: string;

  /** `every`, `at` and `retryAfter` as the code has them; what counts is `scheduleSpec` in arm.ts. */
  @Property({ type: 'text', nullable: true })
  every!: string | null;

  @Property({ type: 'text', nullable: true })
  at!: string | null;

  @Property({ type: 'text', nullable: true })
  retryAfter!: string | null;

  /** Finished runs to keep; 0 keeps all. */
  @Property({ type: 'integer' })
  keepRuns!: number;

  /** ISO 8601 duration after which a run is aborted. */
  @Property({ type: 'text' })
  timeout!: string;

  @Property({ type: InstantType })
  registeredAt!: Temporal.Instant;

  /** Day of month that a clamped month end returns to (domain §9.2 rule 5). */
  @Property({ type: 'integer', nullable: true })
  anchorDay!: number | null;

  /** When the next run is to start; past when overdue, null when none will come by itself. */
  @Property({ type: InstantType, nullable: true })
  @Index()
  nextRunAt!: Temporal.Instant | null;

  /** When the definition was found missing from the code. History stays; nothing runs. */
  @Property({ type: InstantType, nullable: true })
  retiredAt!: Temporal.Instant | null;

  /** Since when an administrator's schedule stands in for the code's; null: it does not. */
  @Property({ type: InstantType, nullable: true })
  overriddenAt!: Temporal.Instant | null;

  @Property({ type: 'text', nullable: true })
  overriddenBy!: string | null;

  @Property({ type: 'text', nullable: true })
  overrideEvery!: string | null;

  @Property({ type: 'text', nullable: true })
  overrideAt!: string | null;

  @Property({ type: 'text', nullable: true })
  overrideRetryAfter!: string | null;

  /** Counts the edits of the schedule, so that nobody overwrites an edit he has not seen. */
  @Property({ type: 'integer', default: 1 })
  scheduleVersion!: number;

  /** Since when scheduled runs are held back; null: they are not. */
  @Property({ type: InstantType, nullable: true })
  pausedAt!: Temporal.Instant | null;

  @Property({ type: 'text', nullable: true })
  pausedBy!: string | null;

  @Property({ type: 'text', nullable: true })
  pausedReason!: string | null;

  /** When the pause ends by itself; null: somebody has to end it. */
  @Property({ type: InstantType, nullable: true })
  pausedUntil!: Temporal.Instant | null;
}

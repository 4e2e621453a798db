import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../db/types.ts';

/** What the engine remembers of a task between runs. The definition itself lives in the code. */
@Entity({ tableName: 'task' })
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
}

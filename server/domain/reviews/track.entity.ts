import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Property } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';

/** A named path of review stages (domain §1). Its committee are the reviewers who name it. */
@Entity({ tableName: 'track' })
@Check({ name: 'track_acronym', expression: 'length(acronym) >= 1 and length(acronym) <= 10' })
@Check({ name: 'track_duration', expression: 'duration_cycles >= 1' })
@Check({ name: 'track_offset', expression: 'notify_offset_days >= 0' })
export class Track extends DomainRecord {
  @Property({ type: 'text', unique: true })
  acronym!: string;

  @Property({ type: 'text' })
  name!: string;

  /** Whether it takes submissions only during a call; else at any time. */
  @Property({ type: 'boolean', default: true })
  requireCall!: Opt<boolean>;

  /** How many cycles a project that comes from it lives. */
  @Property({ type: 'integer', default: 4 })
  durationCycles!: Opt<number>;

  /** Days from the decision to the message about it, on tracks without a call. */
  @Property({ type: 'integer', default: 1 })
  notifyOffsetDays!: Opt<number>;
}

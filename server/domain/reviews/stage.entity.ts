import type { Opt } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';
import { ReviewType } from './review-type.entity.ts';
import { Track } from './track.entity.ts';

/** One step of a track (domain §1). */
@Entity({ tableName: 'stage' })
@Unique({ properties: ['track', 'reviewType'] })
@Unique({ properties: ['track', 'position'] })
@Check({ name: 'stage_position', expression: 'position >= 1' })
@Check({ name: 'stage_min_reviews', expression: 'min_reviews >= 1' })
@Check({ name: 'stage_workload', expression: 'max_workload >= 0' })
// Not `>= 0`: PostgreSQL writes the type into it, and a schema diff would see a change for ever.
@Check({ name: 'stage_weight', expression: 'abs(weight) = weight' })
export class Stage extends DomainRecord {
  @ManyToOne(() => Track, { fieldName: 'track_id', deleteRule: 'restrict' })
  track!: Track;

  @ManyToOne(() => ReviewType, { fieldName: 'review_type_id', deleteRule: 'restrict' })
  reviewType!: ReviewType;

  @Property({ type: 'integer' })
  position!: number;

  /** Reviews needed; on a type per facility, for each facility. */
  @Property({ type: 'integer', default: 1 })
  minReviews!: Opt<number>;

  /** Reviews one reviewer may be assigned; 0 for any number. */
  @Property({ type: 'integer', default: 0 })
  maxWorkload!: Opt<number>;

  /** Whether failing it rejects the submission. */
  @Property({ type: 'boolean', default: true })
  blocks!: Opt<boolean>;

  /** The average that still passes; null lets whatever is finished pass. */
  @Property({ type: 'double', nullable: true })
  passScore!: number | null;

  /** Share of this stage in a project's merit score; 0 leaves it out. */
  @Property({ type: 'double', default: 1 })
  weight!: Opt<number>;

  /** Whether missing reviews are created by themselves. */
  @Property({ type: 'boolean', default: true })
  autoCreate!: Opt<boolean>;

  /** Whether they are opened by themselves, else by an administrator. */
  @Property({ type: 'boolean', default: true })
  autoStart!: Opt<boolean>;
}

import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Cycle } from '../cycles/cycle.entity.ts';
import { DomainRecord } from '../domain-record.ts';
import { Facility } from '../facilities/facility.entity.ts';
import { Project } from './project.entity.ts';

/**
 * What an allocation came from: a submission on a track with a call, one on a track without, a project's request for
 * another cycle, or the roll-over on a flexible facility. Call results go to the first and third (domain §6.4).
 */
export const allocationOrigins = ['CALL', 'NON_CALL', 'RENEWAL', 'FLEXIBLE'] as const;

export type AllocationOrigin = (typeof allocationOrigins)[number];

/** Shifts granted to a project on one beamline in one cycle; 0 is a grant, too (domain §1). */
@Entity({ tableName: 'allocation' })
@Unique({ properties: ['project', 'facility', 'cycle'] })
@Check({ name: 'allocation_shifts', expression: 'shifts >= 0 and shifts_requested >= 0' })
@Index({
  name: 'allocation_of_cycle',
  expression: 'create index allocation_of_cycle on allocation (cycle_id, facility_id)',
})
export class Allocation extends DomainRecord {
  @ManyToOne(() => Project, { fieldName: 'project_id', deleteRule: 'restrict' })
  project!: Project;

  @Index()
  @ManyToOne(() => Facility, { fieldName: 'facility_id', deleteRule: 'restrict' })
  facility!: Facility;

  @ManyToOne(() => Cycle, { fieldName: 'cycle_id', deleteRule: 'restrict' })
  cycle!: Cycle;

  @Enum({ items: allocationOrigins, type: 'text' })
  origin!: AllocationOrigin;

  @Property({ type: 'integer', default: 0 })
  shiftsRequested!: Opt<number>;

  /** Granted by people: no task touches it once the row exists. */
  @Property({ type: 'integer', default: 0 })
  shifts!: Opt<number>;

  /** Merit: mean of the stages' averages, weighted; null when nothing was scored. */
  @Property({ type: 'double', nullable: true })
  score!: number | null;

  /** Average by stage position, for stages with a weight. */
  @Property({ type: 'json', defaultRaw: `'{}'` })
  scores!: Opt<Record<string, number>>;

  @Property({ type: 'boolean', default: false })
  declined!: Opt<boolean>;

  /** Granted outside of the review; not renewed by itself. */
  @Property({ type: 'boolean', default: false })
  discretionary!: Opt<boolean>;

  @Property({ type: 'text', nullable: true })
  justification!: string | null;

  @Property({ type: 'text', nullable: true })
  procedure!: string | null;
}

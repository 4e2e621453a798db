import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Cycle } from '../cycles/cycle.entity.ts';
import { DomainRecord } from '../domain-record.ts';
import { Facility } from '../facilities/facility.entity.ts';
import { Project } from './project.entity.ts';

/** The states of a request; the last two are final (domain §2). */
export const allocationRequestStates = ['DRAFT', 'SUBMITTED', 'COMPLETE', 'REJECTED'] as const;

export type AllocationRequestState = (typeof allocationRequestStates)[number];

/** A running project's request for shifts in a coming cycle: a renewal (domain §1). */
@Entity({ tableName: 'allocation_request' })
@Unique({ properties: ['project', 'cycle', 'facility'] })
@Check({ name: 'allocation_request_shifts', expression: 'shift_request >= 0' })
@Check({
  name: 'allocation_request_rejection',
  expression: `(state = 'REJECTED') = (rejection_reason is not null)`,
})
@Index({
  name: 'allocation_request_submitted',
  expression: `create index allocation_request_submitted on allocation_request (cycle_id) where state = 'SUBMITTED'`,
})
export class AllocationRequest extends DomainRecord {
  @ManyToOne(() => Project, { fieldName: 'project_id', deleteRule: 'restrict' })
  project!: Project;

  @ManyToOne(() => Cycle, { fieldName: 'cycle_id', deleteRule: 'restrict' })
  cycle!: Cycle;

  @ManyToOne(() => Facility, { fieldName: 'facility_id', deleteRule: 'restrict' })
  facility!: Facility;

  @Enum({ items: allocationRequestStates, type: 'text', default: 'DRAFT' })
  state!: Opt<AllocationRequestState>;

  /** Why it was rejected; null otherwise. */
  @Property({ type: 'text', nullable: true })
  rejectionReason!: string | null;

  @Property({ type: 'integer' })
  shiftRequest!: number;

  @Property({ type: 'text', nullable: true })
  justification!: string | null;

  @Property({ type: 'text', nullable: true })
  procedure!: string | null;
}

import { Collection, type Opt } from '@mikro-orm/core';
import {
  Check,
  Entity,
  Enum,
  Index,
  ManyToMany,
  ManyToOne,
  Property,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';
import { Facility } from '../facilities/facility.entity.ts';
import { User } from '../people/user.entity.ts';
import { SubjectArea } from './subject-area.entity.ts';

export const proposalStates = ['DRAFT', 'SUBMITTED'] as const;

export type ProposalState = (typeof proposalStates)[number];

/** Somebody the applicants do not want as reviewer. */
export interface ExcludedReviewer {
  first: string;
  last: string;
}

/** Something that will be brought into the beam. */
export interface Sample {
  name: string;
  hazards: string[];
}

/** The scientific request by a spokesperson (domain §1). */
@Entity({ tableName: 'proposal' })
export class Proposal extends DomainRecord {
  @Property({ type: 'text', unique: true })
  code!: string;

  @Property({ type: 'text' })
  title!: string;

  @Index()
  @ManyToOne(() => User, { fieldName: 'spokesperson_id', deleteRule: 'restrict' })
  spokesperson!: User;

  @ManyToOne(() => User, { fieldName: 'leader_id', nullable: true, deleteRule: 'restrict' })
  leader!: User | null;

  @ManyToOne(() => User, { fieldName: 'delegate_id', nullable: true, deleteRule: 'restrict' })
  delegate!: User | null;

  /** E-mail addresses: members need not be users yet. */
  @Property({ type: 'text[]', defaultRaw: `'{}'` })
  team!: Opt<string[]>;

  @Enum({ items: proposalStates, type: 'text', default: 'DRAFT' })
  state!: Opt<ProposalState>;

  @Property({ type: 'json', defaultRaw: `'[]'` })
  excludedReviewers!: Opt<ExcludedReviewer[]>;

  @Property({ type: 'json', defaultRaw: `'[]'` })
  samples!: Opt<Sample[]>;

  @ManyToMany(() => SubjectArea, undefined, {
    pivotTable: 'proposal_area',
    joinColumn: 'proposal_id',
    inverseJoinColumn: 'area_id',
    owner: true,
  })
  areas = new Collection<SubjectArea>(this);
}

/** What a proposal asks of one facility. */
@Entity({ tableName: 'facility_request' })
@Unique({ properties: ['proposal', 'facility'] })
@Check({ name: 'facility_request_shifts', expression: 'shifts >= 0' })
export class FacilityRequest extends DomainRecord {
  @ManyToOne(() => Proposal, { fieldName: 'proposal_id', deleteRule: 'cascade' })
  proposal!: Proposal;

  @ManyToOne(() => Facility, { fieldName: 'facility_id', deleteRule: 'restrict' })
  facility!: Facility;

  @Property({ type: 'integer' })
  shifts!: number;

  @Property({ type: 'text', nullable: true })
  justification!: string | null;

  @Property({ type: 'text', nullable: true })
  procedure!: string | null;
}

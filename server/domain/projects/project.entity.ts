import { Collection } from '@mikro-orm/core';
import {
  Check,
  Entity,
  Index,
  ManyToMany,
  ManyToOne,
  OneToOne,
  Property,
} from '@mikro-orm/decorators/legacy';
import { InstantType, PlainDateType } from '../../db/types.ts';
import { Cycle } from '../cycles/cycle.entity.ts';
import { DomainRecord } from '../domain-record.ts';
import { FacilityTechnique } from '../facilities/technique.entity.ts';
import { User } from '../people/user.entity.ts';
import { AccessPool } from '../proposals/access-pool.entity.ts';
import { Proposal } from '../proposals/proposal.entity.ts';

/** An approved proposal that may use beam time between two dates (domain §1): at most one per proposal. */
@Entity({ tableName: 'project' })
@Check({ name: 'project_dates', expression: 'start_date <= end_date' })
export class Project extends DomainRecord {
  /** Cycle, pool and a counter: `012GU-0001a`. */
  @Property({ type: 'text', unique: true })
  code!: string;

  @Property({ type: 'text' })
  title!: string;

  @OneToOne(() => Proposal, { fieldName: 'proposal_id', owner: true, deleteRule: 'restrict' })
  proposal!: Proposal;

  @ManyToOne(() => AccessPool, { fieldName: 'pool_id', deleteRule: 'restrict' })
  pool!: AccessPool;

  /** The first cycle it may be used in. */
  @Index()
  @ManyToOne(() => Cycle, { fieldName: 'cycle_id', deleteRule: 'restrict' })
  cycle!: Cycle;

  @Property({ type: PlainDateType })
  startDate!: Temporal.PlainDate;

  /** Inclusive: the last day of beam time, unlike the end of a cycle (domain §6.1). */
  @Property({ type: PlainDateType })
  endDate!: Temporal.PlainDate;

  @Index()
  @ManyToOne(() => User, { fieldName: 'spokesperson_id', deleteRule: 'restrict' })
  spokesperson!: User;

  @ManyToOne(() => User, { fieldName: 'leader_id', nullable: true, deleteRule: 'restrict' })
  leader!: User | null;

  @ManyToOne(() => User, { fieldName: 'delegate_id', nullable: true, deleteRule: 'restrict' })
  delegate!: User | null;

  /** When its start was announced; null before. */
  @Property({ type: InstantType, nullable: true })
  startNotifiedAt!: Temporal.Instant | null;

  @ManyToMany(() => User, undefined, {
    pivotTable: 'project_member',
    joinColumn: 'project_id',
    inverseJoinColumn: 'user_id',
    owner: true,
  })
  team = new Collection<User>(this);

  @ManyToMany(() => FacilityTechnique, undefined, {
    pivotTable: 'project_technique',
    joinColumn: 'project_id',
    inverseJoinColumn: 'facility_technique_id',
    owner: true,
  })
  techniques = new Collection<FacilityTechnique>(this);
}

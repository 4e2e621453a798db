import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';

export const facilityKinds = ['BEAMLINE', 'SECTOR', 'DEPARTMENT', 'INSTRUMENT'] as const;

export type FacilityKind = (typeof facilityKinds)[number];

export const facilityStates = ['COMMISSIONING', 'OPERATING', 'DECOMMISSIONED'] as const;

export type FacilityState = (typeof facilityStates)[number];

/** A department, sector, beamline or instrument: a node of one tree (domain §1). */
@Entity({ tableName: 'facility' })
@Check({ name: 'facility_shift_size', expression: 'shift_size_hours = any (array[4, 8])' })
@Check({ name: 'facility_sign_off', expression: 'sign_off_hours >= 0' })
@Check({ name: 'facility_own_parent', expression: 'parent_id <> id' })
export class Facility extends DomainRecord {
  /** Appears in role names, there in lower case. */
  @Property({ type: 'text', unique: true })
  acronym!: string;

  @Property({ type: 'text', unique: true })
  name!: string;

  @Enum({ items: facilityKinds, type: 'text' })
  kind!: FacilityKind;

  @Index()
  @ManyToOne(() => Facility, { fieldName: 'parent_id', nullable: true, deleteRule: 'restrict' })
  parent!: Facility | null;

  /** It grants no shifts up front; beam time is booked on demand. */
  @Property({ type: 'boolean', default: false })
  flexSchedule!: Opt<boolean>;

  @Property({ type: 'integer', default: 8 })
  shiftSizeHours!: Opt<number>;

  /** Hours after its end at which a session is signed off; null for the length of a shift (domain §6.5). */
  @Property({ type: 'integer', nullable: true })
  signOffHours!: number | null;

  @Enum({ items: facilityStates, type: 'text', default: 'OPERATING' })
  state!: Opt<FacilityState>;
}

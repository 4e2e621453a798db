import { Entity, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';
import { Facility } from './facility.entity.ts';

/** A way to use beam time, such as powder diffraction. */
@Entity({ tableName: 'technique' })
export class Technique extends DomainRecord {
  @Property({ type: 'text', unique: true })
  name!: string;
}

/** A technique as one facility offers it: what submissions ask for, and so where they go (domain §2). */
@Entity({ tableName: 'facility_technique' })
@Unique({ properties: ['technique', 'facility'] })
export class FacilityTechnique extends DomainRecord {
  @ManyToOne(() => Technique, { fieldName: 'technique_id', deleteRule: 'restrict' })
  technique!: Technique;

  @ManyToOne(() => Facility, { fieldName: 'facility_id', deleteRule: 'restrict' })
  facility!: Facility;
}

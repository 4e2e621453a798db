import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';

/** A field of research that proposals belong to and reviewers know. */
@Entity({ tableName: 'subject_area' })
export class SubjectArea extends DomainRecord {
  @Property({ type: 'text', unique: true })
  name!: string;
}

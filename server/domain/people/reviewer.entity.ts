import { Collection, type Opt } from '@mikro-orm/core';
import { Entity, ManyToMany, ManyToOne, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { PlainDateType } from '../../db/types.ts';
import { DomainRecord } from '../domain-record.ts';
import { Technique } from '../facilities/technique.entity.ts';
import { SubjectArea } from '../proposals/subject-area.entity.ts';
import { Track } from '../reviews/track.entity.ts';
import { User } from './user.entity.ts';

/** A user enrolled to review (domain §1). */
@Entity({ tableName: 'reviewer' })
export class Reviewer extends DomainRecord {
  @OneToOne(() => User, { fieldName: 'user_id', owner: true, deleteRule: 'restrict' })
  user!: User;

  /** The track whose committee this reviewer sits on; null for none. */
  @ManyToOne(() => Track, { fieldName: 'committee_track_id', nullable: true, deleteRule: 'set null' })
  committeeTrack!: Track | null;

  @Property({ type: 'boolean', default: true })
  active!: Opt<boolean>;

  /** When the reviewer opted out; it counts for 364 days (domain §5.3). */
  @Property({ type: PlainDateType, nullable: true })
  declinedOn!: Temporal.PlainDate | null;

  @ManyToMany(() => Technique, undefined, {
    pivotTable: 'reviewer_technique',
    joinColumn: 'reviewer_id',
    inverseJoinColumn: 'technique_id',
    owner: true,
  })
  techniques = new Collection<Technique>(this);

  @ManyToMany(() => SubjectArea, undefined, {
    pivotTable: 'reviewer_area',
    joinColumn: 'reviewer_id',
    inverseJoinColumn: 'area_id',
    owner: true,
  })
  areas = new Collection<SubjectArea>(this);
}

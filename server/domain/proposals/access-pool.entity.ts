import { Collection, type Opt } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToMany, Property, Trigger } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';
import { Track } from '../reviews/track.entity.ts';

/** A share of beam time (domain §1). Exactly one is the default; a trigger keeps that one from being deleted. */
@Entity({ tableName: 'access_pool' })
@Check({ name: 'access_pool_code', expression: 'length(code) >= 1 and length(code) <= 5' })
@Check({ name: 'access_pool_default_for_all', expression: 'not is_default or role is null' })
@Index({
  name: 'access_pool_one_default',
  expression: 'create unique index access_pool_one_default on access_pool (is_default) where is_default',
})
@Trigger({
  name: 'keep_default',
  timing: 'before',
  events: ['delete'],
  forEach: 'row',
  when: 'old.is_default',
  body: `raise exception 'The default access pool cannot be deleted: make another pool the default first' using errcode = 'restrict_violation'`,
})
export class AccessPool extends DomainRecord {
  @Property({ type: 'text', unique: true })
  name!: string;

  /** Part of project codes. */
  @Property({ type: 'text', unique: true })
  code!: string;

  /** Who may use it; null for everybody. */
  @Property({ type: 'text', nullable: true })
  role!: string | null;

  @Property({ type: 'boolean', default: false })
  isDefault!: Opt<boolean>;

  @ManyToMany(() => Track, undefined, {
    pivotTable: 'access_pool_track',
    joinColumn: 'pool_id',
    inverseJoinColumn: 'track_id',
    owner: true,
  })
  tracks = new Collection<Track>(this);
}

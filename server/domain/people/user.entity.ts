import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Index, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../../db/types.ts';
import { DomainRecord } from '../domain-record.ts';

/**
 * Somebody the facility knows (domain §2). Not an account of this console: roles here, `name` or `name:realm`,
 * decide who is told what. Called `facility_user`, since `user` is SQL's word.
 */
@Entity({ tableName: 'facility_user' })
@Check({ name: 'facility_user_lower_case', expression: 'username = lower(username)' })
@Index({
  name: 'facility_user_email',
  expression: 'create unique index facility_user_email on facility_user (lower(email))',
})
@Index({
  name: 'facility_user_alt_email',
  expression: 'create index facility_user_alt_email on facility_user (lower(alt_email))',
})
@Index({
  name: 'facility_user_roles',
  expression: 'create index facility_user_roles on facility_user using gin (roles)',
})
export class User extends DomainRecord {
  @Property({ type: 'text', unique: true })
  username!: string;

  /** One address, one user, in whatever case it is written. */
  @Property({ type: 'text' })
  email!: string;

  @Property({ type: 'text', nullable: true })
  altEmail!: string | null;

  @Property({ type: 'text' })
  firstName!: string;

  @Property({ type: 'text' })
  lastName!: string;

  /** Lower case, `name` or `name:realm`: `admin:uso`, `reviewer:cmcf-id`. */
  @Property({ type: 'text[]', defaultRaw: `'{}'` })
  roles!: Opt<string[]>;

  @Property({ type: 'text[]', defaultRaw: `'{}'` })
  permissions!: Opt<string[]>;

  /** When another system last sent this user; null for one that was entered here. */
  @Property({ type: InstantType, nullable: true })
  externalSyncedAt!: Temporal.Instant | null;
}

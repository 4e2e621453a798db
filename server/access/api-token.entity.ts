import { BigIntType, type Opt } from '@mikro-orm/core';
import { Check, Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../db/types.ts';
import type { ConsoleRole } from './roles.ts';

/** A token for a program. Only its hash is kept: the secret is shown once, when it is made. */
@Entity({ tableName: 'api_token' })
@Check({ name: 'api_token_role_known', expression: `role in ('admin', 'operator', 'viewer')` })
@Check({ name: 'api_token_revoked_whole', expression: '(revoked_at is null) = (revoked_by is null)' })
export class ApiToken {
  @PrimaryKey({ type: new BigIntType('string'), generated: 'identity' })
  id!: string;

  /** What it is for; it stands on the runs that it asks for. */
  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'text' })
  role!: ConsoleRole;

  /** SHA-256 of the secret, in hex. The secret has 256 bits by chance, so nothing slower is needed. */
  @Property({ type: 'text', unique: true })
  hash!: string;

  /** The last four characters of the secret, to tell it from others. */
  @Property({ type: 'text' })
  ending!: string;

  @Property({ type: 'text' })
  createdBy!: string;

  @Property({ type: InstantType })
  createdAt!: Temporal.Instant;

  @Property({ type: InstantType })
  expiresAt!: Temporal.Instant;

  /** Exact to the minute; null when it never was. */
  @Property({ type: InstantType, nullable: true })
  lastUsedAt!: Opt<Temporal.Instant> | null;

  @Property({ type: InstantType, nullable: true })
  revokedAt!: Opt<Temporal.Instant> | null;

  @Property({ type: 'text', nullable: true })
  revokedBy!: Opt<string> | null;
}

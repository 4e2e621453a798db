import { Check, Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../db/types.ts';
import type { SignInMethod } from './principal.ts';
import type { ConsoleRole } from './roles.ts';

// The tables of the authentication library, which writes them; we read them and write what it has no word for.

/** An account of this console. Not a person of the facility, who may be told things and never signs in here. */
@Entity({ tableName: 'console_account' })
@Check({ name: 'console_account_role_known', expression: `role in ('admin', 'operator', 'viewer')` })
export class ConsoleAccount {
  @PrimaryKey({ type: 'text' })
  id!: string;

  @Property({ type: 'text' })
  name!: string;

  /** Lower case. */
  @Property({ type: 'text', unique: true })
  email!: string;

  @Property({ type: 'boolean', default: false })
  emailVerified!: boolean;

  @Property({ type: 'text', nullable: true })
  image!: string | null;

  /** Null for an account that may see nothing. At each sign-in the identity provider's claim sets it anew. */
  @Property({ type: 'text', nullable: true })
  role!: ConsoleRole | null;

  @Property({ type: InstantType })
  createdAt!: Temporal.Instant;

  @Property({ type: InstantType })
  updatedAt!: Temporal.Instant;
}

/** Somebody who is signed in. */
@Entity({ tableName: 'console_session' })
export class ConsoleSession {
  @PrimaryKey({ type: 'text' })
  id!: string;

  /** What the cookie holds, beside its signature. */
  @Property({ type: 'text', unique: true })
  token!: string;

  @ManyToOne({ entity: () => ConsoleAccount, fieldName: 'account_id', deleteRule: 'cascade' })
  @Index()
  account!: ConsoleAccount;

  @Property({ type: 'text' })
  signedInBy!: SignInMethod;

  @Property({ type: 'text', nullable: true })
  ipAddress!: string | null;

  @Property({ type: 'text', nullable: true })
  userAgent!: string | null;

  @Property({ type: InstantType })
  expiresAt!: Temporal.Instant;

  @Property({ type: InstantType })
  createdAt!: Temporal.Instant;

  @Property({ type: InstantType })
  updatedAt!: Temporal.Instant;
}

/** A way in to an account: a password, or the account at the identity provider. */
@Entity({ tableName: 'console_credential' })
@Index({
  name: 'console_credential_once',
  expression: 'create unique index console_credential_once on console_credential (provider_id, external_id)',
})
export class ConsoleCredential {
  @PrimaryKey({ type: 'text' })
  id!: string;

  @ManyToOne({ entity: () => ConsoleAccount, fieldName: 'account_id', deleteRule: 'cascade' })
  @Index()
  account!: ConsoleAccount;

  /** `credential` for a password, `oidc` for the identity provider. */
  @Property({ type: 'text' })
  providerId!: string;

  /** Issuer and `sub` at the provider, with a blank between; the account's own id for a password. */
  @Property({ type: 'text' })
  externalId!: string;

  /** scrypt, with its salt. */
  @Property({ type: 'text', nullable: true })
  password!: string | null;

  @Property({ type: 'text', nullable: true })
  accessToken!: string | null;

  @Property({ type: 'text', nullable: true })
  refreshToken!: string | null;

  @Property({ type: 'text', nullable: true })
  idToken!: string | null;

  @Property({ type: InstantType, nullable: true })
  accessTokenExpiresAt!: Temporal.Instant | null;

  @Property({ type: InstantType, nullable: true })
  refreshTokenExpiresAt!: Temporal.Instant | null;

  @Property({ type: 'text', nullable: true })
  scope!: string | null;

  @Property({ type: InstantType })
  createdAt!: Temporal.Instant;

  @Property({ type: InstantType })
  updatedAt!: Temporal.Instant;
}

/** What is remembered between two steps: of a sign-in at the provider, and of one-time links until they are used. */
@Entity({ tableName: 'console_verification' })
export class ConsoleVerification {
  @PrimaryKey({ type: 'text' })
  id!: string;

  @Property({ type: 'text' })
  @Index()
  identifier!: string;

  @Property({ type: 'text' })
  value!: string;

  @Property({ type: InstantType })
  expiresAt!: Temporal.Instant;

  @Property({ type: InstantType })
  createdAt!: Temporal.Instant;

  @Property({ type: InstantType })
  updatedAt!: Temporal.Instant;
}

import type { ConsoleRole } from './roles.ts';

/** Who is asking: a signed-in person or a token. */
export interface Principal {
  kind: 'person' | 'token';
  /** Of the account or token; `ADMIN_TOKEN` and `LOCAL_TOKEN` are their own. */
  id: string;
  /** As it stands on runs, pauses and in the audit. */
  name: string;
  email: string | null;
  /** Null for a person who may sign in, but has nothing to see here. */
  role: ConsoleRole | null;
  /** The session of a person; null for tokens. */
  session: { id: string; signedInBy: SignInMethod; since: Temporal.Instant } | null;
  /** When it ends by itself; null when it does not. */
  expiresAt: Temporal.Instant | null;
}

/** How a person has signed in: at the identity provider, with a password, or with a one-time link. */
export type SignInMethod = 'oidc' | 'password' | 'link';

/** Where a request comes from. */
export interface Origin {
  /** Address of the client, behind trusted proxies too; null when unknown. */
  ip: string | null;
  /** What the client calls itself. */
  agent: string | null;
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { createHash, randomBytes } from 'node:crypto';
import { ConsoleVerification } from './console-account.entity.ts';

/** How long a one-time link may wait to be used. */
export const linkLasts = Temporal.Duration.from('PT24H');

/** What a link is remembered by: its secret itself is kept nowhere. */
export const linkIdentifier = (token: string) =>
  `sign-in-link:${createHash('sha256').update(token).digest('hex')}`;

/**
 * The secret of a new one-time link that signs in to an account.
 * Write it behind the `#` of an address: what stands there is not sent, and so in no log.
 */
export async function createSignInLink(em: EntityManager, accountId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  // Its expiry is compared with this machine's clock by the library that uses it up.
  const now = Temporal.Now.instant();
  await em.insert(ConsoleVerification, {
    id: randomBytes(16).toString('hex'),
    identifier: linkIdentifier(token),
    value: accountId,
    expiresAt: now.add(linkLasts),
    createdAt: now,
    updatedAt: now,
  });
  return token;
}

/** Ends the links of an account that nobody has used yet. */
export async function endSignInLinks(em: EntityManager, accountId: string): Promise<void> {
  await em.nativeDelete(ConsoleVerification, { identifier: { $like: 'sign-in-link:%' }, value: accountId });
}

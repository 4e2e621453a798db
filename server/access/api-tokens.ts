import type { EntityManager } from '@mikro-orm/postgresql';
import { createHash, randomBytes } from 'node:crypto';
import { ApiToken } from './api-token.entity.ts';
import type { ConsoleRole } from './roles.ts';

/** What all secrets begin with, so that a leaked one is known for what it is, by scanners too. */
export const tokenPrefix = 'uso_';

/** The longest life of a token. */
export const longestTokenLife = Temporal.Duration.from('P366D');

/** A new token with its secret, which is kept nowhere. */
export function newToken(fields: {
  name: string;
  role: ConsoleRole;
  expiresAt: Temporal.Instant;
  createdBy: string;
  createdAt: Temporal.Instant;
}): { row: Omit<ApiToken, 'id' | 'lastUsedAt' | 'revokedAt' | 'revokedBy'>; secret: string } {
  const secret = `${tokenPrefix}${randomBytes(32).toString('base64url')}`;
  return { secret, row: { ...fields, hash: hashOf(secret), ending: secret.slice(-4) } };
}

/** Whether it has the form of our secrets; nothing else is worth a look into the database. */
export const isSecret = (text: string) => text.startsWith(tokenPrefix) && /^[\w-]{47}$/.test(text);

/** The token with this secret, whether it is still good or not; null when there never was one. */
export function findToken(em: EntityManager, secret: string): Promise<ApiToken | null> {
  return em.findOne(ApiToken, { hash: hashOf(secret) });
}

/** Notes that a token was used, at most once a minute. */
export async function noteUse(em: EntityManager, { id, lastUsedAt }: ApiToken, now: Temporal.Instant) {
  if (lastUsedAt && Temporal.Duration.compare(lastUsedAt.until(now).abs(), { minutes: 1 }) < 0) return;
  await em.nativeUpdate(ApiToken, { id }, { lastUsedAt: now });
}

/** Why a token is not good any more; null while it is. */
export function endOf({ revokedAt, revokedBy, expiresAt }: ApiToken, now: Temporal.Instant): string | null {
  if (revokedAt) return `was revoked by ${revokedBy} at ${revokedAt.toString()}`;
  if (Temporal.Instant.compare(expiresAt, now) <= 0) return `expired at ${expiresAt.toString()}`;
  return null;
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

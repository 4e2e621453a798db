import type { EntityManager } from '@mikro-orm/postgresql';
import { randomBytes } from 'node:crypto';
import type { Access } from './access.ts';
import { ConsoleCredential, ConsoleSession } from './console-account.entity.ts';
import type { Principal } from './principal.ts';
import { endSignInLinks } from './sign-in-links.ts';

/** How long after a sign-in by link a password may be set without the present one. */
const freshFor = Temporal.Duration.from('PT10M');

/**
 * Sets the password of an account of this console and ends its other sessions. Answers why not when the present
 * password is wrong; wrong ones count like those of a sign-in.
 */
export async function changePassword(
  access: Access,
  em: EntityManager,
  { id, email, session }: Principal,
  { password, present }: { password: string; present?: string | null },
): Promise<string | null> {
  const library = await access.auth.$context;
  const found = await em.findOne(ConsoleCredential, { account: { id }, providerId: 'credential' });
  const isFresh =
    session?.signedInBy === 'link' &&
    Temporal.Duration.compare(session.since.until(Temporal.Now.instant()), freshFor) < 0;
  if (found && !isFresh) {
    const place = `account ${id}`;
    const { wait } = await access.limits.count(place, email);
    if (wait > 0) return `present: too many wrong passwords: try again in ${Math.ceil(wait / 60)} minutes.`;
    const isRight = await library.password.verify({ hash: found.password ?? '', password: present ?? '' });
    if (!isRight) {
      return 'present: this is not your current password. If you have lost it, ask an administrator for a one-time link.';
    }
    await access.limits.succeeded(place, email);
  }
  const now = Temporal.Now.instant();
  const hash = await library.password.hash(password);
  if (found) {
    await em.nativeUpdate(ConsoleCredential, { id: found.id }, { password: hash, updatedAt: now });
  } else {
    await em.insert(ConsoleCredential, {
      id: randomBytes(16).toString('hex'),
      account: id,
      providerId: 'credential',
      externalId: id,
      password: hash,
      createdAt: now,
      updatedAt: now,
    });
  }
  await endSignInLinks(em, id);
  await em.nativeDelete(ConsoleSession, { account: { id }, id: { $ne: session?.id ?? '' } });
  return null;
}

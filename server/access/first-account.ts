import type { EntityManager } from '@mikro-orm/postgresql';
import { ConsoleAccount, ConsoleCredential } from './console-account.entity.ts';
import { createSignInLink } from './sign-in-links.ts';

/** The account of whoever installs the program. It has no password until its owner sets one. */
const firstAccount = {
  id: 'first-administrator',
  name: 'Local administrator',
  email: 'administrator@console.invalid',
  emailVerified: false,
  role: 'admin' as const,
};

/**
 * Makes the first account of an empty installation, and the secret of a one-time link to it. Null when the link is not
 * needed any more: the account has a password or is gone or, unless `isLocal`, somebody has been in. Where the database
 * belongs to this process (`isLocal`), whoever starts it has everything anyway and gets a new link each time.
 */
export async function firstSignIn(
  em: EntityManager,
  { isLocal, now }: { isLocal: boolean; now: Temporal.Instant },
): Promise<string | null> {
  await em.execute(
    `insert into console_account (id, name, email, email_verified, role, created_at, updated_at)
      select ?, ?, ?, false, ?, ?::timestamptz, ?::timestamptz where not exists (select 1 from console_account)
      on conflict do nothing`,
    [
      firstAccount.id,
      firstAccount.name,
      firstAccount.email,
      firstAccount.role,
      now.toString(),
      now.toString(),
    ],
  );
  const { id } = firstAccount;
  const waits = await em.count(ConsoleAccount, { id, role: 'admin' });
  const hasPassword = await em.count(ConsoleCredential, { account: { id } });
  if (waits === 0 || hasPassword > 0 || (!isLocal && (await hasBeenIn(em, id)))) return null;
  return createSignInLink(em, id);
}

async function hasBeenIn(em: EntityManager, id: string): Promise<boolean> {
  const [row] = await em.execute<{ found: boolean }[]>(
    `select exists (select 1 from audit_entry
      where subject_type = 'ACCOUNT' and subject_id = ? and action = 'signIn') as found`,
    [id],
  );
  return row?.found ?? false;
}

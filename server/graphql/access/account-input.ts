import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { ConsoleAccount } from '../../access/console-account.entity.ts';
import { isPlainName, longestName } from '../../access/names.ts';
import { isAddress } from '../../domain/notifications/address.ts';
import { badInput, InputProblem } from '../errors.ts';

/** A name without blanks around it. Throws BAD_INPUT. */
export function checkName(name: string): string {
  const text = name.trim();
  if (isPlainName(text)) return text;
  throw badInput('name', `name: use 1 to ${longestName} characters of plain text on one line.`);
}

/** An address in lower case. Throws BAD_INPUT. */
export function checkEmail(email: string): string {
  const text = email.trim().toLowerCase();
  if (text.length <= 200 && isAddress(text)) return text;
  throw badInput('email', `email: use an address like "name@example.org".`);
}

/**
 * Writes an account with this address. Throws CONFLICT when another account than `ownId` has it, also one that came to be
 * at the same moment.
 */
export async function writeWithEmail(
  em: EntityManager,
  { email, ownId }: { email: string; ownId: string | null },
  write: () => Promise<unknown>,
): Promise<void> {
  const other = await em.findOne(ConsoleAccount, { email });
  if (other && other.id !== ownId) throw taken(`the account of ${other.name}`);
  try {
    await write();
  } catch (cause) {
    throw cause instanceof UniqueConstraintViolationException ? taken('another account') : cause;
  }
}

const taken = (who: string) =>
  new InputProblem('CONFLICT', `email: ${who} has this address already.`, 'email');

import { randomBytes } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where the command line finds the token of a server that keeps its database in `dataDir`. */
export const localTokenFile = (dataDir: string) => join(resolve(dataDir), 'local.token');

/**
 * A token for the command line on this machine, good as long as this process lives: whoever may read the file may read
 * the database beside it too.
 */
export async function writeLocalToken(
  dataDir: string,
): Promise<{ secret: string; remove: () => Promise<void> }> {
  const secret = `local_${randomBytes(32).toString('base64url')}`;
  const file = localTokenFile(dataDir);
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  // The mode counts only for a file that is new.
  await chmod(file, 0o600);
  return { secret, remove: () => rm(file, { force: true }) };
}

import { readFileSync } from 'node:fs';
import { localTokenFile } from '../access/local-token.ts';

/** The token that a server with its embedded database has left for us on this machine; null when there is none. */
export function localToken(): string | null {
  try {
    return readFileSync(localTokenFile(process.env['DATA_DIR'] || '.data'), 'utf8').trim() || null;
  } catch {
    return null;
  }
}

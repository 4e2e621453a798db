import type { EntityManager } from '@mikro-orm/postgresql';
import { randomBytes } from 'node:crypto';
import { ServerSecret } from './secrets.entity.ts';

/** The secret that cookies are signed with, made by the first node and shared by all through the database. */
export async function sharedSecret(em: EntityManager): Promise<string> {
  await em.execute(`insert into server_secret (name, value) values ('cookies', ?) on conflict do nothing`, [
    randomBytes(48).toString('base64url'),
  ]);
  const { value } = await em.findOneOrFail(ServerSecret, { name: 'cookies' });
  return value;
}

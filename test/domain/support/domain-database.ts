import { MikroORM } from '@mikro-orm/postgresql';
import 'reflect-metadata';
import { ormOptions } from '../../../server/mikro-orm.config.ts';
import { createTestDatabase } from '../../support/database.ts';

/** MikroORM on an empty database of this test file's own. */
export async function openDomainDatabase(): Promise<{ orm: MikroORM; close(): Promise<void> }> {
  const database = await createTestDatabase();
  const orm = await MikroORM.init(ormOptions(database.url));
  return {
    orm,
    async close() {
      await orm.close();
      await database.close();
    },
  };
}

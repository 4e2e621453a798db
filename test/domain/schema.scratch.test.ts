import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MikroORM } from '@mikro-orm/postgresql';
import { openDomainDatabase } from './support/domain-database.ts';
let db: { orm: MikroORM; close(): Promise<void> };
beforeAll(async () => { db = await openDomainDatabase(); });
afterAll(() => db.close());
test('schema', async () => {
  const sql = await db.orm.schema.getUpdateSchemaSQL();
  console.log(sql);
  await db.orm.schema.update();
  expect(await db.orm.schema.getUpdateSchemaSQL()).toBe('');
});

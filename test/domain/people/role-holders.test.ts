import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { holdersOf } from '../../../server/domain/people/role-holders.ts';
import { openDomainDatabase, wipe } from '../support/domain-database.ts';
import { aUser } from '../support/world.ts';

let db: Awaited<ReturnType<typeof openDomainDatabase>>;
let orm: MikroORM;

beforeAll(async () => {
  db = await openDomainDatabase();
  orm = db.orm;
});
afterAll(() => db.close());
beforeEach(() => wipe(orm));

test('finds the holders of each role exactly, and maps a role nobody holds to none', async () => {
  const ada = await aUser(orm, { roles: ['reviewer', 'admin:uso'] });
  const bob = await aUser(orm, { roles: ['reviewer:cmcf-id'] });
  const eve = await aUser(orm, { roles: ['reviewer'] });
  db.sql.length = 0;
  const holders = await holdersOf(orm.em.fork(), ['reviewer', 'reviewer:cmcf-id', 'reviewer:zz', 'reviewer']);
  expect(db.sql).toHaveLength(1);
  expect(Object.fromEntries(holders)).toEqual({
    reviewer: [ada, eve],
    'reviewer:cmcf-id': [bob],
    'reviewer:zz': [],
  });
});

test('asks nothing for no roles', async () => {
  db.sql.length = 0;
  expect(await holdersOf(orm.em.fork(), [])).toEqual(new Map());
  expect(db.sql).toEqual([]);
});

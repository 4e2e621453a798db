import { expect, test } from 'vitest';
import { holdersOf } from '../../../server/domain/people/role-holders.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { aUser } from '../support/world.ts';

const db = useEmptyDomain();

test('finds the holders of each role exactly, and maps a role nobody holds to none', async () => {
  const ada = await aUser(db.orm, { roles: ['reviewer', 'admin:uso'] });
  const bob = await aUser(db.orm, { roles: ['reviewer:cmcf-id'] });
  const eve = await aUser(db.orm, { roles: ['reviewer'] });
  db.sql.length = 0;
  const holders = await holdersOf(db.orm.em.fork(), [
    'reviewer',
    'reviewer:cmcf-id',
    'reviewer:zz',
    'reviewer',
  ]);
  expect(db.sql).toHaveLength(1);
  expect(Object.fromEntries(holders)).toEqual({
    reviewer: [ada, eve],
    'reviewer:cmcf-id': [bob],
    'reviewer:zz': [],
  });
});

test('asks nothing for no roles', async () => {
  db.sql.length = 0;
  expect(await holdersOf(db.orm.em.fork(), [])).toEqual(new Map());
  expect(db.sql).toEqual([]);
});

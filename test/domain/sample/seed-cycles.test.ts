import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { advanceCycles, pendingCycleChanges } from '../../../server/domain/cycles/advance-cycles.ts';
import { createCycles } from '../../../server/domain/cycles/create-cycles.ts';
import { CycleSchedule } from '../../../server/domain/cycles/cycle-schedule.entity.ts';
import { Cycle } from '../../../server/domain/cycles/cycle.entity.ts';
import { seedCycles } from '../../../server/domain/sample/cycles.ts';
import { day, noon } from '../support/dates.ts';
import { openDomainDatabase, wipe } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';

let db: Awaited<ReturnType<typeof openDomainDatabase>>;
let orm: MikroORM;

beforeAll(async () => {
  db = await openDomainDatabase();
  orm = db.orm;
});
afterAll(() => db.close());
beforeEach(() => wipe(orm));

test.each([
  '2026-01-01',
  '2026-01-31',
  '2026-02-28',
  '2026-03-01',
  '2026-07-01',
  '2026-11-24',
  '2026-12-31',
  '2028-02-29',
])('the sample facility of %s gives both tasks work, and once only', async (date) => {
  const today = day(date);
  const now = noon(today);
  const { log, lines } = recordedLog();
  await orm.em.fork().transactional((tx) => seedCycles(tx, { today, now }));
  const cycles = await orm.em.fork().count(Cycle);
  expect(await orm.em.fork().count(CycleSchedule)).toBe(cycles);

  const { changed } = await advanceCycles(orm.em.fork(), { today, now, log });
  expect(changed).toBeGreaterThanOrEqual(4);
  const { created } = await createCycles(orm.em.fork(), { today, now, log });
  expect(created).toBeGreaterThanOrEqual(1);
  expect(lines.length).toBe(changed + created);

  expect((await pendingCycleChanges(orm.em.fork(), today)).pending).toBe(0);
  expect(await createCycles(orm.em.fork(), { today, now, log })).toEqual({ created: 0 });
});

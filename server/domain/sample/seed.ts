import type { EntityManager } from '@mikro-orm/postgresql';
import { domainEntities } from '../entities.ts';
import { sampleFacility } from './facility.ts';
import { multiply } from './multiply.ts';
import { columnsOf, writeTables } from './tables.ts';

/**
 * Fills an empty database with a believable facility whose dates lie around today, so that every task has
 * something real to do. Touches nothing and returns false when there is any data.
 *
 * @param times - How many times as large as usual, with 500 submissions, the facility becomes; for load tests.
 */
export async function seedIfEmpty(
  em: EntityManager,
  { now, timeZone, times = 1 }: { now: Temporal.Instant; timeZone: string; times?: number },
): Promise<boolean> {
  const seeded = await em.transactional(async (tx) => {
    // Two starts at once must not both find it empty.
    await tx.execute(`select pg_advisory_xact_lock(hashtext('uso-seed'))`);
    if (await hasData(tx)) return false;
    const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
    const sample = sampleFacility({ today, now, timeZone });
    await writeTables(tx, sample.tables(), sample.pairs(), now);
    if (times > 1) await multiply(tx, sample, times);
    await tx.execute(`select setval('project_code', ?)`, [sample.projects.rows.length]);
    return true;
  });
  // An autovacuum that looked in between has noted that the tables are empty, for it sees no rows before they are
  // committed: queries would go through whole tables, again and again, until it comes back.
  if (seeded) await em.execute('analyze');
  return seeded;
}

async function hasData(tx: EntityManager): Promise<boolean> {
  const each = domainEntities.map((entity) => `exists (select from "${columnsOf(tx, entity).table}")`);
  const [row] = await tx.execute<{ any: boolean }[]>(`select ${each.join(' or ')} as any`);
  return row?.any ?? false;
}

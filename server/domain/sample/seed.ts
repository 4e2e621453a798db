import type { EntityManager } from '@mikro-orm/postgresql';
import { domainEntities } from '../entities.ts';
import { sampleFacility } from './facility.ts';
import { multiply } from './multiply.ts';
import { columnsOf, writeTables } from './tables.ts';

/** How large a sample: `large` has 100,000 submissions, for load tests. */
export type SampleSize = 'small' | 'large';

export const sampleSizes: readonly SampleSize[] = ['small', 'large'];

const largeSubmissions = 100_000;

/**
 * Fills an empty database with a believable facility whose dates lie around today, so that every task has
 * something real to do. Touches nothing and returns false when there is any data.
 */
export function seedIfEmpty(
  em: EntityManager,
  { now, timeZone, size = 'small' }: { now: Temporal.Instant; timeZone: string; size?: SampleSize },
): Promise<boolean> {
  return em.transactional(async (tx) => {
    // Two starts at once must not both find it empty.
    await tx.execute(`select pg_advisory_xact_lock(hashtext('uso-seed'))`);
    if (await hasData(tx)) return false;
    const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
    const sample = sampleFacility({ today, now, timeZone });
    await writeTables(tx, sample.tables(), sample.pairs(), now);
    const projects = sample.projects.rows.length;
    if (size === 'large') await multiply(tx, sample, largeSubmissions / sample.submissions.rows.length);
    await tx.execute(`select setval('project_code', ?)`, [projects]);
    return true;
  });
}

async function hasData(tx: EntityManager): Promise<boolean> {
  const each = domainEntities.map((entity) => `exists (select from "${columnsOf(tx, entity).table}")`);
  const [row] = await tx.execute<{ any: boolean }[]>(`select ${each.join(' or ')} as any`);
  return row?.any ?? false;
}

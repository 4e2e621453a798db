import type { EntityManager } from '@mikro-orm/postgresql';
import { CycleType } from '../cycles/cycle-type.entity.ts';
import { seedCycles } from './cycles.ts';

/**
 * Fills an empty database with a small, believable facility whose dates lie around today, so that every
 * task has something real to do. Touches nothing and returns false when there is any data.
 */
export function seedIfEmpty(
  em: EntityManager,
  { now, timeZone }: { now: Temporal.Instant; timeZone: string },
): Promise<boolean> {
  return em.transactional(async (tx) => {
    // Two starts at once must not both find it empty.
    await tx.execute(`select pg_advisory_xact_lock(hashtext('uso-seed'))`);
    if ((await tx.count(CycleType)) > 0) return false;
    await seedCycles(tx, { today: now.toZonedDateTimeISO(timeZone).toPlainDate(), now });
    return true;
  });
}

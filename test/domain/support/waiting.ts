import type { MikroORM } from '@mikro-orm/postgresql';

/** Resolves when a statement on this database waits for a row that another transaction holds. */
export async function someoneWaitsForALock(orm: MikroORM): Promise<void> {
  for (;;) {
    const waiting = await orm.em
      .fork()
      .execute(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
    if (waiting.length > 0) return;
    await new Promise((done) => setTimeout(done, 10));
  }
}

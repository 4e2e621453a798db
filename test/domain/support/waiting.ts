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

/**
 * Opens connections, so that what is started at once also runs at once: with one connection, the first would be
 * through before the others have theirs.
 */
export async function connectAtOnce(orm: MikroORM, count: number): Promise<void> {
  const held = Array.from({ length: count }, () => orm.em.fork().execute('select pg_sleep(0.1)'));
  await Promise.all(held);
}

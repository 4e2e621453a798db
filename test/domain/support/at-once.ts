import type { MikroORM } from '@mikro-orm/postgresql';

/**
 * Has runs meet in the middle of their work: each is started while nobody may write to `table`, and waits for that or
 * for a run before it; then all go on.
 */
export async function atOnce<Result>(
  orm: MikroORM,
  table: string,
  runs: (() => Promise<Result>)[],
): Promise<Result[]> {
  const started: Promise<Result>[] = [];
  await orm.em.fork().transactional(async (tx) => {
    await tx.execute(`lock table ${table} in exclusive mode`);
    for (const run of runs) {
      started.push(run());
      await untilWaiting(orm, started.length);
    }
  });
  return Promise.all(started);
}

/** Resolves when so many statements on this database wait for a lock. */
async function untilWaiting(orm: MikroORM, count: number): Promise<void> {
  for (;;) {
    const waiting = await orm.em
      .fork()
      .execute(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
    if (waiting.length >= count) return;
    await new Promise((done) => setTimeout(done, 10));
  }
}

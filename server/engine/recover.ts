import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../db/array-literal.ts';
import { connectionName } from '../db/connection-name.ts';
import { lockTask } from './arm.ts';
import { finish } from './finish.ts';
import { forgetNodes, silentNodes } from './fleet.ts';
import type { EngineClock } from './plan.ts';
import { releaseFromDeadWorker } from './queue.ts';
import { RunRecord } from './run.entity.ts';

/**
 * Marks the runs of dead nodes as LOST, which arms their replacement (design §4.6). Any number of nodes
 * may do this at once. `dead` says which nodes that are: those which have signed off; or the silent ones as well;
 * or all others, whose rows are then removed, since the database has just been started by this process.
 */
export async function recoverLostRuns(
  orm: MikroORM,
  self: string,
  dead: 'gone' | 'silent' | 'others',
  clock: EngineClock,
): Promise<void> {
  const em = orm.em.fork();
  const silent = dead === 'gone' ? [] : await silentNodes(em, self, dead === 'others');
  // A stopped process may wake up; until then its open transactions would keep their locks.
  for (const node of silent) await endConnections(em, connectionName(node));
  const orphans = await em.execute<object[]>(
    `select * from run
      where state = 'RUNNING' and node_id <> ?
        and (node_id = any(?::uuid[]) or node_id not in (select id from node))`,
    [self, arrayLiteral(silent)],
  );
  for (const run of orphans.map((row) => em.map(RunRecord, row))) {
    await giveUp(orm, run, `Its worker ${run.worker} stopped answering`, clock);
  }
  await forgetNodes(em, dead === 'others' ? silent : []);
}

/**
 * Marks runs as LOST that the database calls this node's while it knows nothing of them: the answer to the
 * claim got lost on a broken connection.
 */
export async function recoverUnheardRuns(
  orm: MikroORM,
  unheard: RunRecord[],
  clock: EngineClock,
): Promise<void> {
  for (const run of unheard) await giveUp(orm, run, 'It was taken while the database went away', clock);
}

async function giveUp(orm: MikroORM, run: RunRecord, message: string, clock: EngineClock): Promise<void> {
  await orm.em.fork().transactional(async (tx) => {
    await lockTask(tx, run.task);
    await releaseFromDeadWorker(tx, run.id);
  });
  await finish(orm.em, run, run.nodeId, { state: 'LOST', error: { message, stack: null } }, clock);
}

/** Ends the database connections whose name begins so. */
export async function endConnections(em: EntityManager, name: string): Promise<void> {
  await em.execute(
    'select pg_terminate_backend(pid) from pg_stat_activity where application_name like ? and datname = current_database()',
    [`${name}%`],
  );
}

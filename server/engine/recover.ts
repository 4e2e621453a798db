import type { MikroORM } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../db/array-literal.ts';
import { lockTask, type EngineTime } from './arm.ts';
import type { NodeIdentity } from './claim.ts';
import { finish } from './finish.ts';
import { releaseFromDeadWorker } from './queue.ts';

/** How often a node says that it lives, in ms. */
export const heartbeatEvery = 4_000;
/** How long a node may be silent, in database time, before its runs are lost, in seconds. */
const silentAfter = 15;

/** Writes this node's row. */
export async function enrol(orm: MikroORM, node: NodeIdentity): Promise<void> {
  await orm.em.fork().execute('insert into node (id, name) values (?, ?)', [node.id, node.name]);
}

/** Says that this node lives. False when others have declared it dead meanwhile: it must enrol anew. */
export async function heartbeat(orm: MikroORM, node: NodeIdentity): Promise<boolean> {
  const rows = await orm.em
    .fork()
    .execute('update node set heartbeat_at = now() where id = ? returning id', [node.id]);
  return rows.length > 0;
}

/** Takes this node's row away after its last run has ended. */
export async function leave(orm: MikroORM, node: NodeIdentity): Promise<void> {
  await orm.em.fork().execute('delete from node where id = ?', [node.id]);
}

/**
 * Marks the runs of silent nodes as LOST, which arms their replacement (design §4.6). Any number of nodes
 * may do this at once. With `alone`, every other node counts as silent: the database has just started with
 * this process, so nobody else can be connected to it.
 */
export async function recoverLostRuns(
  orm: MikroORM,
  self: NodeIdentity,
  time: EngineTime,
  alone = false,
): Promise<void> {
  const em = orm.em.fork();
  const silent = await em.execute<{ id: string; name: string }[]>(
    `select id, name from node
      where id <> ? and (? or heartbeat_at < now() - ? * interval '1 second')`,
    [self.id, alone, silentAfter],
  );
  const orphans = await em.execute<{ id: string; task: string; node_id: string; worker: string }[]>(
    `select id, task, node_id, worker from run
      where state = 'RUNNING' and node_id <> ?
        and (node_id = any(?::uuid[]) or node_id not in (select id from node))`,
    [self.id, arrayLiteral(silent.map((node) => node.id))],
  );
  for (const run of orphans) {
    await orm.em.fork().transactional(async (tx) => {
      await lockTask(tx, run.task);
      await releaseFromDeadWorker(tx, run.id);
    });
    await finish(
      orm.em,
      run,
      run.node_id,
      {
        state: 'LOST',
        error: { message: `Its worker ${run.worker} stopped answering`, stack: null },
      },
      time,
    );
  }
  for (const node of silent) await em.execute('delete from node where id = ?', [node.id]);
}

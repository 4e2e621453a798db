import type { EventSubscriber, TransactionEventArgs } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ControlledTransaction } from 'kysely';

/**
 * A unit of work for one run in which nothing can be committed once the run belongs to somebody else:
 * before each commit the run row is looked at and locked until the commit is through. A worker that was
 * stopped for a minute, declared lost and woken up again therefore cannot undo what came after it.
 */
export function fence(em: EntityManager, owner: { runId: string; nodeId: string }): EntityManager {
  const fenced = em.fork({ freshEventManager: true });
  fenced.getEventManager().registerSubscriber(new Fence(owner));
  return fenced;
}

/** Connection options with which nothing can be written past the fence: only its transactions may write. */
export const readOnlyOutsideTransactions = '-c default_transaction_read_only=on';

class Fence implements EventSubscriber {
  constructor(private readonly owner: { runId: string; nodeId: string }) {}

  async afterTransactionStart({ em, transaction }: TransactionEventArgs): Promise<void> {
    try {
      await em.getConnection().execute('set transaction read write', [], 'run', transaction);
    } catch (cause) {
      // MikroORM ends only transactions that it has begun in full; this one would keep its connection for ever.
      await (transaction as ControlledTransaction<unknown>).rollback().execute();
      throw cause;
    }
  }

  async beforeTransactionCommit({ em, transaction }: TransactionEventArgs): Promise<void> {
    const { runId, nodeId } = this.owner;
    const rows = await em
      .getConnection()
      .execute<unknown[]>(
        `select 1 from run where id = ? and state = 'RUNNING' and node_id = ? for share`,
        [runId, nodeId],
        'all',
        transaction,
      );
    if (rows.length === 0) {
      throw new Error(`Run ${runId} no longer belongs to this worker; its changes are rolled back.`);
    }
  }
}

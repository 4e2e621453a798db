import type { EntityManager } from '@mikro-orm/postgresql';
import { announceRun, announceTask, emptyRun, lockTask } from './arm.ts';
import { pauseOf } from './plan.ts';
import { wakeNow } from './queue.ts';
import { RunRecord, waitsForWorker } from './run.entity.ts';

/** The answer to somebody who asked for a run. */
export type RequestedRun =
  | { run: RunRecord; alreadyActive: boolean }
  | { refused: 'unknown' | 'retired' | 'paused' };

/**
 * Queues a run at once, whatever the schedule says (design §4.4). If one is queued or running, that one
 * is the answer and nothing is queued. Run row and wake-up are written in one transaction.
 */
export function requestRun(
  em: EntityManager,
  taskName: string,
  request: { trigger: 'MANUAL' | 'BOOT'; requestedBy: string | null; now: () => Temporal.Instant },
): Promise<RequestedRun> {
  const { trigger, requestedBy } = request;
  return em.fork({ keepTransactionContext: true }).transactional(async (tx): Promise<RequestedRun> => {
    const task = await lockTask(tx, taskName);
    if (!task) return { refused: 'unknown' };
    const now = request.now();
    if (task.retiredAt) return { refused: 'retired' };
    // Nobody asked for a run at boot, so a pause holds it back like a scheduled one.
    if (trigger === 'BOOT' && pauseOf(task, now)) return { refused: 'paused' };

    const active = await tx.findOne(
      RunRecord,
      { task: taskName, $or: [{ state: 'RUNNING' }, waitsForWorker(now)] },
      { orderBy: { state: 'desc', id: 'asc' } },
    );
    if (active) return { run: active, alreadyActive: true };

    const run = tx.create(RunRecord, {
      ...emptyRun,
      task: taskName,
      state: 'QUEUED',
      trigger,
      requestedBy,
      runAt: now,
      queuedAt: now,
    });
    await tx.flush();
    await wakeNow(tx, run);
    await announceTask(tx, taskName);
    await announceRun(tx, run.id);
    return { run, alreadyActive: false };
  });
}

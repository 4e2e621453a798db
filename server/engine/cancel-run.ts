import type { EntityManager } from '@mikro-orm/postgresql';
import { announceCancel, announceRun, announceTask, arm, lockTask } from './arm.ts';
import { planNext, startedRuns, timeOf, type EngineClock } from './plan.ts';
import { forget } from './queue.ts';
import { RunRecord, scheduledTriggers } from './run.entity.ts';

/** The answer to somebody who asked for the end of a run. */
export type CancelledRun = { run: RunRecord } | { refused: 'unknown' } | { refused: 'ended'; run: RunRecord };

/**
 * Cancels a run on whatever node it is (design §4.7). One that waits is CANCELLED at once and, when it was a
 * scheduled one, uses its slot up. One that executes is asked to end: its node aborts its signal and records
 * CANCELLED when it returns, or ends it when the grace period is over. Asking twice is no error.
 */
export function cancelRun(
  em: EntityManager,
  id: string,
  { by, ...clock }: EngineClock & { by: string },
): Promise<CancelledRun> {
  return em.fork({ keepTransactionContext: true }).transactional(async (tx): Promise<CancelledRun> => {
    const found = await tx.findOne(RunRecord, { id });
    const task = found && (await lockTask(tx, found.task));
    const time = timeOf(clock);
    const run = task && (await tx.findOne(RunRecord, { id }, { refresh: true }));
    if (!run) return { refused: 'unknown' };
    const wasScheduled = scheduledTriggers.includes(run.trigger);
    const isArmedOnly =
      wasScheduled && run.state === 'QUEUED' && Temporal.Instant.compare(run.runAt, time.now) > 0;
    if (isArmedOnly) return { refused: 'unknown' };
    if (run.state === 'CANCELLED' || (run.state === 'RUNNING' && run.cancelRequestedAt)) return { run };
    if (run.finishedAt) return { refused: 'ended', run };

    tx.assign(run, { cancelRequestedAt: time.now, cancelRequestedBy: by });
    if (run.state === 'RUNNING') {
      await tx.flush();
      await announceCancel(tx, run.id);
      await announceTask(tx, task.name);
    } else {
      tx.assign(run, { state: 'CANCELLED', finishedAt: time.now });
      if (wasScheduled) {
        // It takes with it all that was missed until now, as a start would have.
        const next = planNext(task, await startedRuns(tx, task.name, time.now, 2), time);
        const { slot, trigger, attempt } = next?.due ? next : run;
        tx.assign(run, { startedAt: time.now, slot, trigger, attempt });
      }
      await tx.flush();
      await forget(tx, run.id);
      await arm(tx, task, time);
    }
    await announceRun(tx, run.id);
    return { run };
  });
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { announceRun, arm, later, lockTask } from './arm.ts';
import { storable } from './log-entry.ts';
import { timeOf, type EngineClock } from './plan.ts';
import { prune } from './retention.ts';
import { RunRecord } from './run.entity.ts';

/** How a run ended. */
export interface Outcome {
  state: 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'LOST' | 'TIMED_OUT' | 'CANCELLED';
  summary?: string | null;
  error?: { message: string; stack: string | null };
  /** LOST because the node was stopped in order. */
  putBack?: boolean;
}

/**
 * Ends a run, arms the next one and lets a waiting one start, in one transaction.
 * False when the run no longer belongs to `nodeId`: somebody declared it lost, and its result does not count.
 */
export function finish(
  em: EntityManager,
  run: Pick<RunRecord, 'id' | 'task'>,
  nodeId: string | null,
  outcome: Outcome,
  clock: EngineClock,
): Promise<boolean> {
  return em.fork().transactional(async (tx) => {
    const task = await lockTask(tx, run.task);
    const current = await tx.findOne(RunRecord, { id: run.id, state: 'RUNNING', nodeId });
    if (!task || !current) return false;
    const time = timeOf(clock);

    // Whoever cancelled it wanted its end, and has it; nothing makes up for it.
    const { state, summary, error, putBack }: Outcome =
      current.cancelRequestedAt && endsBadly(outcome) ? { state: 'CANCELLED' } : outcome;
    tx.assign(current, {
      state,
      putBack: putBack ?? false,
      // A clock that was set back must not make a run end before it began.
      finishedAt: later(time.now, current.startedAt ?? time.now),
      summary: summary ? storable(summary) : null,
      errorMessage: error ? storable(error.message) : null,
      errorStack: error?.stack ? storable(error.stack) : null,
    });
    if (state === 'SKIPPED') await foldIntoPrevious(tx, current);
    await tx.flush();

    await arm(tx, task, time);
    await prune(tx, task);
    await announceRun(tx, run.id);
    return true;
  });
}

const endsBadly = ({ state }: Outcome) => state === 'LOST' || state === 'FAILED' || state === 'TIMED_OUT';

/**
 * Checks in a row that found nothing to do become one row of the history, so that they cannot push out
 * the runs that did something (domain §9.2 rule 9). Runs that a person asked for stay.
 */
async function foldIntoPrevious(tx: EntityManager, run: RunRecord): Promise<void> {
  if (run.trigger === 'MANUAL') return;
  const previous = await tx.findOne(
    RunRecord,
    { task: run.task, id: { $ne: run.id }, finishedAt: { $ne: null }, startedAt: { $ne: null } },
    { orderBy: { startedAt: 'desc', id: 'desc' } },
  );
  if (previous?.state !== 'SKIPPED' || previous.trigger === 'MANUAL') return;
  run.checks = previous.checks + 1;
  run.checksSince = previous.checksSince ?? previous.startedAt;
  tx.remove(previous);
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { announceRun, arm, lockTask } from './arm.ts';
import { historyOf, planStart, scheduleOf, startedRuns, timeOf, type EngineClock } from './plan.ts';
import { RunRecord, scheduledTriggers } from './run.entity.ts';
import { anchorDayAfter } from './schedule.ts';

/** The node that wants to execute. */
export interface NodeIdentity {
  id: string;
  name: string;
}

/**
 * Takes a run for this node, if it may start now. Null when it may not: it is gone, was taken, its time
 * has not come, or its task is running. Nothing is lost then: whoever ends that run wakes this one.
 */
export function claim(
  em: EntityManager,
  runId: string,
  node: NodeIdentity,
  clock: EngineClock,
): Promise<RunRecord | null> {
  return em.fork().transactional(async (tx) => {
    const found = await tx.findOne(RunRecord, { id: runId });
    const task = found && (await lockTask(tx, found.task));
    if (!task) return null;
    const time = timeOf(clock);
    const run = await tx.findOne(RunRecord, { id: runId }, { refresh: true });
    if (run?.state !== 'QUEUED') return null;
    if (await tx.count(RunRecord, { task: task.name, state: 'RUNNING' })) return null;

    const started = await startedRuns(tx, task.name, time.now, 2);
    if (scheduledTriggers.includes(run.trigger)) {
      // Look again at the moment of starting: the slot is the newest occurrence by now, and a run on
      // demand may have absorbed it meanwhile.
      const { next, startsAt } = planStart(task, started, time);
      if (!next?.due || !startsAt || Temporal.Instant.compare(startsAt, time.now) > 0) {
        await arm(tx, task, time);
        return null;
      }
      tx.assign(run, { slot: next.slot, trigger: next.trigger, attempt: next.attempt });
    }

    task.anchorDay = anchorDayAfter(scheduleOf(task, time.timeZone), historyOf(task, started[0], time.now), {
      startedAt: time.now,
      slot: run.slot,
      trigger: run.trigger,
    });
    tx.assign(run, { state: 'RUNNING', startedAt: time.now, nodeId: node.id, worker: node.name });
    await tx.flush();
    await arm(tx, task, time);
    await announceRun(tx, run.id);
    return run;
  });
}

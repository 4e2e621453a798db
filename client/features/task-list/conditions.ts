import { isOverdue } from '../../components/lateness.ts';
import { isPaused } from '../../components/pause-task/pauses.ts';
import { isFailure } from '../../components/run-states.ts';
import type { TaskRowFactsFragment } from '../../gql/graphql.ts';

const DAY = 86_400_000;

/** What people look for in a list of tasks. */
export type Condition = 'running' | 'failed' | 'overdue' | 'paused';

export const CONDITIONS = ['running', 'failed', 'overdue', 'paused'] as const satisfies Condition[];

/** Whether each holds for a task that still exists. */
export const HOLDS: Record<Condition, (task: TaskRowFactsFragment, now: number) => boolean> = {
  running: ({ activeRun }) => activeRun !== null,
  /** In the last 24 hours, whatever has happened since. */
  failed: ({ lastFailure }, now) =>
    Boolean(lastFailure?.finishedAt && now - Date.parse(lastFailure.finishedAt) < DAY),
  overdue: isOverdue,
  paused: isPaused,
};

/** Whether a task's newest result is a failure. A retry that goes on hides it from the last run, not from people. */
export const isFailing = ({ lastRun, activeRun, retiredAt }: TaskRowFactsFragment): boolean =>
  !retiredAt && (activeRun?.trigger === 'RETRY' || (lastRun !== null && isFailure(lastRun.state)));

/** How many tasks each condition holds for. */
export function countConditions(
  tasks: readonly TaskRowFactsFragment[],
  now: number,
): Record<Condition, number> {
  const counts = { running: 0, failed: 0, overdue: 0, paused: 0 };
  for (const task of tasks) {
    if (task.retiredAt) continue;
    for (const condition of CONDITIONS) if (HOLDS[condition](task, now)) counts[condition] += 1;
  }
  return counts;
}

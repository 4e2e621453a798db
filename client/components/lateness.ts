import type { TaskFactsFragment } from '../gql/graphql.ts';
import { isPaused } from './pause-task/pauses.ts';

/** A task this late is not merely due: something keeps it from starting. */
const OVERDUE_AFTER = 60_000;

/** What of a task decides whether it is late. */
export type MaybeLate = Pick<TaskFactsFragment, 'due' | 'nextRunAt' | 'retiredAt' | 'paused'> & {
  activeRun: object | null;
};

/** Whether a task's time has come and nothing that is meant keeps it: no run, no pause. */
export const isDue = (task: MaybeLate, now: number): boolean =>
  waits(task, now) && (task.due || (task.nextRunAt !== null && Date.parse(task.nextRunAt) <= now));

/** Whether it has come so long ago that something must be wrong. */
export const isOverdue = (task: MaybeLate, now: number): boolean =>
  waits(task, now) && task.nextRunAt !== null && now - Date.parse(task.nextRunAt) > OVERDUE_AFTER;

const waits = (task: MaybeLate, now: number): boolean =>
  !task.retiredAt && !task.activeRun && !isPaused(task, now);

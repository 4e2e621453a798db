import { isPaused } from '../../components/pause-task/pauses.ts';
import type { RunState, TaskFactsFragment } from '../../gql/graphql.ts';

export type Sort = 'task' | 'last' | 'next';

export interface Filters {
  search: string;
  app: string;
  /** A state of the last run, or NEVER for a task that has not run. */
  state: RunState | 'NEVER' | '';
  due: boolean;
  paused: boolean;
}

export const isDue = (task: TaskFactsFragment, now: number): boolean =>
  !task.retiredAt &&
  !task.activeRun &&
  !isPaused(task, now) &&
  (task.due || (task.nextRunAt !== null && Date.parse(task.nextRunAt) <= now));

/** The state a reader sees: that of the run in progress, otherwise of the last one. */
export const shownState = (task: TaskFactsFragment): RunState | 'NEVER' =>
  task.activeRun?.state ?? task.lastRun?.state ?? 'NEVER';

export function filterTasks(
  tasks: readonly TaskFactsFragment[],
  filters: Filters,
  now: number,
): TaskFactsFragment[] {
  const words = filters.search.toLowerCase().split(/\s+/).filter(Boolean);
  return tasks.filter((task) => {
    const text = `${task.label} ${task.name}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (!filters.app || task.app === filters.app) &&
      (!filters.state || shownState(task) === filters.state) &&
      (!filters.due || isDue(task, now)) &&
      (!filters.paused || isPaused(task, now))
    );
  });
}

const time = (at: string | null | undefined, none: number): number => (at ? Date.parse(at) : none);

/** Retired tasks come last whatever the order; equal ones keep the order of their labels. */
export function sortTasks(tasks: readonly TaskFactsFragment[], sort: Sort): TaskFactsFragment[] {
  const rank = (task: TaskFactsFragment): number => {
    if (sort === 'last') return -time(task.lastRun?.startedAt ?? task.lastRun?.queuedAt, 0);
    return sort === 'next' ? time(task.nextRunAt, Infinity) : 0;
  };
  return tasks.toSorted(
    (a, b) =>
      Number(a.retiredAt !== null) - Number(b.retiredAt !== null) ||
      compare(rank(a), rank(b)) ||
      a.label.localeCompare(b.label, 'en'),
  );
}

/** Plain subtraction would give NaN for two tasks that have no time. */
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

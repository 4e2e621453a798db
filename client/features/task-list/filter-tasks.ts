import { isDue } from '../../components/lateness.ts';
import type { RunState, TaskRowFactsFragment } from '../../gql/graphql.ts';
import { HOLDS, type Condition } from './conditions.ts';

export type Sort = 'task' | 'last' | 'next';

export interface Filters {
  search: string;
  app: string;
  /** A state of the last run, or NEVER for a task that has not run. */
  state: RunState | 'NEVER' | '';
  due: boolean;
  /** Each of them has to hold. */
  conditions: readonly Condition[];
}

/** The state a reader sees: that of the run in progress, otherwise of the last one. */
export const shownState = (task: TaskRowFactsFragment): RunState | 'NEVER' =>
  task.activeRun?.state ?? task.lastRun?.state ?? 'NEVER';

export function filterTasks(
  tasks: readonly TaskRowFactsFragment[],
  { search, app, state, due, conditions }: Filters,
  now: number,
): TaskRowFactsFragment[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return tasks.filter((task) => {
    const text = words.length > 0 ? `${task.label} ${task.name}`.toLowerCase() : '';
    return (
      words.every((word) => text.includes(word)) &&
      (!app || task.app === app) &&
      (!state || shownState(task) === state) &&
      (!due || isDue(task, now)) &&
      conditions.every((condition) => !task.retiredAt && HOLDS[condition](task, now))
    );
  });
}

const time = (at: string | null | undefined, none: number): number => (at ? Date.parse(at) : none);

/** Made once: `localeCompare` would make one for each of some ten thousand comparisons. */
const collator = new Intl.Collator('en', { numeric: true });

/** Retired tasks come last whatever the order; equal ones keep the order of their labels. */
export function sortTasks(tasks: readonly TaskRowFactsFragment[], sort: Sort): TaskRowFactsFragment[] {
  const rank = (task: TaskRowFactsFragment): number => {
    if (sort === 'last') return -time(task.lastRun?.startedAt ?? task.lastRun?.queuedAt, 0);
    return sort === 'next' ? time(task.nextRunAt, Infinity) : 0;
  };
  return tasks
    .map((task) => ({ task, retired: Number(task.retiredAt !== null), rank: rank(task) }))
    .toSorted(
      (a, b) =>
        a.retired - b.retired || compare(a.rank, b.rank) || collator.compare(a.task.label, b.task.label),
    )
    .map(({ task }) => task);
}

/** Plain subtraction would give NaN for two tasks that have no time. */
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

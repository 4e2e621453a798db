import { isFailure } from '../../components/run-states.ts';
import type { RunState, TaskStateFragment } from '../../gql/graphql.ts';

/** Runs of one task that have failed and that the reader has not been shown otherwise. */
export interface Failure {
  task: string;
  label: string;
  /** The newest of them. */
  runId: string;
  state: RunState;
  message: string | null;
  count: number;
}

/** The last run of each task when that has failed, by the task's name: what is known already. */
export type FailedRuns = ReadonlyMap<string, string | undefined>;

const failedRun = ({ lastRun }: TaskStateFragment): string | undefined =>
  lastRun && isFailure(lastRun.state) ? lastRun.id : undefined;

export const failedRuns = (tasks: readonly TaskStateFragment[]): FailedRuns =>
  new Map(tasks.map((task) => [task.name, failedRun(task)]));

/** The tasks whose last run has failed, and had not before. A task that is new here tells nothing. */
export const newlyFailed = (before: FailedRuns, tasks: readonly TaskStateFragment[]): TaskStateFragment[] =>
  tasks.filter((task) => {
    const run = failedRun(task);
    return run !== undefined && before.has(task.name) && before.get(task.name) !== run;
  });

/** Each task once, the one that failed last in front, with how often it has failed since it was last dismissed. */
export function addFailures(known: readonly Failure[], tasks: readonly TaskStateFragment[]): Failure[] {
  const added = tasks.flatMap(({ name, label, lastRun }) => {
    if (!lastRun) return [];
    const count = (known.find(({ task }) => task === name)?.count ?? 0) + 1;
    const message = lastRun.error?.message ?? null;
    return [{ task: name, label, runId: lastRun.id, state: lastRun.state, message, count }];
  });
  const again = new Set(added.map(({ task }) => task));
  return [...added, ...known.filter(({ task }) => !again.has(task))];
}

/** "1 running, 2 failed": what stands in front of the page's title; empty when there is nothing to tell. */
export function statusText({ running, failed }: { running: number; failed: number }): string {
  return [running && `${running} running`, failed && `${failed} failed`].filter(Boolean).join(', ');
}

/** How many tasks run now, and of how many the last run has failed. */
export function countStates(tasks: readonly TaskStateFragment[]): { running: number; failed: number } {
  const current = tasks.filter((task) => !task.retiredAt);
  return {
    running: current.filter(({ activeRun }) => activeRun?.state === 'RUNNING').length,
    failed: current.filter((task) => failedRun(task) !== undefined).length,
  };
}

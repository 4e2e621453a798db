import { describe, expect, it } from 'vitest';
import {
  addFailures,
  countStates,
  failedRuns,
  newlyFailed,
  statusText,
} from '../../client/app/status/failures.ts';
import type { RunState, TaskStateFragment } from '../../client/gql/graphql.ts';

const task = (name: string, id: string, state: RunState, more: Partial<TaskStateFragment> = {}) => ({
  name,
  label: name.toUpperCase(),
  app: 'demo',
  retiredAt: null,
  nextRunAt: null,
  paused: null,
  activeRun: null,
  lastRun: { id, state, error: { message: `${name} broke` } },
  ...more,
});

describe('failures that are told', () => {
  it('are of runs that end in failure while the console is open, not of those before', () => {
    const before = failedRuns([task('a', '1', 'FAILED'), task('b', '2', 'RUNNING'), task('c', '3', 'LOST')]);
    const now = [task('a', '1', 'FAILED'), task('b', '2', 'TIMED_OUT'), task('c', '4', 'SUCCEEDED')];
    expect(newlyFailed(before, now).map(({ name }) => name)).toEqual(['b']);
    expect(newlyFailed(before, [task('new', '5', 'FAILED')])).toEqual([]);
  });

  it('are one a task, the last in front, with how many there were and the newest run', () => {
    const first = addFailures([], [task('a', '1', 'FAILED'), task('b', '2', 'LOST')]);
    expect(addFailures(first, [task('b', '9', 'FAILED')])).toEqual([
      { task: 'b', label: 'B', runId: '9', state: 'FAILED', message: 'b broke', count: 2 },
      { task: 'a', label: 'A', runId: '1', state: 'FAILED', message: 'a broke', count: 1 },
    ]);
  });
});

describe('the status on the browser’s tab', () => {
  it('counts what runs and what has failed, but no retired task', () => {
    const running = { activeRun: { id: '7', state: 'RUNNING' as const } };
    const tasks = [
      task('a', '1', 'FAILED', running),
      task('b', '2', 'SUCCEEDED', running),
      task('c', '3', 'FAILED', { retiredAt: '2027-01-11T16:00:00Z' }),
    ];
    expect(statusText(countStates(tasks))).toBe('2 running, 1 failed');
  });

  it('is empty when there is nothing to tell', () => expect(statusText({ running: 0, failed: 0 })).toBe(''));
});

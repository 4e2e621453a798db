import { describe, expect, it } from 'vitest';
import { countConditions, isFailing } from '../../client/features/task-list/conditions.ts';
import { filterTasks, sortTasks, type Filters } from '../../client/features/task-list/filter-tasks.ts';
import type { RowRunFactsFragment, RunState, TaskRowFactsFragment } from '../../client/gql/graphql.ts';

const NOW = Date.parse('2026-11-24T21:00:00Z');
const NONE: Filters = { search: '', app: '', state: '', due: false, conditions: [] };

const aRun = (state: RunState, startedAt = '2026-11-24T20:00:00Z'): RowRunFactsFragment => ({
  id: '1',
  state,
  trigger: 'SCHEDULE',
  queuedAt: startedAt,
  startedAt,
  cancelling: false,
  duration: null,
  summary: null,
  error: null,
  lastLine: null,
});

const aTask = (name: string, facts: Partial<TaskRowFactsFragment> = {}): TaskRowFactsFragment => ({
  name,
  label: name.split('.')[1] ?? name,
  app: name.split('.')[0] ?? '',
  retiredAt: null,
  schedule: { timeZone: 'America/Regina', text: 'every hour', overridden: false },
  paused: null,
  due: false,
  nextRunAt: null,
  activeRun: null,
  lastRun: null,
  lastFailure: null,
  ...facts,
});

const names = (tasks: readonly TaskRowFactsFragment[]) => tasks.map((task) => task.label);

describe('the filters of the task list', () => {
  const tasks = [
    aTask('users.Sync', { lastRun: aRun('FAILED') }),
    aTask('users.Clean', { lastRun: aRun('SUCCEEDED'), activeRun: aRun('RUNNING') }),
    aTask('projects.Notify', { nextRunAt: '2026-11-24T20:59:00Z' }),
    aTask('projects.Old', { retiredAt: '2026-01-01T00:00:00Z', due: true }),
  ];
  const shown = (filters: Partial<Filters>) => names(filterTasks(tasks, { ...NONE, ...filters }, NOW));

  it('search label and name for every word', () => {
    expect(shown({ search: 'USERS sync' })).toEqual(['Sync']);
  });

  it('match the state that is shown: the run in progress before the last one', () => {
    expect(shown({ state: 'RUNNING' })).toEqual(['Clean']);
    expect(shown({ state: 'SUCCEEDED' })).toEqual([]);
    expect(shown({ state: 'NEVER' })).toEqual(['Notify', 'Old']);
  });

  it('know a task as due once its time has come, and a retired one never', () => {
    expect(shown({ due: true })).toEqual(['Notify']);
  });

  it('know a paused task, which is not due, until its pause is over', () => {
    const paused = (until: string | null) =>
      aTask('a.Held', {
        nextRunAt: '2026-11-24T20:00:00Z',
        paused: { reason: 'Maintenance', by: 'Maria', at: '2026-11-24T19:00:00Z', until },
      });
    const found = (filters: Partial<Filters>, until: string | null) =>
      filterTasks([paused(until)], { ...NONE, ...filters }, NOW).length;
    expect(found({ conditions: ['paused'] }, null)).toBe(1);
    expect(found({ due: true }, null)).toBe(0);
    expect(found({ conditions: ['paused'] }, '2026-11-24T21:00:00Z')).toBe(0);
    expect(found({ due: true }, '2026-11-24T21:00:00Z')).toBe(1);
    expect(shown({ conditions: ['paused'] })).toEqual([]);
  });

  it('know what runs, what failed in the last 24 hours, and what is overdue, of tasks that still exist', () => {
    const failedAt = (finishedAt: string) => ({ lastFailure: { id: '1', finishedAt } });
    const tasks = [
      aTask('a.Fresh', failedAt('2026-11-23T21:00:01Z')),
      aTask('a.Stale', failedAt('2026-11-23T21:00:00Z')),
      aTask('a.Late', { nextRunAt: '2026-11-24T20:58:59Z' }),
      aTask('a.Due', { nextRunAt: '2026-11-24T20:59:00Z' }),
      aTask('a.Busy', {
        nextRunAt: '2026-11-24T20:00:00Z',
        activeRun: aRun('QUEUED'),
        ...failedAt('2026-11-24T20:00:00Z'),
      }),
      aTask('a.Gone', {
        retiredAt: '2026-11-24T20:30:00Z',
        nextRunAt: '2026-11-24T20:00:00Z',
        ...failedAt('2026-11-24T20:00:00Z'),
      }),
    ];
    const having = (...conditions: Filters['conditions']) =>
      names(filterTasks(tasks, { ...NONE, conditions }, NOW));
    expect(having('running')).toEqual(['Busy']);
    expect(having('failed')).toEqual(['Fresh', 'Busy']);
    expect(having('overdue')).toEqual(['Late']);
    expect(having('running', 'failed')).toEqual(['Busy']);
    expect(having('running', 'overdue')).toEqual([]);
    expect(countConditions(tasks, NOW)).toEqual({ running: 1, failed: 2, overdue: 1, paused: 0 });
  });

  it('narrow each other', () => {
    expect(shown({ app: 'users', state: 'FAILED' })).toEqual(['Sync']);
  });
});

describe('a failing task', () => {
  it('is one whose last run went wrong, also while that is tried again', () => {
    expect(isFailing(aTask('a.A', { lastRun: aRun('TIMED_OUT') }))).toBe(true);
    expect(isFailing(aTask('a.A', { lastRun: aRun('SUCCEEDED') }))).toBe(false);
    expect(isFailing(aTask('a.A'))).toBe(false);
    const running = aRun('RUNNING');
    expect(isFailing(aTask('a.A', { lastRun: running, activeRun: running }))).toBe(false);
    const retry = { ...running, trigger: 'RETRY' as const };
    expect(isFailing(aTask('a.A', { lastRun: retry, activeRun: retry }))).toBe(true);
    expect(isFailing(aTask('a.A', { lastRun: aRun('FAILED'), retiredAt: '2026-01-01T00:00:00Z' }))).toBe(
      false,
    );
  });
});

describe('the order of the task list', () => {
  const tasks = [
    aTask('a.Never'),
    aTask('a.Retired', { retiredAt: '2026-01-01T00:00:00Z', nextRunAt: '2026-11-24T00:00:00Z' }),
    aTask('a.Late', { nextRunAt: '2026-11-26T00:00:00Z', lastRun: aRun('FAILED', '2026-11-24T20:30:00Z') }),
    aTask('a.Early', { nextRunAt: '2026-11-25T00:00:00Z', lastRun: aRun('FAILED', '2026-11-24T19:30:00Z') }),
    aTask('a.Also never'),
  ];

  it('is by label, with retired tasks last', () =>
    expect(names(sortTasks(tasks, 'task'))).toEqual(['Also never', 'Early', 'Late', 'Never', 'Retired']));

  it('is by next run, with tasks that have none after those that do', () =>
    expect(names(sortTasks(tasks, 'next'))).toEqual(['Early', 'Late', 'Also never', 'Never', 'Retired']));

  it('is by last run, the latest first', () =>
    expect(names(sortTasks(tasks, 'last'))).toEqual(['Late', 'Early', 'Also never', 'Never', 'Retired']));
});

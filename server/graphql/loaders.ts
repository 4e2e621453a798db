import type { MikroORM } from '@mikro-orm/postgresql';
import { ConsoleCredential } from '../access/console-account.entity.ts';
import { CycleTransition } from '../domain/cycles/cycle-transition.entity.ts';
import { arrayLiteral } from '../db/array-literal.ts';
import { readRows } from '../db/read-rows.ts';
import { cyclesWithReviewStarted } from '../domain/reviews/review-started.ts';
import type { Clock } from '../engine/clock.ts';
import { LogLine } from '../engine/log-line.entity.ts';
import { startedRunsOf } from '../engine/plan.ts';
import { RunRecord, waitsForWorkerSql } from '../engine/run.entity.ts';
import { TaskRecord } from '../engine/task.entity.ts';
import { createDomainLoaders } from './domain-loaders.ts';
import { loader } from './loader.ts';
import { failingOf } from './tasks/failing.ts';
import type { TaskFailing } from './tasks/task.type.ts';
import { recentRunsOf, type StartedRun } from './tasks/recent-runs.ts';

/** Counts and durations of a task's recent runs. */
export interface TaskStatsRow {
  runs: number;
  failures: number;
  /** Of all that are kept. */
  succeeded: number;
  failed: number;
  /** Seconds; null without a finished run. */
  median: number | null;
  p95: number | null;
}

export type Loaders = ReturnType<typeof createLoaders>;

/**
 * Reads that a list needs once per row, gathered into one statement for the whole list.
 * They gather only and remember nothing: a subscription's next event reads anew.
 */
export function createLoaders({ orm, clock }: { orm: MikroORM; clock: Clock }) {
  /** One statement that finds the first run of each task. */
  const perTask = (where: string, orderBy: string) =>
    loader<RunRecord[]>(async (names) => {
      const em = orm.em.fork();
      const rows = await em.execute<object[]>(
        `select found.* from unnest(?::text[]) as wanted (name)
          cross join lateral (
            select * from run where run.task = wanted.name and ${where} order by ${orderBy} limit 1
          ) as found`,
        [arrayLiteral(names), ...(where.includes('?') ? [clock.now().toString()] : [])],
      );
      return groupBy(readRows(em, RunRecord, rows), (run) => run.task);
    }, []);

  const newest = 'started_at desc, id desc';
  return {
    ...createDomainLoaders(orm),

    task: loader<TaskRecord | null>(async (names) => {
      const found = await orm.em.fork().find(TaskRecord, { name: { $in: [...names] } });
      return new Map(found.map((task) => [task.name, task]));
    }, null),
    /** The two runs that started last, newest first. */
    startedRuns: loader<RunRecord[]>((names) => startedRunsOf(orm.em.fork(), names, clock.now()), []),
    recentRuns: loader<StartedRun[]>((keys) => recentRunsOf(orm.em.fork(), keys, clock.now()), []),
    activeRun: perTask(`(state = 'RUNNING' or ${waitsForWorkerSql})`, 'state desc, id'),
    lastSuccess: perTask(`state = 'SUCCEEDED'`, newest),
    lastFailure: perTask(`state in ('FAILED', 'TIMED_OUT', 'LOST')`, newest),

    failing: loader<TaskFailing | null>((names) => failingOf(orm.em.fork(), names), null),

    /** What the nodes are executing. */
    runsOfNode: loader<RunRecord[]>(async (ids) => {
      const found = await orm.em
        .fork()
        .find(RunRecord, { nodeId: { $in: [...ids] }, state: 'RUNNING' }, { orderBy: { id: 'asc' } });
      return groupBy(found, (run) => run.nodeId ?? '');
    }, []),

    taskStats: loader<TaskStatsRow | null>(async (names) => {
      const rows = await orm.em.fork().execute<(TaskStatsRow & { task: string })[]>(
        `select task,
                count(*) filter (where recent)::int as runs,
                count(*) filter (where recent and state in ('FAILED', 'TIMED_OUT', 'LOST'))::int as failures,
                count(*) filter (where state = 'SUCCEEDED')::int as succeeded,
                count(*) filter (where state in ('FAILED', 'TIMED_OUT', 'LOST'))::int as failed,
                percentile_cont(0.5) within group (order by seconds) filter (where state <> 'SKIPPED') as median,
                percentile_cont(0.95) within group (order by seconds) filter (where state <> 'SKIPPED') as p95
           from (select task, state, extract(epoch from finished_at - started_at)::float8 as seconds,
                        started_at > ?::timestamptz - interval '24 hours' as recent
                   from run where task = any(?::text[]) and finished_at is not null and started_at is not null) as finished
          group by task`,
        [clock.now().toString(), arrayLiteral(names)],
      );
      return new Map(rows.map((row) => [row.task, row]));
    }, null),

    lastLine: loader<LogLine | null>(async (ids) => {
      const em = orm.em.fork();
      const rows = await em.execute<object[]>(
        `select found.* from unnest(?::bigint[]) as wanted (id)
          cross join lateral (
            select * from log_line where log_line.run_id = wanted.id order by seq desc limit 1
          ) as found`,
        [arrayLiteral(ids)],
      );
      return new Map(readRows(em, LogLine, rows).map((line) => [line.runId, line]));
    }, null),

    credentialsOf: loader<ConsoleCredential[]>(async (ids) => {
      const found = await orm.em.fork().find(ConsoleCredential, { account: { $in: [...ids] } });
      return groupBy(found, ({ account }) => account.id);
    }, []),

    lastSignIn: loader<Temporal.Instant | null>(async (ids) => {
      const rows = await orm.em.fork().execute<{ id: string; at: string }[]>(
        `select found.subject_id as id, found.at from unnest(?::text[]) as wanted (id)
          cross join lateral (
            select * from audit_entry
              where subject_type = 'ACCOUNT' and subject_id = wanted.id and action = 'signIn' order by id desc limit 1
          ) as found`,
        [arrayLiteral(ids)],
      );
      return new Map(rows.map(({ id, at }) => [id, Temporal.Instant.from(at)]));
    }, null),

    cycleTransitions: loader<CycleTransition[]>(async (ids) => {
      const found = await orm.em
        .fork()
        .find(CycleTransition, { cycle: { $in: [...ids] } }, { orderBy: { at: 'desc', id: 'desc' } });
      return groupBy(found, (transition) => transition.cycle.id);
    }, []),

    cycleReviewStarted: loader<boolean>(async (ids) => {
      const started = await cyclesWithReviewStarted(orm.em.fork(), [...ids]);
      return new Map([...started].map((id) => [id, true]));
    }, false),
  };
}

function groupBy<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, key);
}

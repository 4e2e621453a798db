import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import type { TaskFailing } from './task.type.ts';

interface Row {
  name: string;
  count: number;
  /** All runs since then, those that somebody cancelled included. */
  runs: number;
  keep: number;
  since: string;
}

/** The failures in a row that tasks have come to, in one statement; a task whose last run did not fail is left out. */
export async function failingOf(
  em: EntityManager,
  names: readonly string[],
): Promise<Map<string, TaskFailing>> {
  const rows = await em.execute<Row[]>(
    `select task.name, task.keep_runs as keep, streak.* from task
      cross join lateral (
        select (count(*) filter (where state <> 'CANCELLED'))::int as count, count(*)::int as runs,
               min(finished_at) filter (where state <> 'CANCELLED') as since
          from run
         where run.task = task.name and finished_at is not null
           and (started_at, id) > (select coalesce(max(started_at), '-infinity'), coalesce(max(id), 0) from (
             select started_at, id from run
              where run.task = task.name and state in ('SUCCEEDED', 'SKIPPED')
              order by started_at desc, id desc limit 1
           ) as sound)
      ) as streak
      where task.name = any(?::text[]) and streak.count > 0`,
    [arrayLiteral(names)],
  );
  return new Map(
    rows.map(({ name, count, runs, keep, since }) => [
      name,
      // The last success is kept whatever its age, and what lies between may be gone.
      { count, orMore: keep > 0 && runs >= keep, since: Temporal.Instant.from(since) },
    ]),
  );
}

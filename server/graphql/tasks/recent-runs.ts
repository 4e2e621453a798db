import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { countsUntil } from '../../engine/plan.ts';
import type { RunState, Trigger } from '../../engine/schedule.ts';

/** A run that has started, as it is stored, with no more of it than a chart shows. */
export interface StartedRun {
  id: string;
  state: RunState;
  trigger: Trigger;
  startedAt: Temporal.Instant;
  finishedAt: Temporal.Instant | null;
}

interface Row {
  key: string;
  id: string;
  state: RunState;
  trigger: Trigger;
  started_at: string;
  finished_at: string | null;
}

/** What {@link recentRunsOf} is asked by: how many runs of which task. */
export const recentRunsKey = (task: string, first: number): string => `${first} ${task}`;

/** The runs that started last, oldest first, of many tasks in one statement; what was cancelled before its start is none. */
export async function recentRunsOf(
  em: EntityManager,
  keys: readonly string[],
  now: Temporal.Instant,
): Promise<Map<string, StartedRun[]>> {
  const rows = await em.execute<Row[]>(
    `select key, found.* from unnest(?::text[]) as key
      cross join lateral (
        select id, state, trigger, started_at, finished_at from run
         where task = split_part(key, ' ', 2) and worker is not null and (started_at <= ? or state = 'RUNNING')
         order by started_at desc, id desc limit split_part(key, ' ', 1)::int
      ) as found
      order by found.started_at, found.id`,
    [arrayLiteral(keys), countsUntil(now).toString()],
  );
  const runs = Map.groupBy(rows, ({ key }) => key);
  return new Map([...runs].map(([key, of]) => [key, of.map(startedRun)]));
}

const startedRun = ({ id, state, trigger, started_at, finished_at }: Row): StartedRun => ({
  id,
  state,
  trigger,
  startedAt: Temporal.Instant.from(started_at),
  finishedAt: finished_at === null ? null : Temporal.Instant.from(finished_at),
});

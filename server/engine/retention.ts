import type { EntityManager } from '@mikro-orm/postgresql';
import type { TaskRecord } from './task.entity.ts';

/**
 * Removes finished runs beyond the newest `keepRuns`, with their lines; 0 keeps all. The latest success
 * and the latest failure stay in addition, so that rare events keep their evidence (domain §9.2 rule 12).
 */
export async function prune(tx: EntityManager, task: TaskRecord): Promise<void> {
  if (task.keepRuns === 0) return;
  await tx.execute(
    `delete from run where task = ? and id in (
       select id from (
         select id,
                row_number() over (order by started_at desc, id desc) as age,
                row_number() over (partition by outcome order by started_at desc, id desc) as outcome_age,
                outcome
           from (select id, coalesce(started_at, finished_at) as started_at,
                        case when state = 'SUCCEEDED' then 'success'
                             when state in ('FAILED', 'TIMED_OUT', 'LOST') then 'failure' end as outcome
                   from run where task = ? and finished_at is not null) as finished
       ) as ranked
       where age > ? and (outcome is null or outcome_age > 1))`,
    [task.name, task.name, task.keepRuns],
  );
}

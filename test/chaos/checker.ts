import type { Client } from 'pg';
import { checkStarts, type Start } from './check-starts.ts';

/** What a check of the database found. */
export interface Verdict {
  /** What is wrong, in words; empty when every promise was kept. */
  violations: string[];
  /** How much there was to check. */
  counts: Record<string, number>;
}

/** At most so many of one kind are spelled out. */
const shown = 5;

/**
 * Reads the database of a chaos run and proves the engine's promises, knowing nothing of the engine's code:
 * from the transitions that triggers recorded, the ledger of the tasks, and the rules of domain §9.2 written anew.
 * To be asked when all nodes are well; what they have still to catch up with is wrong until then.
 */
export async function check(client: Client): Promise<Verdict> {
  const violations: string[] = [];
  for (const { broken, sql } of rules) {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    for (const row of rows.slice(0, shown)) violations.push(`${broken}: ${JSON.stringify(row)}`);
    if (rows.length > shown) violations.push(`${broken}: ${rows.length - shown} more`);
  }

  const starts = await client.query<Start>(startsSql);
  const edits = await client.query<{ task: string | null; at: Date }>('select task, at from chaos.edit');
  const { problems, latest, late } = checkStarts(starts.rows, edits.rows);
  violations.push(...problems.slice(0, 4 * shown));
  if (problems.length > 4 * shown) violations.push(`${problems.length - 4 * shown} more such starts`);

  const { rows } = await client.query<Record<string, string | number>>(countsSql);
  const counts = Object.fromEntries(
    Object.entries(rows[0] ?? {}).map(([name, count]) => [name, Number(count)]),
  );
  return {
    violations,
    counts: {
      ...counts,
      'starts more than 30 s late': late,
      'latest start, seconds': Math.round(latest * 10) / 10,
    },
  };
}

/** Queries that find nothing while a promise is kept. */
const rules: { broken: string; sql: string }[] = [
  {
    broken: 'two runs of a task overlapped',
    sql: `select task, run_id, at from (
            select task, run_id, at, sum(case when new_state = 'RUNNING' then 1 when old_state = 'RUNNING' then -1 else 0 end)
                     over (partition by task order by seq) as running
              from chaos.transition) as counted
           where running not in (0, 1)`,
  },
  {
    broken: 'a run changed its state in a way that is not allowed',
    sql: `select run_id, task, old_state, new_state from chaos.transition
           where not (old_state is null and new_state = 'QUEUED'
              or old_state = 'QUEUED' and new_state in ('RUNNING', 'CANCELLED')
              or old_state = 'RUNNING' and new_state in ('SUCCEEDED', 'FAILED', 'SKIPPED', 'LOST', 'TIMED_OUT', 'CANCELLED'))`,
  },
  {
    broken: 'a run neither ended nor executes on a living node',
    sql: `select run.id, run.task, run.started_at, run.worker from run left join node on node.id = run.node_id
           where run.state = 'RUNNING' and (node.heartbeat_at is null or node.heartbeat_at < now() - interval '15 seconds')`,
  },
  {
    broken: 'a run has been waiting although its task is free',
    sql: `select id, task, run_at from run where state = 'QUEUED' and run_at < chaos.clock_timestamp() - interval '20 seconds'
             and not exists (select 1 from run as other where other.task = run.task and other.state = 'RUNNING')`,
  },
  {
    broken: 'a scheduled task has nothing that would start it',
    sql: `select name from task where retired_at is null and paused_at is null
             and (case when overridden_at is null then coalesce(every, "at") else coalesce(override_every, override_at) end) is not null
             and not exists (
               select 1 from run join graphile_worker.jobs as job on job.key = 'run:' || run.id
                where run.task = task.name and run.state = 'QUEUED'
                  -- One that is locked is just being looked at.
                  and (job.attempts < job.max_attempts or job.locked_at > now() - interval '10 seconds'))
             and not exists (select 1 from run where run.task = task.name and run.state = 'RUNNING')`,
  },
  {
    broken: 'a paused task was started by its schedule',
    sql: `select run_id, task, trigger, at from chaos.transition as this
           where new_state = 'RUNNING' and trigger in ('SCHEDULE', 'RETRY') and paused
             and not exists (
               select 1 from chaos.transition as before
                where before.task = this.task and before.seq < this.seq and before.trigger = 'MANUAL' and before.new_state = 'LOST')`,
  },
  {
    broken: 'the lines of a log have a gap',
    sql: `select run_id, count(*), min(seq), max(seq) from log_line group by run_id
          having count(*) <> max(seq) or min(seq) <> 1`,
  },
  {
    broken: 'lines of a successful run are missing',
    sql: `select run.id, run.task, count(log_line.seq) from run left join log_line on log_line.run_id = run.id
           where run.task like 'chaos.Wordy%' and run.state = 'SUCCEEDED' group by run.id having count(log_line.seq) <> 5000`,
  },
  {
    broken: 'the effect of a successful run was not applied exactly once',
    sql: `select run.id, run.task, run.started_at, count(ledger.task) from run
            left join chaos.ledger as ledger on ledger.task = run.task and ledger.run_started = run.started_at
           where run.state = 'SUCCEEDED' group by run.id having count(ledger.task) <> 1`,
  },
  {
    broken: 'a run applied its effect more than once, or nobody started it',
    sql: `select ledger.task, ledger.run_started, count(*) from chaos.ledger as ledger
           where not exists (select 1 from chaos.transition as start where start.new_state = 'RUNNING'
                                and start.task = ledger.task and start.started_at = ledger.run_started)
              or ledger.id <> (select min(id) from chaos.ledger as same
                                  where same.task = ledger.task and same.run_started = ledger.run_started)
           group by ledger.task, ledger.run_started`,
  },
  {
    broken: 'an effect was committed after its run had ended',
    sql: `select task, run_started, state_at_commit from chaos.ledger where state_at_commit is distinct from 'RUNNING'`,
  },
  {
    broken: 'a work item was done twice',
    sql: 'select id, task, done from chaos.work where done > 1',
  },
  {
    broken: 'a work item was forgotten by a later success',
    sql: `select work.id, work.task from chaos.work as work where done = 0 and exists (
            select 1 from chaos.transition as start
              join chaos.transition as ended on ended.run_id = start.run_id and ended.new_state = 'SUCCEEDED'
             where start.task = work.task and start.new_state = 'RUNNING' and start.at > work.made_at)`,
  },
  {
    broken: 'a run that was cancelled while it waited did not end as CANCELLED',
    sql: `select run_id, task, new_state from chaos.transition
           where old_state = 'QUEUED' and cancel_requested and new_state <> 'CANCELLED'`,
  },
  {
    broken: 'a cancelled run was tried again as lost',
    sql: `select id, task, state from run where cancel_requested_at is not null and state = 'LOST'`,
  },
  {
    broken: 'a lost slot was not made up for',
    sql: `select lost.run_id, lost.task, lost.slot, lost.at, task.next_run_at from chaos.transition as lost join task on task.name = lost.task
           where lost.new_state = 'LOST' and lost.at < pg_catalog.clock_timestamp() - interval '60 seconds'
             and not exists (select 1 from chaos.transition as next
                              where next.task = lost.task and next.seq > lost.seq and next.new_state in ('RUNNING', 'CANCELLED'))
             and task.paused_at is null and task.retired_at is null
             -- A second loss in a row waits for the next occurrence like a failure.
             and lost.attempt = 1`,
  },
];

const startsSql = `
  select start.seq::int, start.at, start.run_id as "runId", start.task, start.trigger, start.slot, start.started_at as "startedAt",
         start.attempt, start.every, start.at_time as "atTime", start.retry_after as "retryAfter",
         start.new_state = 'CANCELLED' as unstarted,
         case when start.new_state = 'CANCELLED' then 'CANCELLED' else ended.new_state end as outcome,
         case when start.new_state = 'CANCELLED' then start.at else ended.at end as "endedAt",
         start.registered_at as "registeredAt"
    from chaos.transition as start
    left join chaos.transition as ended on ended.run_id = start.run_id and ended.old_state = 'RUNNING'
   where start.new_state = 'RUNNING' or start.new_state = 'CANCELLED' and start.old_state = 'QUEUED' and start.started_at is not null
   order by start.seq`;

const countsSql = `
  select count(*) filter (where new_state = 'RUNNING') as starts,
         count(*) filter (where new_state = 'SUCCEEDED') as succeeded,
         count(*) filter (where new_state = 'FAILED') as failed,
         count(*) filter (where new_state = 'SKIPPED') as skipped,
         count(*) filter (where new_state = 'TIMED_OUT') as "timed out",
         count(*) filter (where new_state = 'CANCELLED') as cancelled,
         count(*) filter (where new_state = 'LOST') as lost,
         count(*) filter (where new_state = 'RUNNING' and trigger = 'RETRY') as retries,
         (select count(*) from task where retired_at is null) as tasks,
         (select count(*) from log_line) as "log lines",
         (select count(*) from chaos.ledger) as effects,
         (select count(*) from chaos.work where done = 1) as "work items done"
    from chaos.transition`;

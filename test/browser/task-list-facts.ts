/** Friday 10:00 in Regina. */
export const now = '2027-01-15T16:00:00Z';

/** Tasks of an app with these labels, every hour, next at the given time. */
const addTasks = (app: string, names: string[], nextAt: string) => `
  insert into task (name, position, label, description, every, at, retry_after, keep_runs, timeout,
                    registered_at, anchor_day, next_run_at, retired_at)
  select '${app}.' || replace(label, ' ', ''), 1, label, 'For tests.', 'PT1H', null, 'PT5M', 0, 'PT30M',
         '2027-01-01T00:00:00Z', null, '${nextAt}', null
    from unnest(array[${names.map((name) => `'${name}'`).join(', ')}]) as label`;

/** Hourly runs up to the latest, of 1 to \`count\` seconds with the longest last, and a line each. */
const addRuns = (where: string, count: number, states: string, latest = '2027-01-15T15:30:00Z') => `
  with runs as (
    insert into run (task, state, trigger, run_at, queued_at, started_at, finished_at, worker)
    select name, ${states}, 'SCHEDULE', began, began, began, began + n * interval '1 s', 'node'
      from task, generate_series(1, ${count}) as n,
           lateral (select timestamptz '${latest}' - (${count} - n) * interval '1 hour' as began) as start
     where ${where}
    returning id
  )
  insert into log_line (run_id, seq, at, level, message)
  select id, 1, '2027-01-15T15:30:00Z', 'INFO', 'Looked at ' || id % 97 || ' proposals' from runs`;

const later = '2027-01-15T16:30:00Z';

/** One task for each condition, most with a history of 40 runs, of which two failed a little more than a day ago. */
export const everyCondition: string[] = [
  addTasks('proposals', ['Close Calls', 'Send Reminders', 'Sync Users', 'Tidy Up', 'New Task'], later),
  addTasks('reports', ['Count Visits', 'Late Report'], '2027-01-15T15:40:00Z'),
  addRuns(`name <> 'proposals.NewTask'`, 40, `case when n in (12, 15) then 'FAILED' else 'SUCCEEDED' end`),
  // Its last run failed.
  `update run set state = 'FAILED', error_message = 'The mail server does not answer'
    where task = 'proposals.SendReminders' and started_at = '2027-01-15T15:30:00Z'`,
  `insert into run (task, state, trigger, run_at, queued_at, started_at, worker)
   values ('proposals.SyncUsers', 'RUNNING', 'MANUAL', '${now}', '${now}', '${now}', 'node')`,
  `update task set paused_at = '${now}', paused_by = 'Maria Keller', paused_reason = 'The archive is being moved'
    where name = 'reports.CountVisits'`,
  `update task set every = null, next_run_at = null where name = 'proposals.TidyUp'`,
];

/** A thousand more, with some runs each. */
export const aThousand = (runs: number, latest?: string): string[] => [
  addTasks(
    'bulk',
    Array.from({ length: 1_000 }, (_, at) => `Bulk ${at + 1}`),
    later,
  ),
  addRuns(`name like 'bulk.%'`, runs, `case when n % 9 = 0 then 'FAILED' else 'SUCCEEDED' end`, latest),
];

import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { check } from './checker.ts';
import { makeWorld } from './world.ts';

// The checker is worth as much as what it finds: a history that is well gets one fault planted at a time.
let database: TestDatabase;
let client: Client;

beforeEach(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
  await makeWorld(client, new URL(database.url).pathname.slice(1));
  await client.end();
  client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(healthy);
});

afterEach(async () => {
  await client.end();
  await database.close();
});

/** A minute ago a task of every 10 s was registered; it ran five times, once lost and once late. */
const healthy = `
  create function chaos.ago(seconds numeric) returns timestamptz language sql as
    $$ select date_trunc('second', now()) - seconds * interval '1 second' $$;
  insert into node (id, name, role, host, version, tasks)
    values ('00000000-0000-0000-0000-000000000001', 'here:1', 'worker', 'here', '1', '{chaos.Plain1,chaos.Wordy1,chaos.Daily1}');
  insert into task (name, position, label, description, every, keep_runs, timeout, registered_at, next_run_at)
    values ('chaos.Plain1', 0, 'Plain', 'Plain', 'PT10S', 0, 'PT10S', chaos.ago(60), chaos.ago(-10));

  create function chaos.queue(run_task text, run_trigger text, run_slot timestamptz, run_attempt int default 1)
    returns bigint language sql as
    $$ insert into run (task, state, trigger, slot, run_at, queued_at, attempt)
       values (run_task, 'QUEUED', run_trigger, run_slot, coalesce(run_slot, now()), now(), run_attempt) returning id $$;
  create function chaos.start(run_id bigint, at timestamptz) returns void language sql as
    $$ update run set state = 'RUNNING', started_at = at, node_id = '00000000-0000-0000-0000-000000000001',
              worker = 'here:1' where id = run_id $$;
  create function chaos.finish(run_id bigint, to_state text) returns void language sql as
    $$ update run set state = to_state, finished_at = started_at + interval '1 second' where id = run_id $$;
  create function chaos.execute(run_task text, run_trigger text, run_slot timestamptz, at timestamptz,
                                to_state text default 'SUCCEEDED', run_attempt int default 1)
    returns bigint language plpgsql as $$
    declare run_id bigint;
    begin
      run_id := chaos.queue(run_task, run_trigger, run_slot, run_attempt);
      perform chaos.start(run_id, at);
      if to_state = 'SUCCEEDED' then
        set constraints all immediate;
        insert into chaos.ledger (task, run_started, items) values (run_task, at, 0);
        set constraints all deferred;
      end if;
      insert into log_line (run_id, seq, at, level, message)
        select run_id, seq, at, 'INFO', 'line' from generate_series(1, 3) as seq;
      perform chaos.finish(run_id, to_state);
      return run_id;
    end $$;
  -- The true time of a start is what the database's clock says; here it has to be what the history says.
  create function chaos.backdate() returns void language sql as
    $$ update chaos.transition set at = started_at + case when new_state = 'RUNNING' then '0' else interval '1 second' end
        where started_at is not null $$;

  select chaos.execute('chaos.Plain1', 'SCHEDULE', chaos.ago(60), chaos.ago(60));
  select chaos.execute('chaos.Plain1', 'SCHEDULE', chaos.ago(50), chaos.ago(50), 'LOST');
  select chaos.execute('chaos.Plain1', 'RETRY', chaos.ago(50), chaos.ago(48), 'SUCCEEDED', 2);
  select chaos.execute('chaos.Plain1', 'SCHEDULE', chaos.ago(38), chaos.ago(37));
  select chaos.execute('chaos.Plain1', 'SCHEDULE', chaos.ago(17), chaos.ago(16));
  insert into chaos.work (task, done) values ('chaos.Plain1', 1);
  select chaos.queue('chaos.Plain1', 'SCHEDULE', chaos.ago(-3));
  select graphile_worker.add_job('chaos.Plain1', '{}', job_key := 'run:' || (select id from run where state = 'QUEUED'),
                                 max_attempts := 1, run_at := chaos.ago(-3));
  select chaos.backdate();`;

/** Ids of the runs, oldest first: 1 on time, 2 lost, 3 its retry, 4 and 5 scheduled, 6 armed. */
const faults: { fault: string; plant: string; found: RegExp }[] = [
  {
    fault: 'two runs of a task that overlap',
    plant: `drop index run_one_running; drop index run_one_armed;
            select chaos.start(chaos.queue('chaos.Plain1', 'SCHEDULE', chaos.ago(2)), chaos.ago(2)) from generate_series(1, 2)`,
    found: /two runs of a task overlapped/,
  },
  {
    fault: 'a run that came back to life',
    plant: `update run set state = 'RUNNING', finished_at = null where id = 1`,
    found: /changed its state in a way that is not allowed/,
  },
  {
    fault: 'a run on a node that is gone',
    plant: `select chaos.start(6, chaos.ago(0)); delete from node`,
    found: /neither ended nor executes on a living node/,
  },
  {
    fault: 'a run that nobody looks at',
    plant: `update run set run_at = chaos.ago(30) where id = 6`,
    found: /has been waiting although its task is free/,
  },
  {
    fault: 'a wake-up that got lost',
    plant: `select graphile_worker.remove_job('run:6')`,
    found: /has nothing that would start it/,
  },
  {
    fault: 'a next occurrence that got lost',
    plant: `delete from run where id = 6`,
    found: /has nothing that would start it/,
  },
  {
    fault: 'a paused task that was started',
    plant: `update task set paused_at = chaos.ago(5), paused_by = 'x', paused_reason = 'x'; select chaos.start(6, chaos.ago(-3))`,
    found: /a paused task was started/,
  },
  {
    fault: 'a line missing in the middle of a log',
    plant: `delete from log_line where run_id = 4 and seq = 2`,
    found: /lines of a log have a gap/,
  },
  {
    fault: 'a line missing at the beginning of a log',
    plant: `delete from log_line where run_id = 4 and seq = 1`,
    found: /lines of a log have a gap/,
  },
  {
    fault: 'lines missing at the end of a log',
    plant: `insert into task (name, position, label, description, keep_runs, timeout, registered_at)
              values ('chaos.Wordy1', 1, 'W', 'W', 0, 'PT10S', chaos.ago(60));
            select chaos.execute('chaos.Wordy1', 'MANUAL', null, chaos.ago(4))`,
    found: /lines of a successful run are missing/,
  },
  {
    fault: 'an effect that got lost',
    plant: `delete from chaos.ledger where id = 1`,
    found: /effect of a successful run was not applied exactly once/,
  },
  {
    fault: 'an effect that was applied twice',
    plant: `insert into chaos.ledger (task, run_started, items) select task, run_started, 0 from chaos.ledger where id = 1`,
    found: /applied its effect more than once/,
  },
  {
    fault: 'an effect of a run that nobody started',
    plant: `insert into chaos.ledger (task, run_started, items) values ('chaos.Plain1', chaos.ago(1), 0)`,
    found: /or nobody started it/,
  },
  {
    fault: 'an effect that was committed after its run was lost',
    plant: `insert into chaos.ledger (task, run_started, items) select task, started_at, 0 from run where id = 2`,
    found: /committed after its run had ended/,
  },
  {
    fault: 'a work item done twice',
    plant: `update chaos.work set done = 2`,
    found: /a work item was done twice/,
  },
  {
    fault: 'a work item that a success has passed over',
    plant: `insert into chaos.work (task, made_at) values ('chaos.Plain1', chaos.ago(30))`,
    found: /a work item was forgotten/,
  },
  {
    fault: 'a cancelled run that started all the same',
    plant: `update run set cancel_requested_at = now() where id = 6; select chaos.start(6, chaos.ago(-3))`,
    found: /cancelled while it waited did not end as CANCELLED/,
  },
  {
    fault: 'a cancelled run that was made up for',
    plant: `update run set cancel_requested_at = now() where id = 2`,
    found: /cancelled run was tried again as lost/,
  },
  {
    fault: 'a lost run that nobody made up for',
    plant: `select chaos.start(6, chaos.ago(-3)); select chaos.finish(6, 'LOST');
            update chaos.transition set at = chaos.ago(70) where run_id = 6 and new_state = 'LOST'`,
    found: /a lost slot was not made up for/,
  },
  {
    fault: 'a slot that is none',
    plant: `update chaos.transition set slot = slot - interval '3 seconds' where run_id = 4`,
    found: /run 4 of chaos.Plain1 \(SCHEDULE\): slot .* is no multiple of PT10S/,
  },
  {
    fault: 'an older slot instead of the newest',
    plant: `update chaos.transition set started_at = started_at + interval '11 seconds' where run_id = 5`,
    found: /run 5 of chaos.Plain1 \(SCHEDULE\): slot .* is not the newest/,
  },
  {
    fault: 'a start before its time',
    plant: `update chaos.transition set started_at = slot - interval '1 second' where run_id = 4`,
    found: /run 4 of chaos.Plain1 \(SCHEDULE\): started before its slot/,
  },
  {
    fault: 'a retry of another slot',
    plant: `update chaos.transition set slot = slot + interval '10 seconds' where run_id = 3`,
    found: /run 3 of chaos.Plain1 \(RETRY\): has slot/,
  },
  {
    fault: 'a retry of a success',
    plant: `update chaos.transition set new_state = 'SUCCEEDED' where run_id = 2 and old_state = 'RUNNING'`,
    found: /run 3 of chaos.Plain1 \(RETRY\): retries a run that is SUCCEEDED/,
  },
  {
    fault: 'a run that came minutes late',
    plant: `update chaos.transition set at = at + interval '190 seconds' where run_id = 5 and new_state = 'RUNNING'`,
    found: /run 5 of chaos.Plain1 \(SCHEDULE\) started \d+ s late/,
  },
];

test('a history that is well passes', async () => {
  const { violations, counts } = await check(client);
  expect(violations).toEqual([]);
  expect(counts).toMatchObject({ starts: 5, succeeded: 4, lost: 1, retries: 1, effects: 4 });
});

describe('finds', () => {
  test.for(faults)('$fault', async ({ plant, found }) => {
    await client.query(plant);
    const { violations } = await check(client);
    expect(violations).toEqual(expect.arrayContaining([expect.stringMatching(found)]));
  });
});

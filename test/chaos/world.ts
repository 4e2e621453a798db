import type { Client } from 'pg';

/**
 * What the chaos suite puts beside the program's tables: work for the tasks, a ledger of their effects, a record of
 * every change of a run that the database itself keeps, and a clock that can be set.
 */
const tables = `
  create schema chaos;

  create table chaos.work (
    id int generated always as identity primary key, task text not null, done int not null default 0,
    made_at timestamptz not null default pg_catalog.clock_timestamp());
  create table chaos.ledger (
    id int generated always as identity primary key, task text not null, run_started timestamptz not null,
    items int not null, state_at_commit text);
  create index on chaos.ledger (task, run_started);

  -- Found before pg_catalog's by the search path below, so it is what the program takes for the time.
  create table chaos.clock (jump interval not null);
  insert into chaos.clock values ('0');
  create function chaos.clock_timestamp() returns timestamptz language sql volatile
    as 'select pg_catalog.clock_timestamp() + jump from chaos.clock';

  create table chaos.transition (
    seq bigint generated always as identity primary key, at timestamptz not null default pg_catalog.clock_timestamp(),
    run_id bigint not null, task text not null, old_state text, new_state text not null, trigger text not null,
    slot timestamptz, started_at timestamptz, attempt int not null, cancel_requested boolean not null,
    every text, at_time text, retry_after text, paused boolean not null, registered_at timestamptz not null);
  create index on chaos.transition (run_id);
  create index on chaos.transition (task, seq);

  create function chaos.note_transition() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' or old.state <> new.state then
      insert into chaos.transition (run_id, task, old_state, new_state, trigger, slot, started_at, attempt,
                                    cancel_requested, every, at_time, retry_after, paused, registered_at)
      select new.id, new.task, case when tg_op = 'UPDATE' then old.state end, new.state, new.trigger, new.slot,
             new.started_at, new.attempt, new.cancel_requested_at is not null,
             case when overridden_at is null then every else override_every end,
             case when overridden_at is null then "at" else override_at end,
             case when overridden_at is null then retry_after else override_retry_after end,
             paused_at is not null and (paused_until is null or paused_until > chaos.clock_timestamp()),
             registered_at
        from public.task where name = new.task;
    end if;
    return null;
  end $$;
  create trigger note_transition after insert or update on public.run
    for each row execute function chaos.note_transition();

  -- Fired as the effect is committed: what was its run then?
  create function chaos.note_commit() returns trigger language plpgsql as $$
  begin
    update chaos.ledger set state_at_commit =
      (select state from public.run where task = new.task and started_at = new.run_started) where id = new.id;
    return null;
  end $$;
  create constraint trigger note_commit after insert on chaos.ledger deferrable initially deferred
    for each row execute function chaos.note_commit();

  -- Times at which something other than runs moved what comes next.
  create table chaos.edit (task text, at timestamptz not null default pg_catalog.clock_timestamp());
  create function chaos.note_edit() returns trigger language plpgsql as $$
  begin
    if (old.paused_at, old.schedule_version, old.retired_at) is distinct from
       (new.paused_at, new.schedule_version, new.retired_at) then
      insert into chaos.edit (task) values (new.name);
    end if;
    return null;
  end $$;
  create trigger note_edit after update on public.task for each row execute function chaos.note_edit();`;

/** Prepares a migrated database. Connections made from now on see the clock that can be set. */
export async function makeWorld(client: Client, database: string): Promise<void> {
  await client.query(tables);
  await client.query(`alter database ${database} set search_path = public, chaos, pg_catalog`);
}

/** Sets everybody's clock forward or back against the true time. */
export async function setClock(client: Client, jump: string): Promise<void> {
  await client.query('update chaos.clock set jump = $1', [jump]);
  // Runs before and after are not compared with each other: the time between them is not what they say.
  await client.query('insert into chaos.edit (task) values (null)');
}

import { Migration } from '@mikro-orm/migrations';

export class Migration20261124233655_initial extends Migration {

  override name = 'Migration20261124233655_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table "node" ("id" uuid not null, "name" text not null, "started_at" timestamptz(6) not null default now(), "heartbeat_at" timestamptz(6) not null default now(), primary key ("id"));`);

    this.addSql(`create table "task" ("name" text not null, "position" int not null, "label" text not null, "description" text not null, "every" text null, "at" text null, "retry_after" text null, "keep_runs" int not null, "timeout" text not null, "registered_at" timestamptz(6) not null, "anchor_day" int null, "next_run_at" timestamptz(6) null, "retired_at" timestamptz(6) null, primary key ("name"));`);
    this.addSql(`create index "task_next_run_at_index" on "task" ("next_run_at");`);

    this.addSql(`create table "run" ("id" bigserial primary key, "task" text not null, "state" text not null, "trigger" text not null, "requested_by" text null, "slot" timestamptz(6) null, "run_at" timestamptz(6) not null, "queued_at" timestamptz(6) not null, "started_at" timestamptz(6) null, "finished_at" timestamptz(6) null, "attempt" int not null default 1, "node_id" uuid null, "worker" text null, "summary" text null, "error_message" text null, "error_stack" text null, "progress_done" int null, "progress_total" int null, "progress_label" text null, "checks" int not null default 1, "checks_since" timestamptz(6) null);`);
    this.addSql(`create index "run_node_id_index" on "run" ("node_id");`);
    this.addSql(`create unique index run_one_asked on run (task) where state = 'QUEUED' and trigger in ('MANUAL', 'BOOT');`);
    this.addSql(`create unique index run_one_armed on run (task) where state = 'QUEUED' and trigger in ('SCHEDULE', 'RETRY');`);
    this.addSql(`create unique index run_one_running on run (task) where state = 'RUNNING';`);
    this.addSql(`create index run_by_state on run (state, id desc);`);
    this.addSql(`create index run_last_started on run (task, started_at desc);`);
    this.addSql(`create index run_history on run (task, id desc);`);

    this.addSql(`create table "log_line" ("run_id" bigint not null, "seq" int not null, "at" timestamptz(6) not null, "level" text not null, "message" text not null, "fields" jsonb null, primary key ("run_id", "seq"));`);

    this.addSql(`alter table "run" add constraint "run_task_foreign" foreign key ("task") references "task" ("name");`);
    this.addSql(`alter table "run" add constraint "run_finished" check ((state in ('QUEUED', 'RUNNING')) = (finished_at is null));`);
    this.addSql(`alter table "run" add constraint "run_started" check (state in ('QUEUED', 'CANCELLED') or started_at is not null);`);
    this.addSql(`alter table "run" add constraint "run_trigger_known" check (trigger in ('SCHEDULE', 'RETRY', 'MANUAL', 'BOOT'));`);
    this.addSql(`alter table "run" add constraint "run_state_known" check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'LOST', 'TIMED_OUT', 'CANCELLED'));`);

    this.addSql(`alter table "log_line" add constraint "log_line_run_id_foreign" foreign key ("run_id") references "run" ("id") on delete cascade;`);
    this.addSql(`alter table "log_line" add constraint "log_line_numbered" check (seq >= 1);`);
    this.addSql(`alter table "log_line" add constraint "log_line_level_known" check (level in ('DEBUG', 'INFO', 'WARN', 'ERROR'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "run" drop constraint "run_task_foreign";`);
    this.addSql(`alter table "log_line" drop constraint "log_line_run_id_foreign";`);

    this.addSql(`drop table if exists "node" cascade;`);
    this.addSql(`drop table if exists "task" cascade;`);
    this.addSql(`drop table if exists "run" cascade;`);
    this.addSql(`drop table if exists "log_line" cascade;`);
  }

}

import { Migration } from '@mikro-orm/migrations';

export class Migration20261125001608_initial extends Migration {
  override name = 'Migration20261125001608_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "node" ("id" uuid not null, "name" text not null, "started_at" timestamptz(6) not null default now(), "heartbeat_at" timestamptz(6) not null default now(), primary key ("id"));`,
    );

    this.addSql(
      `create table "shift_config" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "start" time(0) not null, "duration_hours" int not null, "number" int not null, "names" text[] not null);`,
    );

    this.addSql(
      `create table "cycle_type" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "name" text not null, "start_month" int not null, "start_day" int not null, "duration_months" int not null default 6, "call_offset_weeks" int not null default 21, "call_period_weeks" int not null default 4, "review_weeks" int not null default 6, "allocation_weeks" int not null default 2, "open_on" int not null default 2, "close_on" int not null default 2, "shift_config_id" bigint not null, "active" boolean not null default true);`,
    );
    this.addSql(`alter table "cycle_type" add constraint "cycle_type_name_unique" unique ("name");`);

    this.addSql(
      `create table "cycle" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "type_id" bigint not null, "open_date" date not null, "close_date" date not null, "due_date" date not null, "alloc_date" date not null, "start_date" date not null, "end_date" date not null, "state" text not null default 'PENDING', "results_notified_at" timestamptz(6) null);`,
    );
    this.addSql(`create unique index cycle_one_a_year on cycle (type_id, extract(year from start_date));`);

    this.addSql(
      `create table "cycle_transition" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "cycle_id" bigint not null, "from_state" text not null, "to_state" text not null, "skipped" text[] not null, "direction" text not null, "on_date" date not null, "at" timestamptz(6) not null);`,
    );
    this.addSql(`create index cycle_transition_history on cycle_transition (cycle_id, id);`);

    this.addSql(
      `create table "cycle_schedule" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "cycle_id" bigint not null, "description" text not null, "state" text not null default 'DRAFT', "shift_config_id" bigint not null);`,
    );
    this.addSql(
      `alter table "cycle_schedule" add constraint "cycle_schedule_cycle_id_unique" unique ("cycle_id");`,
    );

    this.addSql(
      `create table "submission" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "code" text not null, "cycle_id" bigint not null, "state" text not null default 'PENDING');`,
    );
    this.addSql(`alter table "submission" add constraint "submission_code_unique" unique ("code");`);
    this.addSql(`create index submission_of_cycle on submission (cycle_id, state);`);

    this.addSql(
      `create table "task" ("name" text not null, "position" int not null, "label" text not null, "description" text not null, "every" text null, "at" text null, "retry_after" text null, "keep_runs" int not null, "timeout" text not null, "registered_at" timestamptz(6) not null, "anchor_day" int null, "next_run_at" timestamptz(6) null, "retired_at" timestamptz(6) null, primary key ("name"));`,
    );
    this.addSql(`create index "task_next_run_at_index" on "task" ("next_run_at");`);

    this.addSql(
      `create table "run" ("id" bigint generated always as identity not null primary key, "task" text not null, "state" text not null, "trigger" text not null, "requested_by" text null, "slot" timestamptz(6) null, "run_at" timestamptz(6) not null, "queued_at" timestamptz(6) not null, "started_at" timestamptz(6) null, "finished_at" timestamptz(6) null, "attempt" int not null default 1, "node_id" uuid null, "worker" text null, "summary" text null, "error_message" text null, "error_stack" text null, "progress_done" int null, "progress_total" int null, "progress_label" text null, "checks" int not null default 1, "checks_since" timestamptz(6) null);`,
    );
    this.addSql(`create index "run_node_id_index" on "run" ("node_id");`);
    this.addSql(
      `create unique index run_one_asked on run (task) where state = 'QUEUED' and trigger in ('MANUAL', 'BOOT');`,
    );
    this.addSql(
      `create unique index run_one_armed on run (task) where state = 'QUEUED' and trigger in ('SCHEDULE', 'RETRY');`,
    );
    this.addSql(`create unique index run_one_running on run (task) where state = 'RUNNING';`);
    this.addSql(`create index run_by_state on run (state, id desc);`);
    this.addSql(`create index run_last_started on run (task, started_at desc);`);
    this.addSql(`create index run_history on run (task, queued_at desc, id desc);`);

    this.addSql(
      `create table "log_line" ("run_id" bigint not null, "seq" int not null, "at" timestamptz(6) not null, "level" text not null, "message" text not null, "fields" json null, primary key ("run_id", "seq"));`,
    );

    this.addSql(
      `alter table "shift_config" add constraint "shift_config_names" check (cardinality(names) = number);`,
    );
    this.addSql(
      `alter table "shift_config" add constraint "shift_config_day" check (number >= 1 and number * duration_hours <= 24);`,
    );
    this.addSql(
      `alter table "shift_config" add constraint "shift_config_hours" check (duration_hours >= 1 and duration_hours <= 24);`,
    );

    this.addSql(
      `alter table "cycle_type" add constraint "cycle_type_shift_config_id_foreign" foreign key ("shift_config_id") references "shift_config" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "cycle_type" add constraint "cycle_type_weekdays" check (open_on >= 0 and open_on <= 6 and close_on >= 0 and close_on <= 6);`,
    );
    this.addSql(
      `alter table "cycle_type" add constraint "cycle_type_allocation" check (allocation_weeks >= 0 and allocation_weeks <= 157);`,
    );
    this.addSql(
      `alter table "cycle_type" add constraint "cycle_type_review" check (review_weeks >= 1 and review_weeks <= 157);`,
    );
    this.addSql(
      `alter table "cycle_type" add constraint "cycle_type_period" check (call_period_weeks >= 0 and call_period_weeks <= 157);`,
    );
    this.addSql(
      `alter table "cycle_type" add constraint "cycle_type_offset" check (call_offset_weeks >= 1 and call_offset_weeks <= 157);`,
    );
    this.addSql(
      `alter table "cycle_type" add constraint "cycle_type_duration" check (duration_months >= 1 and duration_months <= 36);`,
    );
    this.addSql(
      `alter table "cycle_type" add constraint "cycle_type_start" check (start_month >= 1 and start_month <= 12 and start_day >= 1 and start_day <= 31);`,
    );

    this.addSql(
      `alter table "cycle" add constraint "cycle_type_id_foreign" foreign key ("type_id") references "cycle_type" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "cycle" add constraint "cycle_no_overlap" exclude using gist (int8range(type_id, type_id, '[]') with &&, daterange(start_date, end_date) with &&);`,
    );
    this.addSql(
      `alter table "cycle" add constraint "cycle_date_order" check (open_date < close_date and close_date < due_date and due_date <= alloc_date and alloc_date <= start_date and start_date < end_date);`,
    );
    this.addSql(
      `alter table "cycle" add constraint "cycle_state_check" check ("state" in ('PENDING', 'OPEN', 'ASSIGNING', 'REVIEW', 'EVALUATION', 'SCHEDULING', 'ACTIVE', 'ARCHIVED'));`,
    );

    this.addSql(
      `alter table "cycle_transition" add constraint "cycle_transition_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "cycle_transition" add constraint "cycle_transition_skips_forward" check (direction = 'FORWARD' or skipped = '{}');`,
    );
    this.addSql(
      `alter table "cycle_transition" add constraint "cycle_transition_changes" check (from_state <> to_state);`,
    );
    this.addSql(
      `alter table "cycle_transition" add constraint "cycle_transition_from_state_check" check ("from_state" in ('PENDING', 'OPEN', 'ASSIGNING', 'REVIEW', 'EVALUATION', 'SCHEDULING', 'ACTIVE', 'ARCHIVED'));`,
    );
    this.addSql(
      `alter table "cycle_transition" add constraint "cycle_transition_to_state_check" check ("to_state" in ('PENDING', 'OPEN', 'ASSIGNING', 'REVIEW', 'EVALUATION', 'SCHEDULING', 'ACTIVE', 'ARCHIVED'));`,
    );
    this.addSql(
      `alter table "cycle_transition" add constraint "cycle_transition_direction_check" check ("direction" in ('FORWARD', 'BACK'));`,
    );

    this.addSql(
      `alter table "cycle_schedule" add constraint "cycle_schedule_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "cycle_schedule" add constraint "cycle_schedule_shift_config_id_foreign" foreign key ("shift_config_id") references "shift_config" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "cycle_schedule" add constraint "cycle_schedule_state_check" check ("state" in ('DRAFT', 'TENTATIVE', 'LIVE'));`,
    );

    this.addSql(
      `alter table "submission" add constraint "submission_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "submission" add constraint "submission_state_check" check ("state" in ('PENDING', 'STARTED', 'REVIEWED', 'COMPLETE'));`,
    );

    this.addSql(
      `alter table "run" add constraint "run_task_foreign" foreign key ("task") references "task" ("name");`,
    );
    this.addSql(
      `alter table "run" add constraint "run_finished" check ((state in ('QUEUED', 'RUNNING')) = (finished_at is null));`,
    );
    this.addSql(
      `alter table "run" add constraint "run_started" check (state in ('QUEUED', 'CANCELLED') or started_at is not null);`,
    );
    this.addSql(
      `alter table "run" add constraint "run_trigger_known" check (trigger in ('SCHEDULE', 'RETRY', 'MANUAL', 'BOOT'));`,
    );
    this.addSql(
      `alter table "run" add constraint "run_state_known" check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'LOST', 'TIMED_OUT', 'CANCELLED'));`,
    );

    this.addSql(
      `alter table "log_line" add constraint "log_line_run_id_foreign" foreign key ("run_id") references "run" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "log_line" add constraint "log_line_numbered" check (seq >= 1);`);
    this.addSql(
      `alter table "log_line" add constraint "log_line_level_known" check (level in ('DEBUG', 'INFO', 'WARN', 'ERROR'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "cycle_type" drop constraint "cycle_type_shift_config_id_foreign";`);
    this.addSql(`alter table "cycle_schedule" drop constraint "cycle_schedule_shift_config_id_foreign";`);
    this.addSql(`alter table "cycle" drop constraint "cycle_type_id_foreign";`);
    this.addSql(`alter table "cycle_transition" drop constraint "cycle_transition_cycle_id_foreign";`);
    this.addSql(`alter table "cycle_schedule" drop constraint "cycle_schedule_cycle_id_foreign";`);
    this.addSql(`alter table "submission" drop constraint "submission_cycle_id_foreign";`);
    this.addSql(`alter table "run" drop constraint "run_task_foreign";`);
    this.addSql(`alter table "log_line" drop constraint "log_line_run_id_foreign";`);

    this.addSql(`drop table if exists "node" cascade;`);
    this.addSql(`drop table if exists "shift_config" cascade;`);
    this.addSql(`drop table if exists "cycle_type" cascade;`);
    this.addSql(`drop table if exists "cycle" cascade;`);
    this.addSql(`drop table if exists "cycle_transition" cascade;`);
    this.addSql(`drop table if exists "cycle_schedule" cascade;`);
    this.addSql(`drop table if exists "submission" cascade;`);
    this.addSql(`drop table if exists "task" cascade;`);
    this.addSql(`drop table if exists "run" cascade;`);
    this.addSql(`drop table if exists "log_line" cascade;`);
  }
}

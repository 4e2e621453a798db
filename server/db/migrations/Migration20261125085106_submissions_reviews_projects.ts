import { Migration } from '@mikro-orm/migrations';

export class Migration20261125085106_submissions_reviews_projects extends Migration {
  override name = 'Migration20261125085106_submissions_reviews_projects';

  override up(): void | Promise<void> {
    // Until now only the sample facility had submissions: bare rows without the proposal that each needs from here on.
    this.addSql(`delete from "submission"`);

    this.addSql(
      `create table "access_pool" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "name" text not null, "code" text not null, "role" text null, "is_default" boolean not null default false);`,
    );
    this.addSql(`alter table "access_pool" add constraint "access_pool_name_unique" unique ("name");`);
    this.addSql(`alter table "access_pool" add constraint "access_pool_code_unique" unique ("code");`);
    this.addSql(`create unique index access_pool_one_default on access_pool (is_default) where is_default;`);

    this.addSql(
      `create table "facility" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "acronym" text not null, "name" text not null, "kind" text not null, "parent_id" bigint null, "flex_schedule" boolean not null default false, "shift_size_hours" int not null default 8, "sign_off_hours" int null, "state" text not null default 'OPERATING');`,
    );
    this.addSql(`alter table "facility" add constraint "facility_acronym_unique" unique ("acronym");`);
    this.addSql(`alter table "facility" add constraint "facility_name_unique" unique ("name");`);
    this.addSql(`create index "facility_parent_id_index" on "facility" ("parent_id");`);

    this.addSql(
      `create table "review_type" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "code" text not null, "kind" text not null, "role" text null, "score_fields" jsonb not null default '{}', "low_better" boolean not null default true, "per_facility" boolean not null default false);`,
    );
    this.addSql(`alter table "review_type" add constraint "review_type_code_unique" unique ("code");`);

    this.addSql(
      `create table "subject_area" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "name" text not null);`,
    );
    this.addSql(`alter table "subject_area" add constraint "subject_area_name_unique" unique ("name");`);

    this.addSql(
      `create table "technique" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "name" text not null);`,
    );
    this.addSql(`alter table "technique" add constraint "technique_name_unique" unique ("name");`);

    this.addSql(
      `create table "facility_technique" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "technique_id" bigint not null, "facility_id" bigint not null);`,
    );
    this.addSql(
      `alter table "facility_technique" add constraint "facility_technique_technique_id_facility_id_unique" unique ("technique_id", "facility_id");`,
    );

    this.addSql(
      `create table "track" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "acronym" text not null, "name" text not null, "require_call" boolean not null default true, "duration_cycles" int not null default 4, "notify_offset_days" int not null default 1);`,
    );
    this.addSql(`alter table "track" add constraint "track_acronym_unique" unique ("acronym");`);

    this.addSql(
      `create table "stage" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "track_id" bigint not null, "review_type_id" bigint not null, "position" int not null, "min_reviews" int not null default 1, "max_workload" int not null default 0, "blocks" boolean not null default true, "pass_score" double precision null, "weight" double precision not null default 1, "auto_create" boolean not null default true, "auto_start" boolean not null default true);`,
    );
    this.addSql(
      `alter table "stage" add constraint "stage_track_id_position_unique" unique ("track_id", "position");`,
    );
    this.addSql(
      `alter table "stage" add constraint "stage_track_id_review_type_id_unique" unique ("track_id", "review_type_id");`,
    );

    this.addSql(
      `create table "access_pool_track" ("pool_id" bigint not null, "track_id" bigint not null, primary key ("pool_id", "track_id"));`,
    );

    this.addSql(
      `create table "facility_user" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "username" text not null, "email" text not null, "alt_email" text null, "first_name" text not null, "last_name" text not null, "roles" text[] not null default '{}', "permissions" text[] not null default '{}', "external_synced_at" timestamptz(6) null);`,
    );
    this.addSql(
      `alter table "facility_user" add constraint "facility_user_username_unique" unique ("username");`,
    );
    this.addSql(`create index facility_user_roles on facility_user using gin (roles);`);
    this.addSql(`create unique index facility_user_email on facility_user (lower(email));`);
    this.addSql(`create index facility_user_alt_email on facility_user (lower(alt_email));`);

    this.addSql(
      `create table "reviewer" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "user_id" bigint not null, "committee_track_id" bigint null, "active" boolean not null default true, "declined_on" date null);`,
    );
    this.addSql(`alter table "reviewer" add constraint "reviewer_user_id_unique" unique ("user_id");`);

    this.addSql(
      `create table "reviewer_technique" ("reviewer_id" bigint not null, "technique_id" bigint not null, primary key ("reviewer_id", "technique_id"));`,
    );

    this.addSql(
      `create table "reviewer_area" ("reviewer_id" bigint not null, "area_id" bigint not null, primary key ("reviewer_id", "area_id"));`,
    );

    this.addSql(
      `create table "proposal" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "code" text not null, "title" text not null, "spokesperson_id" bigint not null, "leader_id" bigint null, "delegate_id" bigint null, "team" text[] not null default '{}', "state" text not null default 'DRAFT', "excluded_reviewers" jsonb not null default '[]', "samples" jsonb not null default '[]');`,
    );
    this.addSql(`alter table "proposal" add constraint "proposal_code_unique" unique ("code");`);
    this.addSql(`create index "proposal_spokesperson_id_index" on "proposal" ("spokesperson_id");`);

    this.addSql(
      `create table "proposal_area" ("proposal_id" bigint not null, "area_id" bigint not null, primary key ("proposal_id", "area_id"));`,
    );

    this.addSql(
      `create table "facility_request" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "proposal_id" bigint not null, "facility_id" bigint not null, "shifts" int not null, "justification" text null, "procedure" text null);`,
    );
    this.addSql(
      `alter table "facility_request" add constraint "facility_request_proposal_id_facility_id_unique" unique ("proposal_id", "facility_id");`,
    );

    this.addSql(
      `create table "project" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "code" text not null, "title" text not null, "proposal_id" bigint not null, "pool_id" bigint not null, "cycle_id" bigint not null, "start_date" date not null, "end_date" date not null, "spokesperson_id" bigint not null, "leader_id" bigint null, "delegate_id" bigint null, "start_notified_at" timestamptz(6) null);`,
    );
    this.addSql(`alter table "project" add constraint "project_code_unique" unique ("code");`);
    this.addSql(`alter table "project" add constraint "project_proposal_id_unique" unique ("proposal_id");`);
    this.addSql(`create index "project_cycle_id_index" on "project" ("cycle_id");`);
    this.addSql(`create index "project_spokesperson_id_index" on "project" ("spokesperson_id");`);

    this.addSql(
      `create table "submission_technique" ("submission_id" bigint not null, "facility_technique_id" bigint not null, primary key ("submission_id", "facility_technique_id"));`,
    );

    this.addSql(
      `create table "project_technique" ("project_id" bigint not null, "facility_technique_id" bigint not null, primary key ("project_id", "facility_technique_id"));`,
    );

    this.addSql(
      `create table "project_member" ("project_id" bigint not null, "user_id" bigint not null, primary key ("project_id", "user_id"));`,
    );

    this.addSql(
      `create table "material" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "code" text not null, "project_id" bigint not null, "state" text not null default 'PENDING', "samples" jsonb not null default '[]');`,
    );
    this.addSql(`alter table "material" add constraint "material_code_unique" unique ("code");`);
    this.addSql(`create index "material_project_id_index" on "material" ("project_id");`);

    this.addSql(
      `create table "review" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "submission_id" bigint null, "material_id" bigint null, "cycle_id" bigint not null, "stage_id" bigint null, "type_id" bigint not null, "reviewer_id" bigint null, "role" text null, "facility_id" bigint null, "state" text not null default 'PENDING', "is_complete" boolean not null default false, "score" double precision not null default 0, "comments" text not null default '', "due_date" date null, "submitted_at" timestamptz(6) null);`,
    );
    this.addSql(`create index "review_material_id_index" on "review" ("material_id");`);
    this.addSql(`create index "review_type_id_index" on "review" ("type_id");`);
    this.addSql(`create index review_of_cycle on review (cycle_id, state);`);
    this.addSql(`create index review_submitted_newest on review (id) where state = 'SUBMITTED';`);
    this.addSql(`create index "review_reviewer_id_index" on "review" ("reviewer_id");`);
    this.addSql(`create index review_open on review (due_date) where state = 'OPEN';`);
    this.addSql(`create index review_pending on review (stage_id) where state = 'PENDING';`);
    this.addSql(`create index review_of_submission on review (submission_id, stage_id);`);

    this.addSql(
      `create table "allocation_request" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "project_id" bigint not null, "cycle_id" bigint not null, "facility_id" bigint not null, "state" text not null default 'DRAFT', "rejection_reason" text null, "shift_request" int not null, "justification" text null, "procedure" text null);`,
    );
    this.addSql(
      `create index allocation_request_submitted on allocation_request (cycle_id) where state = 'SUBMITTED';`,
    );
    this.addSql(
      `alter table "allocation_request" add constraint "allocation_request_project_id_cycle_id_facility_id_unique" unique ("project_id", "cycle_id", "facility_id");`,
    );

    this.addSql(
      `create table "allocation" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "project_id" bigint not null, "facility_id" bigint not null, "cycle_id" bigint not null, "origin" text not null, "shifts_requested" int not null default 0, "shifts" int not null default 0, "score" double precision null, "scores" jsonb not null default '{}', "declined" boolean not null default false, "discretionary" boolean not null default false, "justification" text null, "procedure" text null);`,
    );
    this.addSql(`create index "allocation_facility_id_index" on "allocation" ("facility_id");`);
    this.addSql(`create index allocation_of_cycle on allocation (cycle_id, facility_id);`);
    this.addSql(
      `alter table "allocation" add constraint "allocation_project_id_facility_id_cycle_id_unique" unique ("project_id", "facility_id", "cycle_id");`,
    );

    this.addSql(
      `create table "notification" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "user_id" bigint null, "email" text null, "kind" text not null, "level" text not null, "state" text not null default 'QUEUED', "subject" text not null, "body" text not null, "html" text not null, "dedupe_key" text not null, "queued_at" timestamptz(6) not null, "next_attempt_at" timestamptz(6) not null, "attempts" int not null default 0, "last_error" text null, "sent_at" timestamptz(6) null);`,
    );
    this.addSql(`create index "notification_user_id_index" on "notification" ("user_id");`);
    this.addSql(
      `alter table "notification" add constraint "notification_dedupe_key_unique" unique ("dedupe_key");`,
    );
    this.addSql(
      `create index notification_failed on notification (queued_at desc, id desc) where state = 'FAILED';`,
    );
    this.addSql(
      `create index notification_urgent on notification (queued_at desc, id desc) where level = 'URGENT';`,
    );
    this.addSql(`create index notification_of_kind on notification (kind, queued_at desc, id desc);`);
    this.addSql(`create index notification_newest on notification (queued_at desc, id desc);`);
    this.addSql(
      `create index notification_due on notification (next_attempt_at, id) where state = 'QUEUED';`,
    );

    this.addSql(
      `create table "beam_session" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "project_id" bigint not null, "facility_id" bigint not null, "start_at" timestamptz(6) not null, "end_at" timestamptz(6) not null, "staff_id" bigint null, "spokesperson_id" bigint null, "state" text not null default 'READY', "kind" text not null default 'ONSITE', "history" jsonb not null default '[]');`,
    );
    this.addSql(`create index "beam_session_project_id_index" on "beam_session" ("project_id");`);
    this.addSql(`create index beam_session_newest on beam_session (start_at desc, id desc);`);
    this.addSql(`create index "beam_session_facility_id_index" on "beam_session" ("facility_id");`);
    this.addSql(
      `create index beam_session_unfinished on beam_session (end_at) where state in ('READY', 'LIVE');`,
    );

    this.addSql(
      `create table "announcement" ("id" bigint generated always as identity not null primary key, "created_at" timestamptz(6) not null default now(), "updated_at" timestamptz(6) not null default now(), "kind" text not null, "user_id" bigint not null, "review_id" bigint not null, "due_date" date not null, "notification_id" bigint not null);`,
    );
    this.addSql(
      `alter table "announcement" add constraint "announcement_kind_user_id_review_id_due_date_unique" unique ("kind", "user_id", "review_id", "due_date");`,
    );

    this.addSql(
      `alter table "submission" add "proposal_id" bigint not null, add "track_id" bigint not null, add "pool_id" bigint not null, add "approved" boolean null, add "comments" text not null default '', add "decided_at" timestamptz(6) null, add "notified_at" timestamptz(6) null, add "no_project_reason" text null, add "project_id" bigint null;`,
    );
    this.addSql(
      `alter table "submission" add constraint "submission_proposal_id_foreign" foreign key ("proposal_id") references "proposal" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "submission" add constraint "submission_track_id_foreign" foreign key ("track_id") references "track" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "submission" add constraint "submission_pool_id_foreign" foreign key ("pool_id") references "access_pool" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "submission" add constraint "submission_project_id_foreign" foreign key ("project_id") references "project" ("id") on delete restrict;`,
    );
    this.addSql(`create index "submission_track_id_index" on "submission" ("track_id");`);
    this.addSql(`create index "submission_project_id_index" on "submission" ("project_id");`);
    this.addSql(`create index submission_untold on submission (id) where state = 'REVIEWED';`);
    this.addSql(`create index submission_of_state on submission (state, id);`);
    this.addSql(`create index submission_undecided on submission (id) where approved is null;`);
    this.addSql(
      `alter table "submission" add constraint "submission_proposal_id_track_id_unique" unique ("proposal_id", "track_id");`,
    );
    this.addSql(
      `alter table "submission" add constraint "submission_project" check (project_id is null or approved);`,
    );
    this.addSql(
      `alter table "submission" add constraint "submission_no_project_reason" check (no_project_reason is null or approved and project_id is null);`,
    );
    this.addSql(
      `alter table "submission" add constraint "submission_decided" check ((approved is null) = (state = any (array['PENDING', 'STARTED'])) and (decided_at is null) = (approved is null));`,
    );

    this.addSql(
      `alter table "access_pool" add constraint "access_pool_default_for_all" check (not is_default or role is null);`,
    );
    this.addSql(
      `alter table "access_pool" add constraint "access_pool_code" check (length(code) >= 1 and length(code) <= 5);`,
    );
    this.addSql(
      `create or replace function "access_pool_keep_default_fn"() returns trigger as $$ begin raise exception 'The default access pool cannot be deleted: make another pool the default first' using errcode = 'restrict_violation'; end; $$ language plpgsql;`,
    );
    this.addSql(`create trigger "keep_default" BEFORE DELETE on "access_pool" for each ROW
  when (old.is_default) execute function "access_pool_keep_default_fn"();`);

    this.addSql(
      `alter table "facility" add constraint "facility_parent_id_foreign" foreign key ("parent_id") references "facility" ("id") on delete restrict;`,
    );
    this.addSql(`alter table "facility" add constraint "facility_own_parent" check (parent_id <> id);`);
    this.addSql(`alter table "facility" add constraint "facility_sign_off" check (sign_off_hours >= 0);`);
    this.addSql(
      `alter table "facility" add constraint "facility_shift_size" check (shift_size_hours = any (array[4, 8]));`,
    );
    this.addSql(
      `alter table "facility" add constraint "facility_kind_check" check ("kind" in ('BEAMLINE', 'SECTOR', 'DEPARTMENT', 'INSTRUMENT'));`,
    );
    this.addSql(
      `alter table "facility" add constraint "facility_state_check" check ("state" in ('COMMISSIONING', 'OPERATING', 'DECOMMISSIONED'));`,
    );

    this.addSql(
      `alter table "review_type" add constraint "review_type_kind_check" check ("kind" in ('SAFETY', 'TECHNICAL', 'SCIENTIFIC', 'APPROVAL'));`,
    );

    this.addSql(
      `alter table "facility_technique" add constraint "facility_technique_technique_id_foreign" foreign key ("technique_id") references "technique" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "facility_technique" add constraint "facility_technique_facility_id_foreign" foreign key ("facility_id") references "facility" ("id") on delete restrict;`,
    );

    this.addSql(`alter table "track" add constraint "track_offset" check (notify_offset_days >= 0);`);
    this.addSql(`alter table "track" add constraint "track_duration" check (duration_cycles >= 1);`);
    this.addSql(
      `alter table "track" add constraint "track_acronym" check (length(acronym) >= 1 and length(acronym) <= 10);`,
    );

    this.addSql(
      `alter table "stage" add constraint "stage_track_id_foreign" foreign key ("track_id") references "track" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "stage" add constraint "stage_review_type_id_foreign" foreign key ("review_type_id") references "review_type" ("id") on delete restrict;`,
    );
    this.addSql(`alter table "stage" add constraint "stage_weight" check (abs(weight) = weight);`);
    this.addSql(`alter table "stage" add constraint "stage_workload" check (max_workload >= 0);`);
    this.addSql(`alter table "stage" add constraint "stage_min_reviews" check (min_reviews >= 1);`);
    this.addSql(`alter table "stage" add constraint "stage_position" check (position >= 1);`);

    this.addSql(
      `alter table "access_pool_track" add constraint "access_pool_track_pool_id_foreign" foreign key ("pool_id") references "access_pool" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "access_pool_track" add constraint "access_pool_track_track_id_foreign" foreign key ("track_id") references "track" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "facility_user" add constraint "facility_user_lower_case" check (username = lower(username));`,
    );

    this.addSql(
      `alter table "reviewer" add constraint "reviewer_user_id_foreign" foreign key ("user_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "reviewer" add constraint "reviewer_committee_track_id_foreign" foreign key ("committee_track_id") references "track" ("id") on delete set null;`,
    );

    this.addSql(
      `alter table "reviewer_technique" add constraint "reviewer_technique_reviewer_id_foreign" foreign key ("reviewer_id") references "reviewer" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "reviewer_technique" add constraint "reviewer_technique_technique_id_foreign" foreign key ("technique_id") references "technique" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "reviewer_area" add constraint "reviewer_area_reviewer_id_foreign" foreign key ("reviewer_id") references "reviewer" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "reviewer_area" add constraint "reviewer_area_area_id_foreign" foreign key ("area_id") references "subject_area" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "proposal" add constraint "proposal_spokesperson_id_foreign" foreign key ("spokesperson_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "proposal" add constraint "proposal_leader_id_foreign" foreign key ("leader_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "proposal" add constraint "proposal_delegate_id_foreign" foreign key ("delegate_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "proposal" add constraint "proposal_state_check" check ("state" in ('DRAFT', 'SUBMITTED'));`,
    );

    this.addSql(
      `alter table "proposal_area" add constraint "proposal_area_proposal_id_foreign" foreign key ("proposal_id") references "proposal" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "proposal_area" add constraint "proposal_area_area_id_foreign" foreign key ("area_id") references "subject_area" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "facility_request" add constraint "facility_request_proposal_id_foreign" foreign key ("proposal_id") references "proposal" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "facility_request" add constraint "facility_request_facility_id_foreign" foreign key ("facility_id") references "facility" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "facility_request" add constraint "facility_request_shifts" check (shifts >= 0);`,
    );

    this.addSql(
      `alter table "project" add constraint "project_proposal_id_foreign" foreign key ("proposal_id") references "proposal" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "project" add constraint "project_pool_id_foreign" foreign key ("pool_id") references "access_pool" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "project" add constraint "project_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "project" add constraint "project_spokesperson_id_foreign" foreign key ("spokesperson_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "project" add constraint "project_leader_id_foreign" foreign key ("leader_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "project" add constraint "project_delegate_id_foreign" foreign key ("delegate_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(`alter table "project" add constraint "project_dates" check (start_date <= end_date);`);

    this.addSql(
      `alter table "submission_technique" add constraint "submission_technique_submission_id_foreign" foreign key ("submission_id") references "submission" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "submission_technique" add constraint "submission_technique_facility_technique_id_foreign" foreign key ("facility_technique_id") references "facility_technique" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "project_technique" add constraint "project_technique_project_id_foreign" foreign key ("project_id") references "project" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "project_technique" add constraint "project_technique_facility_technique_id_foreign" foreign key ("facility_technique_id") references "facility_technique" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "project_member" add constraint "project_member_project_id_foreign" foreign key ("project_id") references "project" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "project_member" add constraint "project_member_user_id_foreign" foreign key ("user_id") references "facility_user" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "material" add constraint "material_project_id_foreign" foreign key ("project_id") references "project" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "material" add constraint "material_state_check" check ("state" in ('PENDING', 'APPROVED', 'DENIED'));`,
    );

    this.addSql(
      `alter table "review" add constraint "review_submission_id_foreign" foreign key ("submission_id") references "submission" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "review" add constraint "review_material_id_foreign" foreign key ("material_id") references "material" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "review" add constraint "review_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "review" add constraint "review_stage_id_foreign" foreign key ("stage_id") references "stage" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "review" add constraint "review_type_id_foreign" foreign key ("type_id") references "review_type" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "review" add constraint "review_reviewer_id_foreign" foreign key ("reviewer_id") references "reviewer" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "review" add constraint "review_facility_id_foreign" foreign key ("facility_id") references "facility" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "review" add constraint "review_submitted" check (submitted_at is null or state <> all (array['PENDING', 'OPEN']));`,
    );
    this.addSql(
      `alter table "review" add constraint "review_stage" check ((stage_id is null) = (submission_id is null));`,
    );
    this.addSql(
      `alter table "review" add constraint "review_by" check (reviewer_id is not null or role is not null);`,
    );
    this.addSql(
      `alter table "review" add constraint "review_subject" check ((submission_id is null) <> (material_id is null));`,
    );
    this.addSql(
      `alter table "review" add constraint "review_state_check" check ("state" in ('PENDING', 'OPEN', 'SUBMITTED', 'CLOSED'));`,
    );

    this.addSql(
      `alter table "allocation_request" add constraint "allocation_request_project_id_foreign" foreign key ("project_id") references "project" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "allocation_request" add constraint "allocation_request_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "allocation_request" add constraint "allocation_request_facility_id_foreign" foreign key ("facility_id") references "facility" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "allocation_request" add constraint "allocation_request_rejection" check ((state = 'REJECTED') = (rejection_reason is not null));`,
    );
    this.addSql(
      `alter table "allocation_request" add constraint "allocation_request_shifts" check (shift_request >= 0);`,
    );
    this.addSql(
      `alter table "allocation_request" add constraint "allocation_request_state_check" check ("state" in ('DRAFT', 'SUBMITTED', 'COMPLETE', 'REJECTED'));`,
    );

    this.addSql(
      `alter table "allocation" add constraint "allocation_project_id_foreign" foreign key ("project_id") references "project" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "allocation" add constraint "allocation_facility_id_foreign" foreign key ("facility_id") references "facility" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "allocation" add constraint "allocation_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "allocation" add constraint "allocation_shifts" check (shifts >= 0 and shifts_requested >= 0);`,
    );
    this.addSql(
      `alter table "allocation" add constraint "allocation_origin_check" check ("origin" in ('CALL', 'NON_CALL', 'RENEWAL', 'FLEXIBLE'));`,
    );

    this.addSql(
      `alter table "notification" add constraint "notification_user_id_foreign" foreign key ("user_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "notification" add constraint "notification_sent" check (state = any (array['QUEUED', 'FAILED']) or sent_at is not null);`,
    );
    this.addSql(`alter table "notification" add constraint "notification_attempts" check (attempts >= 0);`);
    this.addSql(
      `alter table "notification" add constraint "notification_recipient" check ((user_id is null) <> (email is null));`,
    );
    this.addSql(
      `alter table "notification" add constraint "notification_level_check" check ("level" in ('INFO', 'IMPORTANT', 'URGENT'));`,
    );
    this.addSql(
      `alter table "notification" add constraint "notification_state_check" check ("state" in ('QUEUED', 'SENT', 'READ', 'ACKNOWLEDGED', 'FAILED'));`,
    );

    this.addSql(
      `alter table "beam_session" add constraint "beam_session_project_id_foreign" foreign key ("project_id") references "project" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "beam_session" add constraint "beam_session_facility_id_foreign" foreign key ("facility_id") references "facility" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "beam_session" add constraint "beam_session_staff_id_foreign" foreign key ("staff_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "beam_session" add constraint "beam_session_spokesperson_id_foreign" foreign key ("spokesperson_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(`alter table "beam_session" add constraint "beam_session_span" check (start_at < end_at);`);
    this.addSql(
      `alter table "beam_session" add constraint "beam_session_state_check" check ("state" in ('READY', 'LIVE', 'COMPLETE', 'CANCELLED', 'TERMINATED'));`,
    );
    this.addSql(
      `alter table "beam_session" add constraint "beam_session_kind_check" check ("kind" in ('ONSITE', 'REMOTE', 'MAILIN'));`,
    );

    this.addSql(
      `alter table "announcement" add constraint "announcement_user_id_foreign" foreign key ("user_id") references "facility_user" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "announcement" add constraint "announcement_review_id_foreign" foreign key ("review_id") references "review" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "announcement" add constraint "announcement_notification_id_foreign" foreign key ("notification_id") references "notification" ("id") on delete cascade;`,
    );

    // The counter in project codes (domain §6.1).
    this.addSql(`create sequence project_code`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop sequence project_code`);
    this.addSql(`alter table "access_pool_track" drop constraint "access_pool_track_pool_id_foreign";`);
    this.addSql(`alter table "project" drop constraint "project_pool_id_foreign";`);
    this.addSql(`alter table "submission" drop constraint "submission_pool_id_foreign";`);
    this.addSql(`alter table "facility" drop constraint "facility_parent_id_foreign";`);
    this.addSql(`alter table "facility_technique" drop constraint "facility_technique_facility_id_foreign";`);
    this.addSql(`alter table "facility_request" drop constraint "facility_request_facility_id_foreign";`);
    this.addSql(`alter table "review" drop constraint "review_facility_id_foreign";`);
    this.addSql(`alter table "allocation_request" drop constraint "allocation_request_facility_id_foreign";`);
    this.addSql(`alter table "allocation" drop constraint "allocation_facility_id_foreign";`);
    this.addSql(`alter table "beam_session" drop constraint "beam_session_facility_id_foreign";`);
    this.addSql(`alter table "stage" drop constraint "stage_review_type_id_foreign";`);
    this.addSql(`alter table "review" drop constraint "review_type_id_foreign";`);
    this.addSql(`alter table "reviewer_area" drop constraint "reviewer_area_area_id_foreign";`);
    this.addSql(`alter table "proposal_area" drop constraint "proposal_area_area_id_foreign";`);
    this.addSql(
      `alter table "facility_technique" drop constraint "facility_technique_technique_id_foreign";`,
    );
    this.addSql(
      `alter table "reviewer_technique" drop constraint "reviewer_technique_technique_id_foreign";`,
    );
    this.addSql(
      `alter table "submission_technique" drop constraint "submission_technique_facility_technique_id_foreign";`,
    );
    this.addSql(
      `alter table "project_technique" drop constraint "project_technique_facility_technique_id_foreign";`,
    );
    this.addSql(`alter table "stage" drop constraint "stage_track_id_foreign";`);
    this.addSql(`alter table "access_pool_track" drop constraint "access_pool_track_track_id_foreign";`);
    this.addSql(`alter table "reviewer" drop constraint "reviewer_committee_track_id_foreign";`);
    this.addSql(`alter table "submission" drop constraint "submission_track_id_foreign";`);
    this.addSql(`alter table "review" drop constraint "review_stage_id_foreign";`);
    this.addSql(`alter table "reviewer" drop constraint "reviewer_user_id_foreign";`);
    this.addSql(`alter table "proposal" drop constraint "proposal_spokesperson_id_foreign";`);
    this.addSql(`alter table "proposal" drop constraint "proposal_leader_id_foreign";`);
    this.addSql(`alter table "proposal" drop constraint "proposal_delegate_id_foreign";`);
    this.addSql(`alter table "project" drop constraint "project_spokesperson_id_foreign";`);
    this.addSql(`alter table "project" drop constraint "project_leader_id_foreign";`);
    this.addSql(`alter table "project" drop constraint "project_delegate_id_foreign";`);
    this.addSql(`alter table "project_member" drop constraint "project_member_user_id_foreign";`);
    this.addSql(`alter table "notification" drop constraint "notification_user_id_foreign";`);
    this.addSql(`alter table "beam_session" drop constraint "beam_session_staff_id_foreign";`);
    this.addSql(`alter table "beam_session" drop constraint "beam_session_spokesperson_id_foreign";`);
    this.addSql(`alter table "announcement" drop constraint "announcement_user_id_foreign";`);
    this.addSql(`alter table "reviewer_technique" drop constraint "reviewer_technique_reviewer_id_foreign";`);
    this.addSql(`alter table "reviewer_area" drop constraint "reviewer_area_reviewer_id_foreign";`);
    this.addSql(`alter table "review" drop constraint "review_reviewer_id_foreign";`);
    this.addSql(`alter table "proposal_area" drop constraint "proposal_area_proposal_id_foreign";`);
    this.addSql(`alter table "facility_request" drop constraint "facility_request_proposal_id_foreign";`);
    this.addSql(`alter table "project" drop constraint "project_proposal_id_foreign";`);
    this.addSql(`alter table "submission" drop constraint "submission_proposal_id_foreign";`);
    this.addSql(`alter table "submission" drop constraint "submission_project_id_foreign";`);
    this.addSql(`alter table "project_technique" drop constraint "project_technique_project_id_foreign";`);
    this.addSql(`alter table "project_member" drop constraint "project_member_project_id_foreign";`);
    this.addSql(`alter table "material" drop constraint "material_project_id_foreign";`);
    this.addSql(`alter table "allocation_request" drop constraint "allocation_request_project_id_foreign";`);
    this.addSql(`alter table "allocation" drop constraint "allocation_project_id_foreign";`);
    this.addSql(`alter table "beam_session" drop constraint "beam_session_project_id_foreign";`);
    this.addSql(`alter table "review" drop constraint "review_material_id_foreign";`);
    this.addSql(`alter table "announcement" drop constraint "announcement_review_id_foreign";`);
    this.addSql(`alter table "announcement" drop constraint "announcement_notification_id_foreign";`);

    this.addSql(`drop trigger if exists "keep_default" on "access_pool";`);
    this.addSql(`drop function if exists "access_pool_keep_default_fn"();`);
    this.addSql(`drop table if exists "access_pool" cascade;`);
    this.addSql(`drop table if exists "facility" cascade;`);
    this.addSql(`drop table if exists "review_type" cascade;`);
    this.addSql(`drop table if exists "subject_area" cascade;`);
    this.addSql(`drop table if exists "technique" cascade;`);
    this.addSql(`drop table if exists "facility_technique" cascade;`);
    this.addSql(`drop table if exists "track" cascade;`);
    this.addSql(`drop table if exists "stage" cascade;`);
    this.addSql(`drop table if exists "access_pool_track" cascade;`);
    this.addSql(`drop table if exists "facility_user" cascade;`);
    this.addSql(`drop table if exists "reviewer" cascade;`);
    this.addSql(`drop table if exists "reviewer_technique" cascade;`);
    this.addSql(`drop table if exists "reviewer_area" cascade;`);
    this.addSql(`drop table if exists "proposal" cascade;`);
    this.addSql(`drop table if exists "proposal_area" cascade;`);
    this.addSql(`drop table if exists "facility_request" cascade;`);
    this.addSql(`drop table if exists "project" cascade;`);
    this.addSql(`drop table if exists "submission_technique" cascade;`);
    this.addSql(`drop table if exists "project_technique" cascade;`);
    this.addSql(`drop table if exists "project_member" cascade;`);
    this.addSql(`drop table if exists "material" cascade;`);
    this.addSql(`drop table if exists "review" cascade;`);
    this.addSql(`drop table if exists "allocation_request" cascade;`);
    this.addSql(`drop table if exists "allocation" cascade;`);
    this.addSql(`drop table if exists "notification" cascade;`);
    this.addSql(`drop table if exists "beam_session" cascade;`);
    this.addSql(`drop table if exists "announcement" cascade;`);

    this.addSql(`drop index "submission_track_id_index";`);
    this.addSql(`drop index "submission_project_id_index";`);
    this.addSql(`drop index "submission_untold";`);
    this.addSql(`drop index "submission_undecided";`);
    this.addSql(`alter table "submission" drop constraint "submission_proposal_id_track_id_unique";`);
    this.addSql(`alter table "submission" drop constraint "submission_project";`);
    this.addSql(`alter table "submission" drop constraint "submission_no_project_reason";`);
    this.addSql(`alter table "submission" drop constraint "submission_decided";`);
    this.addSql(
      `alter table "submission" drop column "proposal_id", drop column "track_id", drop column "pool_id", drop column "approved", drop column "comments", drop column "decided_at", drop column "notified_at", drop column "no_project_reason", drop column "project_id";`,
    );
  }
}

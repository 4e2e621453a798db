import { Migration } from '@mikro-orm/migrations';

export class Migration20261125115538_access extends Migration {
  override name = 'Migration20261125115538_access';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "api_token" ("id" bigint generated always as identity not null primary key, "name" text not null, "role" text not null, "hash" text not null, "ending" text not null, "created_by" text not null, "created_at" timestamptz(6) not null, "expires_at" timestamptz(6) not null, "last_used_at" timestamptz(6) null, "revoked_at" timestamptz(6) null, "revoked_by" text null);`,
    );
    this.addSql(`alter table "api_token" add constraint "api_token_hash_unique" unique ("hash");`);

    this.addSql(
      `create table "audit_entry" ("id" bigint generated always as identity not null primary key, "at" timestamptz(6) not null, "action" text not null, "outcome" text not null, "reason" text null, "actor_kind" text null, "actor_id" text null, "actor_name" text null, "actor_role" text null, "ip" text null, "agent" text null, "subject_type" text null, "subject_id" text null, "task" text null, "before" jsonb null, "after" jsonb null);`,
    );
    this.addSql(`create index "audit_entry_at_index" on "audit_entry" ("at");`);
    this.addSql(
      `create index "audit_entry_subject_type_subject_id_id_index" on "audit_entry" ("subject_type", "subject_id", "id");`,
    );
    this.addSql(`create index "audit_entry_task_id_index" on "audit_entry" ("task", "id");`);

    this.addSql(
      `create table "console_account" ("id" text not null, "name" text not null, "email" text not null, "email_verified" boolean not null default false, "image" text null, "role" text null, "created_at" timestamptz(6) not null, "updated_at" timestamptz(6) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "console_account" add constraint "console_account_email_unique" unique ("email");`,
    );

    this.addSql(
      `create table "console_credential" ("id" text not null, "account_id" text not null, "provider_id" text not null, "external_id" text not null, "password" text null, "access_token" text null, "refresh_token" text null, "id_token" text null, "access_token_expires_at" timestamptz(6) null, "refresh_token_expires_at" timestamptz(6) null, "scope" text null, "created_at" timestamptz(6) not null, "updated_at" timestamptz(6) not null, primary key ("id"));`,
    );
    this.addSql(`create index "console_credential_account_id_index" on "console_credential" ("account_id");`);
    this.addSql(
      `create unique index console_credential_once on console_credential (provider_id, external_id);`,
    );

    this.addSql(
      `create table "console_session" ("id" text not null, "token" text not null, "account_id" text not null, "signed_in_by" text not null, "ip_address" text null, "user_agent" text null, "expires_at" timestamptz(6) not null, "created_at" timestamptz(6) not null, "updated_at" timestamptz(6) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "console_session" add constraint "console_session_token_unique" unique ("token");`,
    );
    this.addSql(`create index "console_session_account_id_index" on "console_session" ("account_id");`);

    this.addSql(
      `create table "console_verification" ("id" text not null, "identifier" text not null, "value" text not null, "expires_at" timestamptz(6) not null, "created_at" timestamptz(6) not null, "updated_at" timestamptz(6) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "console_verification_identifier_index" on "console_verification" ("identifier");`,
    );

    this.addSql(
      `create table "server_secret" ("name" text not null, "value" text not null, primary key ("name"));`,
    );

    this.addSql(
      `create table "sign_in_limit" ("key" varchar(255) not null, "points" int not null default 0, "expire" bigint null, primary key ("key"));`,
    );

    this.addSql(
      `alter table "api_token" add constraint "api_token_revoked_whole" check ((revoked_at is null) = (revoked_by is null));`,
    );
    this.addSql(
      `alter table "api_token" add constraint "api_token_role_known" check (role in ('admin', 'operator', 'viewer'));`,
    );

    this.addSql(
      `alter table "audit_entry" add constraint "audit_entry_actor_known" check (actor_kind in ('person', 'token'));`,
    );
    this.addSql(
      `alter table "audit_entry" add constraint "audit_entry_subject_known" check (subject_type in ('TASK', 'RUN', 'MESSAGE', 'ACCOUNT', 'TOKEN'));`,
    );
    this.addSql(
      `alter table "audit_entry" add constraint "audit_entry_outcome_known" check (outcome in ('DONE', 'REFUSED', 'FAILED'));`,
    );
    this.addSql(
      `create or replace function "audit_entry_audit_entry_only_added_to_fn"() returns trigger as $$ begin raise exception 'The audit is only ever added to.' using errcode = 'insufficient_privilege'; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "audit_entry_only_added_to" BEFORE UPDATE OR DELETE on "audit_entry" for each STATEMENT execute function "audit_entry_audit_entry_only_added_to_fn"();`,
    );
    // The comparison of schemas knows no trigger on truncate, and none that fires for a replica too.
    this.addSql(
      `create trigger "audit_entry_never_emptied" before truncate on "audit_entry" for each statement execute function "audit_entry_audit_entry_only_added_to_fn"();`,
    );
    this.addSql(`alter table "audit_entry" enable always trigger "audit_entry_only_added_to";`);
    this.addSql(`alter table "audit_entry" enable always trigger "audit_entry_never_emptied";`);
    // The owner of a table has all rights to it, until it takes them from itself.
    this.addSql(`revoke update, delete, truncate on "audit_entry" from public, current_user;`);

    this.addSql(
      `alter table "console_account" add constraint "console_account_role_known" check (role in ('admin', 'operator', 'viewer'));`,
    );

    this.addSql(
      `alter table "console_credential" add constraint "console_credential_account_id_foreign" foreign key ("account_id") references "console_account" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "console_session" add constraint "console_session_account_id_foreign" foreign key ("account_id") references "console_account" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "console_credential" drop constraint "console_credential_account_id_foreign";`);
    this.addSql(`alter table "console_session" drop constraint "console_session_account_id_foreign";`);

    this.addSql(`drop table if exists "api_token" cascade;`);
    this.addSql(`drop trigger if exists "audit_entry_only_added_to" on "audit_entry";`);
    this.addSql(`drop trigger if exists "audit_entry_never_emptied" on "audit_entry";`);
    this.addSql(`drop function if exists "audit_entry_audit_entry_only_added_to_fn"();`);
    this.addSql(`drop table if exists "audit_entry" cascade;`);
    this.addSql(`drop table if exists "console_account" cascade;`);
    this.addSql(`drop table if exists "console_credential" cascade;`);
    this.addSql(`drop table if exists "console_session" cascade;`);
    this.addSql(`drop table if exists "console_verification" cascade;`);
    this.addSql(`drop table if exists "server_secret" cascade;`);
    this.addSql(`drop table if exists "sign_in_limit" cascade;`);
  }
}

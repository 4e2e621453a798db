import { Migration } from '@mikro-orm/migrations';

export class Migration20261125031531_fleet extends Migration {
  override name = 'Migration20261125031531_fleet';

  override up(): void | Promise<void> {
    // Rows of nodes that have stopped; whoever lives writes its own anew.
    this.addSql(`delete from "node"`);
    this.addSql(
      `alter table "node" add "role" text not null, add "host" text not null, add "version" text not null, add "tasks" text[] not null;`,
    );
    this.addSql(
      `alter table "node" add constraint "node_role_known" check (role in ('all', 'server', 'worker'));`,
    );

    this.addSql(
      `alter table "task" add "overridden_at" timestamptz(6) null, add "overridden_by" text null, add "override_every" text null, add "override_at" text null, add "override_retry_after" text null, add "schedule_version" int not null default 1, add "paused_at" timestamptz(6) null, add "paused_by" text null, add "paused_reason" text null, add "paused_until" timestamptz(6) null;`,
    );
    this.addSql(
      `alter table "task" add constraint "task_override_whole" check ((overridden_at is null) = (overridden_by is null));`,
    );
    this.addSql(`alter table "task" add constraint "task_pause_whole" check ((paused_at is null) = (paused_reason is null) and (paused_at is null) = (paused_by is null)
    and (paused_until is null or paused_at is not null));`);

    this.addSql(
      `alter table "run" add "cancel_requested_at" timestamptz(6) null, add "cancel_requested_by" text null, add "put_back" boolean not null default false;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "node" drop constraint "node_role_known";`);
    this.addSql(
      `alter table "node" drop column "role", drop column "host", drop column "version", drop column "tasks";`,
    );

    this.addSql(`alter table "run" drop column "cancel_requested_at", drop column "cancel_requested_by";`);

    this.addSql(`alter table "task" drop constraint "task_override_whole";`);
    this.addSql(`alter table "task" drop constraint "task_pause_whole";`);
    this.addSql(
      `alter table "task" drop column "overridden_at", drop column "overridden_by", drop column "override_every", drop column "override_at", drop column "override_retry_after", drop column "schedule_version", drop column "paused_at", drop column "paused_by", drop column "paused_reason", drop column "paused_until";`,
    );
  }
}

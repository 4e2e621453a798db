import type { MikroORM } from '@mikro-orm/postgresql';

/** A change of a row that was committed; `from` is null for a new one. */
export interface Change {
  table: string;
  from: Record<string, unknown> | null;
  to: Record<string, unknown>;
}

const audited = [
  'cycle',
  'submission',
  'review',
  'project',
  'allocation',
  'allocation_request',
  'beam_session',
  'notification',
];

/** Has the database write down what happens to the records of a submission's life. */
export async function audit(orm: MikroORM): Promise<void> {
  await orm.em.execute(
    `create table audit (seq bigint generated always as identity, "table" text, "from" jsonb, "to" jsonb);
     create function audit() returns trigger language plpgsql as $$
     begin
       insert into audit ("table", "from", "to")
       values (tg_table_name, case when tg_op = 'UPDATE' then to_jsonb(old) end, to_jsonb(new));
       return new;
     end $$;
     ${audited
       .map(
         (table) =>
           `create trigger audit after insert or update on ${table} for each row execute function audit();`,
       )
       .join('\n')}`,
  );
}

/** The changes since the last call. */
export async function takeChanges(orm: MikroORM): Promise<Change[]> {
  return orm.em
    .fork()
    .execute<Change[]>(`with taken as (delete from audit returning *) select * from taken order by seq`);
}

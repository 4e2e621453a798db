import { Client } from 'pg';

/** The role that the program works as on its embedded server. */
const owner = 'uso';

/**
 * Makes the database of `superuserUrl` and a role that owns it and nothing else, and gives the URL to connect as that
 * role: a superuser may do anything, also what the program itself must not be able to do. A database that earlier
 * versions made as superuser is handed over.
 */
export async function ownDatabase(superuserUrl: string): Promise<string> {
  const url = new URL(superuserUrl);
  const database = url.pathname.slice(1);
  const server = new URL(url);
  server.pathname = '/postgres';
  await using admin = await connect(server);
  await admin.query(
    `do $$ begin create role ${owner} login; exception when duplicate_object then null; end $$`,
  );
  await admin.query(`alter role ${owner} password ${admin.escapeLiteral(decodeURIComponent(url.password))}`);
  const { rows } = await admin.query<{ owner: string }>(
    'select datdba::regrole::text as owner from pg_database where datname = $1',
    [database],
  );
  if (!rows[0]) {
    await admin.query(`create database ${admin.escapeIdentifier(database)} owner ${owner}`);
  } else if (rows[0].owner !== owner) {
    await using inside = await connect(url);
    await inside.query(handOver);
    // Last, so that a start that was killed half-way does it again.
    await admin.query(`alter database ${admin.escapeIdentifier(database)} owner to ${owner}`);
  }
  url.username = owner;
  return url.href;
}

/** Gives all that is not PostgreSQL's own to the role; sequences and types of tables go with these. */
const handOver = `
do $$
declare
  command text;
begin
  for command in
    with ours as (
      select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
    )
    select format('alter schema %I owner to ${owner}', nspname) from ours where nspname <> 'public'
    union all
    select format('alter %s %s owner to ${owner}',
        case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end,
        pg_class.oid::regclass)
      from pg_class join ours on ours.oid = relnamespace
      where relkind in ('r', 'p', 'v', 'm', 'S') and not exists (
        select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('a', 'i'))
    union all
    select format('alter routine %s owner to ${owner}', pg_proc.oid::regprocedure)
      from pg_proc join ours on ours.oid = pronamespace
    union all
    select format('alter type %s owner to ${owner}', pg_type.oid::regtype)
      from pg_type join ours on ours.oid = typnamespace left join pg_class on pg_class.oid = typrelid
      where typtype in ('e', 'd', 'r') or relkind = 'c'
  loop
    execute command;
  end loop;
end $$`;

async function connect(url: URL): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: url.href, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

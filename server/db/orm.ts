import { MikroORM, type Options } from '@mikro-orm/postgresql';
import { runMigrations } from 'graphile-worker';
import { Client, type Pool } from 'pg';

/** The oldest PostgreSQL whose SQL we use and test. */
const oldestVersion = 15;

/** The database cannot be used; one line that says which and what to do. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
}

/**
 * Makes sure that the database exists, answers and is recent enough.
 * Throws {@link DatabaseError}; `shownUrl` stands in its messages and must hold no password.
 */
export async function checkDatabase(url: string, shownUrl: string): Promise<void> {
  try {
    const version = await serverVersion(url);
    if (version < oldestVersion) {
      throw new DatabaseError(
        `DATABASE_URL=${shownUrl}: PostgreSQL ${version} is too old, version ${oldestVersion} or newer is needed.`,
      );
    }
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause;
    throw new DatabaseError(`DATABASE_URL=${shownUrl}: cannot connect: ${explain(cause)}`);
  }
}

/**
 * Applies our migrations and graphile-worker's. Safe to call from any number of nodes at once:
 * an advisory lock lets one do the work and the others find it done.
 * Throws {@link DatabaseError} when a newer version of the program has been here: its tables are not ours to use.
 */
export async function migrate(orm: MikroORM, databaseUrl: string): Promise<void> {
  const lock = new Client({ connectionString: databaseUrl });
  // Without a listener a connection that the server drops would end the process; the next query fails anyway.
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query(`select pg_advisory_lock(hashtext('uso-migrate'))`);
    const unknown = await unknownMigration(lock, migrationNames(orm));
    if (unknown) throw new DatabaseError(outdated(unknown));
    await orm.migrator.up();
    await runMigrations({ connectionString: databaseUrl });
  } finally {
    await lock.end();
  }
}

/** Names of the migrations that this program knows. */
export function migrationNames(orm: MikroORM): Set<string> {
  const { migrationsList = [] } = orm.config.get('migrations');
  return new Set(migrationsList.map((migration) => migration.name));
}

/** A migration that was applied and is not among `known`; null when there is none. */
export async function unknownMigration(
  client: Client | Pool,
  known: ReadonlySet<string>,
): Promise<string | null> {
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('schema_migration') is not null as exists`,
  );
  if (!rows[0]?.exists) return null;
  const applied = await client.query<{ name: string }>('select name from schema_migration order by id');
  return applied.rows.find(({ name }) => !known.has(name))?.name ?? null;
}

/** Why a program must not work on a database that has a migration it does not know. */
export const outdated = (migration: string) =>
  `The database was upgraded by a newer version of this program (migration ${migration}): start that version on this node too.`;

/** Connects MikroORM. */
export function initOrm(options: Options): Promise<MikroORM> {
  return MikroORM.init(options);
}

async function serverVersion(url: string): Promise<number> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    );
    return rows[0]?.version ?? 0;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function explain(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string };
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there. Start PostgreSQL, or correct host and port.';
    case 'ENOTFOUND':
      return 'the host name is unknown. Correct the host.';
    case '28P01':
    case '28000':
      return 'the user name or password is wrong.';
    case '3D000':
      return 'that database does not exist. Create it first (createdb), it may be empty.';
    default:
      return `${message || code || String(cause)}.`;
  }
}

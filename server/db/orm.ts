import { MikroORM, type Options } from '@mikro-orm/postgresql';
import { runMigrations } from 'graphile-worker';
import { Client } from 'pg';

/** The oldest PostgreSQL whose SQL we use and test. */
const oldestVersion = 15;

/** The database cannot be used; one line that says which and what to do. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
}

/**
 * Makes sure that the database exists, answers and is recent enough.
 * With `create`, a missing database is made (the embedded server's first start).
 * Throws {@link DatabaseError}; `shownUrl` stands in its messages and must hold no password.
 */
export async function checkDatabase(url: string, shownUrl: string, create: boolean): Promise<void> {
  try {
    const version = await serverVersion(url);
    if (version < oldestVersion) {
      throw new DatabaseError(
        `DATABASE_URL=${shownUrl}: PostgreSQL ${version} is too old, version ${oldestVersion} or newer is needed.`,
      );
    }
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause;
    const { code } = cause as { code?: string };
    if (create && code === '3D000') return createDatabase(url);
    throw new DatabaseError(`DATABASE_URL=${shownUrl}: cannot connect: ${explain(cause)}`);
  }
}

/**
 * Applies our migrations and graphile-worker's. Safe to call from any number of nodes at once:
 * an advisory lock lets one do the work and the others find it done.
 */
export async function migrate(orm: MikroORM, databaseUrl: string): Promise<void> {
  const lock = new Client({ connectionString: databaseUrl });
  await lock.connect();
  try {
    await lock.query(`select pg_advisory_lock(hashtext('uso-migrate'))`);
    await orm.migrator.up();
    await runMigrations({ connectionString: databaseUrl });
  } finally {
    await lock.end();
  }
}

/** Connects MikroORM. */
export function initOrm(options: Options): Promise<MikroORM> {
  return MikroORM.init(options);
}

async function serverVersion(url: string): Promise<number> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
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

async function createDatabase(url: string): Promise<void> {
  const target = new URL(url);
  const name = target.pathname.slice(1);
  target.pathname = '/postgres';
  const client = new Client({ connectionString: target.href });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { startApp } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { initOrm, migrate } from '../../server/db/orm.ts';
import { ormOptions } from '../../server/mikro-orm.config.ts';

test('the program is no superuser on its embedded server, also on files that it once made as one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'uso-own-'));
  try {
    await makeAsSuperuser(folder);
    const problems: string[] = [];
    const app = await startApp({
      config: parseConfig({ PORT: '0', DATA_DIR: folder }),
      tasks: [],
      onProblem: (message) => problems.push(message),
      onOutdated: (reason) => problems.push(reason),
    });
    try {
      const sql = app.orm.em.fork();
      expect(
        await sql.execute(
          `select rolname, rolsuper, rolcreaterole, rolcreatedb,
             has_table_privilege('audit_entry', 'insert') as adds,
             has_table_privilege('audit_entry', 'update, delete, truncate') as changes
             from pg_roles where rolname = current_user`,
        ),
      ).toEqual([
        {
          rolname: 'uso',
          rolsuper: false,
          rolcreaterole: false,
          rolcreatedb: false,
          adds: true,
          changes: false,
        },
      ]);
      // Nothing is left with the superuser that a later migration would have to change.
      expect(
        await sql.execute(
          `select oid::regclass::text from pg_class where relowner <> 'uso'::regrole
             and relnamespace::regnamespace::text in ('public', 'graphile_worker')`,
        ),
      ).toEqual([]);
      expect(problems).toEqual([]);
    } finally {
      await app.stop(Temporal.Duration.from('PT2S'));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** The database as the first versions made it. */
async function makeAsSuperuser(folder: string): Promise<void> {
  const postgres = await startEmbeddedPostgres(folder);
  try {
    const server = new URL(postgres.url);
    server.pathname = '/postgres';
    const client = new Client({ connectionString: server.href });
    await client.connect();
    await client.query('create database uso');
    await client.end();
    const orm = await initOrm(ormOptions(postgres.url));
    await migrate(orm, postgres.url);
    await orm.close();
  } finally {
    await postgres.stop();
  }
}

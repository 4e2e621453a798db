import chromium from '@sparticuz/chromium';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { initOrm, migrate } from '../../server/db/orm.ts';
import { ownDatabase } from '../../server/db/own-database.ts';
import { ormOptions } from '../../server/mikro-orm.config.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The migrated, empty database that test files copy. */
    templateUrl: string;
  }
}

/** One real PostgreSQL for the whole test run, with one migrated template database; and Chromium, unpacked. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // On a new machine: of several files that unpack it at once, some would start half of it.
  await chromium.executablePath();
  const folder = await mkdtemp(join(tmpdir(), 'uso-test-'));
  const postgres = await startEmbeddedPostgres(folder);
  const stop = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ownDatabase(postgres.url);
    await hurry(postgres.url);
    const orm = await initOrm(ormOptions(postgres.url));
    await migrate(orm, postgres.url);
    await orm.close();
  } catch (cause) {
    // The server is a process of its own and would outlive the tests.
    await stop();
    throw cause;
  }
  project.provide('templateUrl', postgres.url);
  return stop;
}

/** Spares the disk: what these databases hold need not outlive a crash of the machine. */
async function hurry(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
      await client.query(`alter system set ${setting} = off`);
    }
    await client.query('select pg_reload_conf()');
  } finally {
    await client.end();
  }
}

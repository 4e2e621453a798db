import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { checkDatabase, initOrm, migrate } from '../../server/db/orm.ts';
import { ormOptions } from '../../server/mikro-orm.config.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The migrated, empty database that test files copy. */
    templateUrl: string;
  }
}

/** One real PostgreSQL for the whole test run, with one migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'uso-test-'));
  const postgres = await startEmbeddedPostgres(folder);
  await checkDatabase(postgres.url, postgres.url, true);
  const orm = await initOrm(ormOptions(postgres.url));
  await migrate(orm, postgres.url);
  await orm.close();
  project.provide('templateUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

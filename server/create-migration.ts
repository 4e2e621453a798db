import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { startEmbeddedPostgres } from './db/embedded-postgres.ts';
import { initOrm, migrate } from './db/orm.ts';
import { ownDatabase } from './db/own-database.ts';
import { ormOptions } from './mikro-orm.config.ts';

// Writes the migration that leads from the checked-in ones to today's entities:
//   npm run migration -- NAME
// Add the new class to server/db/migrations/index.ts.
const folder = await mkdtemp(join(tmpdir(), 'uso-migration-'));
const postgres = await startEmbeddedPostgres(folder);
try {
  await ownDatabase(postgres.url);
  const orm = await initOrm(ormOptions(postgres.url));
  await migrate(orm, postgres.url);
  const { fileName, diff } = await orm.migrator.create(undefined, false, false, process.argv[2]);
  process.stdout.write(fileName ? `Wrote ${fileName}\n` : 'The entities and the migrations agree.\n');
  process.stdout.write(diff.up.length > 0 ? `${diff.up.join('\n')}\n` : '');
  await orm.close();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true });
}

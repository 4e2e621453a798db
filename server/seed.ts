import 'reflect-metadata';
import { ConfigError, maskPassword, parseConfig } from './config.ts';
import { checkDatabase, DatabaseError, initOrm, migrate } from './db/orm.ts';
import { seedIfEmpty } from './domain/sample/seed.ts';
import { ormOptions } from './mikro-orm.config.ts';

// Fills the empty database behind DATABASE_URL with the sample facility: npm run seed
try {
  const { databaseUrl, facilityTimeZone } = parseConfig(process.env);
  if (!databaseUrl) {
    throw new ConfigError(
      'DATABASE_URL',
      '',
      'name the database to fill (the embedded one is seeded by npm start)',
    );
  }
  await checkDatabase(databaseUrl, maskPassword(databaseUrl), false);
  const orm = await initOrm(ormOptions(databaseUrl));
  await migrate(orm, databaseUrl);
  const seeded = await seedIfEmpty(orm.em.fork(), {
    now: Temporal.Now.instant(),
    timeZone: facilityTimeZone,
  });
  await orm.close();
  process.stdout.write(
    seeded ? 'The sample facility is in place.\n' : 'The database has data already; nothing was changed.\n',
  );
} catch (cause) {
  const mendable = cause instanceof ConfigError || cause instanceof DatabaseError;
  process.stderr.write(`${mendable ? cause.message : ((cause as Error).stack ?? String(cause))}\n`);
  process.exitCode = 1;
}

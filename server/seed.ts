import { parseArgs } from 'node:util';
import 'reflect-metadata';
import { ConfigError, maskPassword, parseConfig } from './config.ts';
import { checkDatabase, DatabaseError, initOrm, migrate } from './db/orm.ts';
import { seedIfEmpty } from './domain/sample/seed.ts';
import { ormOptions } from './mikro-orm.config.ts';

const usage = 'npm run seed -- [--size small|large]: small is the default, large has 100,000 submissions';

/** By how many times a sample is larger than the usual one of 500 submissions. */
const sizes = new Map([
  ['small', 1],
  ['large', 200],
]);

/** A bad argument; the message says how it is done. */
class UsageError extends Error {}

// Fills the empty database behind DATABASE_URL with the sample facility.
try {
  const times = parseTimes(process.argv.slice(2));
  const { databaseUrl, facilityTimeZone } = parseConfig(process.env);
  if (!databaseUrl) {
    throw new ConfigError(
      'DATABASE_URL',
      '',
      'name the database to fill (the embedded one is seeded by npm start)',
    );
  }
  await checkDatabase(databaseUrl, maskPassword(databaseUrl));
  const orm = await initOrm(ormOptions(databaseUrl));
  try {
    await migrate(orm, databaseUrl);
    const now = Temporal.Now.instant();
    const seeded = await seedIfEmpty(orm.em.fork(), { now, timeZone: facilityTimeZone, times });
    if (!seeded) {
      throw new DatabaseError(`${maskPassword(databaseUrl)} has data already; nothing was changed.`);
    }
    process.stdout.write(
      times > 1
        ? 'The sample facility is in place, with 100,000 submissions.\n'
        : 'The sample facility is in place.\n',
    );
  } finally {
    await orm.close();
  }
} catch (cause) {
  const mendable = [ConfigError, DatabaseError, UsageError].some((kind) => cause instanceof kind);
  process.stderr.write(
    `${mendable ? (cause as Error).message : ((cause as Error).stack ?? String(cause))}\n`,
  );
  process.exitCode = 1;
}

function parseTimes(args: string[]): number {
  try {
    const { values } = parseArgs({ args, options: { size: { type: 'string', default: 'small' } } });
    const times = sizes.get(values.size);
    if (times) return times;
    throw new Error(`--size ${values.size} is unknown`);
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}. Use ${usage}`);
  }
}

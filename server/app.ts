import type { MikroORM } from '@mikro-orm/postgresql';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { maskPassword, type Config } from './config.ts';
import { startEmbeddedPostgres } from './db/embedded-postgres.ts';
import { Notifications } from './db/notify.ts';
import { checkDatabase, initOrm, migrate } from './db/orm.ts';
import { seedIfEmpty } from './domain/sample/seed.ts';
import type { Clock } from './engine/clock.ts';
import { startEngine } from './engine/engine.ts';
import type { TaskDefinition } from './engine/task.ts';
import { createSchema } from './graphql/schema.ts';
import { startHttpServer } from './http/http-server.ts';
import { ormOptions } from './mikro-orm.config.ts';
import { projectRoot } from './root.ts';

export interface AppOptions {
  config: Config;
  tasks: readonly TaskDefinition[];
  clock: Clock;
  /** Where problems go that no caller sees: one line each. */
  onProblem(message: string): void;
  /** Called for each SQL statement MikroORM sends. */
  onSql?(statement: string): void;
}

export interface App {
  /** Where API and console answer; null for a pure worker. */
  url: string | null;
  orm: MikroORM;
  /** Ends everything in order; running tasks get `grace` to finish. */
  stop(grace?: Temporal.Duration): Promise<void>;
}

const defaultGrace = Temporal.Duration.from('PT10S');
const consoleFolder = join(projectRoot, 'dist/client');

/** Builds and starts what the configuration asks for. When a step fails, the ones before it are undone. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, clock, onProblem } = options;
  const opened = new AsyncDisposableStack();
  try {
    const embedded = config.databaseUrl === null ? await startEmbeddedPostgres(config.dataDir) : null;
    if (embedded) opened.defer(() => embedded.stop());
    const databaseUrl = config.databaseUrl ?? embedded!.url;
    await checkDatabase(databaseUrl, maskPassword(databaseUrl), embedded !== null);

    const orm = await initOrm(ormOptions(databaseUrl, sqlListener(options.onSql)));
    opened.defer(() => orm.close());
    await migrate(orm, databaseUrl);
    if (embedded) await seedIfEmpty(orm.em.fork(), { now: clock.now(), timeZone: config.facilityTimeZone });

    const notifications = await Notifications.connect(databaseUrl);
    opened.defer(() => notifications.close());

    let grace = defaultGrace;
    if (config.role !== 'server') {
      const engine = await startEngine({
        orm,
        databaseUrl,
        tasks: options.tasks,
        clock,
        timeZone: config.facilityTimeZone,
        concurrency: config.workerConcurrency,
        nodeName: config.nodeName,
        alone: embedded !== null,
        onProblem,
      });
      opened.defer(() => engine.stop(grace));
    }

    let url: string | null = null;
    if (config.role !== 'worker') {
      const http = await startHttpServer({
        services: {
          orm,
          notifications,
          clock,
          facility: { name: config.facilityName, timeZone: config.facilityTimeZone },
          adminToken: config.adminToken,
        },
        schema: await createSchema(),
        host: config.host,
        port: config.port,
        consoleFolder: existsSync(consoleFolder) ? consoleFolder : null,
        onProblem,
      });
      opened.defer(() => http.close());
      url = http.url;
    }

    const running = opened.move();
    return {
      url,
      orm,
      stop(within = defaultGrace) {
        grace = within;
        return running.disposeAsync();
      },
    };
  } catch (cause) {
    await opened.disposeAsync();
    throw cause;
  }
}

function sqlListener(onSql: AppOptions['onSql']) {
  return onSql ? { debug: ['query' as const], logger: onSql, colors: false } : {};
}

import type { MikroORM } from '@mikro-orm/postgresql';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Access } from './access/access.ts';
import { firstSignIn } from './access/first-account.ts';
import { writeLocalToken } from './access/local-token.ts';
import { maskPassword, type Config } from './config.ts';
import { connectionName } from './db/connection-name.ts';
import { startEmbeddedPostgres } from './db/embedded-postgres.ts';
import { Notifications } from './db/notify.ts';
import { ownDatabase } from './db/own-database.ts';
import { Turns } from './db/turns.ts';
import { openPool } from './db/pool.ts';
import { checkDatabase, initOrm, migrate, migrationNames } from './db/orm.ts';
import { seedIfEmpty } from './domain/sample/seed.ts';
import { DatabaseClock, type Clock } from './engine/clock.ts';
import { startEngine } from './engine/engine.ts';
import { Membership, type NodeIdentity } from './engine/fleet.ts';
import { TaskScopes } from './engine/scope.ts';
import type { TaskDefinition } from './engine/task.ts';
import { searches } from './graphql/limits/limits.ts';
import { createSchema } from './graphql/schema.ts';
import { checkPort, startHttpServer } from './http/http-server.ts';
import { ormOptions, taskOrmOptions } from './mikro-orm.config.ts';
import { projectRoot, version } from './root.ts';
import { taskServices } from './task-services.ts';

export interface AppOptions {
  config: Config;
  tasks: readonly TaskDefinition[];
  /**
   * The program that task threads start with. Without one tasks run in this thread, where those of a test can reach
   * into the test and where nothing protects the program from them.
   */
  threadFile?: URL;
  /** The database's clock when left out. */
  clock?: Clock;
  /** Where problems go that no caller sees: one line each. */
  onProblem(message: string): void;
  /** Called when the database was changed by a newer version: the program should stop. */
  onOutdated(reason: string): void;
  /** Called for each SQL statement MikroORM sends. */
  onSql?(statement: string): void;
}

export interface App {
  /** Where API and console answer; null for a pure worker. */
  url: string | null;
  /** Signs in once, as long as nobody has a password to do so; null when it is not needed, and for a pure worker. */
  signInLink: string | null;
  orm: MikroORM;
  /** Ends everything in order; running tasks get `grace` to finish. */
  stop(grace?: Temporal.Duration): Promise<void>;
}

const defaultGrace = Temporal.Duration.from('PT10S');
const consoleFolder = join(projectRoot, 'dist/client');

/** Builds and starts what the configuration asks for. When a step fails, the ones before it are undone. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, onProblem } = options;
  const timeZone = config.facilityTimeZone;
  const executes = config.role !== 'server';
  const node: NodeIdentity = {
    id: randomUUID(),
    name: config.nodeName,
    role: config.role,
    host: hostname(),
    version,
    tasks: executes ? options.tasks.map(({ name }) => name) : [],
  };
  const opened = new AsyncDisposableStack();
  try {
    if (config.role !== 'worker') await checkPort(config);
    const embedded = config.databaseUrl === null ? await startEmbeddedPostgres(config.dataDir) : null;
    if (embedded) opened.defer(() => embedded.stop());
    const databaseUrl = config.databaseUrl ?? (await ownDatabase(embedded!.url));
    await checkDatabase(databaseUrl, maskPassword(databaseUrl));

    const orm = await initOrm(
      ormOptions(databaseUrl, {
        connectionName: connectionName(node.id, 'main'),
        ...sqlListener(options.onSql),
      }),
    );
    opened.defer(() => orm.close());
    await migrate(orm, databaseUrl);
    const clock = options.clock ?? (await startDatabaseClock(orm, opened));
    if (embedded) await seedIfEmpty(orm.em.fork(), { now: clock.now(), timeZone });

    const notifications = await Notifications.connect(databaseUrl, connectionName(node.id, 'listen'));
    opened.defer(() => notifications.close());
    const membership = await Membership.join({
      databaseUrl,
      node,
      migrations: migrationNames(orm),
      onProblem,
      onOutdated: options.onOutdated,
    });
    opened.defer(() => membership.leave());

    let grace = defaultGrace;
    if (executes) {
      const engine = await startEngine({
        orm,
        databaseUrl,
        notifications,
        node,
        membership,
        tasks: options.tasks,
        execution: options.threadFile
          ? { threadFile: options.threadFile }
          : {
              orm: await initOrm(taskOrmOptions(databaseUrl, connectionName(node.id, 'task'))),
              services: taskServices(config),
            },
        clock,
        timeZone,
        concurrency: config.workerConcurrency,
        alone: embedded !== null,
        onProblem,
      });
      opened.defer(() => engine.stop(grace));
    }

    let url: string | null = null;
    let signInLink: string | null = null;
    if (config.role !== 'worker') {
      const access = await openAccess(
        options,
        { orm, clock, databaseUrl, node, isLocal: embedded !== null },
        opened,
      );
      const consoleUrl = () => config.publicUrl?.origin ?? url ?? '';
      const http = await startHttpServer({
        services: {
          orm,
          notifications,
          clock,
          facility: { name: config.facilityName, timeZone },
          access,
          scopes: new TaskScopes({
            orm,
            tasks: options.tasks,
            clock: { now: () => clock.now(), timeZone },
            onProblem,
          }),
          logSearches: new Turns(searches),
          consoleUrl,
        },
        schema: await createSchema(),
        host: config.host,
        port: config.port,
        publicUrl: config.publicUrl,
        trustedProxies: config.trustedProxies,
        consoleFolder: existsSync(consoleFolder) ? consoleFolder : null,
        onProblem,
      });
      opened.defer(() => http.close());
      url = http.url;
      const link = await firstSignIn(orm.em.fork(), { isLocal: embedded !== null, now: clock.now() });
      signInLink = link && `${consoleUrl()}/sign-in#link=${link}`;
    }

    const running = opened.move();
    return {
      url,
      signInLink,
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

/** Sign-in, tokens and their audit. */
async function openAccess(
  { config, onProblem }: AppOptions,
  room: { orm: MikroORM; clock: Clock; databaseUrl: string; node: NodeIdentity; isLocal: boolean },
  opened: AsyncDisposableStack,
): Promise<Access> {
  const { orm, clock, databaseUrl, node, isLocal } = room;
  const pool = openPool(
    databaseUrl,
    connectionName(node.id, 'auth'),
    { max: 4, query_timeout: 30_000 },
    (cause) => onProblem(`Database connection: ${cause.message}`),
  );
  opened.defer(() => pool.end());
  const fixedTokens = config.adminToken ? [{ name: 'ADMIN_TOKEN', secret: config.adminToken }] : [];
  if (isLocal) {
    const { secret, remove } = await writeLocalToken(config.dataDir);
    opened.defer(remove);
    fixedTokens.push({ name: 'Command line', secret });
  }
  const access = await Access.start({
    orm,
    pool,
    now: () => clock.now(),
    publicUrl: config.publicUrl,
    oidc: config.oidc,
    secret: config.authSecret,
    fixedTokens,
    onProblem,
  });
  opened.defer(() => access.watch.stop());
  return access;
}

async function startDatabaseClock(orm: MikroORM, opened: AsyncDisposableStack): Promise<Clock> {
  const clock = await DatabaseClock.start(async () => {
    const [row] = await orm.em
      .fork()
      .execute<{ now: string }[]>(
        `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
      );
    return Temporal.Instant.from(row!.now);
  });
  opened.defer(() => clock.stop());
  return clock;
}

function sqlListener(onSql: AppOptions['onSql']) {
  return onSql ? { debug: ['query' as const], logger: onSql, colors: false } : {};
}

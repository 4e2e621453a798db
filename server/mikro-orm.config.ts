import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import { accessEntities } from './access/entities.ts';
import { domainEntities } from './domain/entities.ts';
import { releaseDeadConnections } from './db/dead-connections.ts';
import { shareFairly } from './db/fair-pool.ts';
import { connectionSettings } from './db/pool.ts';
import { readOnlyOutsideTransactions } from './engine/fence.ts';
import { LogLine } from './engine/log-line.entity.ts';
import { NodeRecord } from './engine/node.entity.ts';
import { RunRecord } from './engine/run.entity.ts';
import { TaskRecord } from './engine/task.entity.ts';
import { migrations } from './db/migrations/index.ts';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { projectRoot } from './root.ts';

/** Every entity, spelled out; `server/db` itself knows none. */
export const entities = [TaskRecord, RunRecord, LogLine, NodeRecord, ...accessEntities, ...domainEntities];

/** For the program itself. `connectionName` is what PostgreSQL shows of its connections. */
export function ormOptions(
  databaseUrl: string,
  { connectionName = 'uso', ...extra }: Partial<Options> & { connectionName?: string } = {},
): Options {
  return defineConfig({
    clientUrl: databaseUrl,
    entities,
    extensions: [Migrator],
    timezone: 'UTC',
    logger: () => undefined,
    migrations: {
      migrationsList: migrations,
      path: join(projectRoot, 'server/db/migrations'),
      // The migrated database itself is compared with the entities, not a file beside the migrations.
      snapshot: false,
      // Not a table of the model: it would be dropped by a schema diff otherwise.
      tableName: 'schema_migration',
    },
    schemaGenerator: { ignoreSchema: ['graphile_worker'], skipTables: ['schema_migration'] },
    // A connection that died without a word must not hold anybody up for ever.
    driverOptions: {
      ...connection(databaseUrl, connectionName),
      query_timeout: 60_000,
      onPoolCreated(pool: Pool) {
        releaseDeadConnections(pool);
        shareFairly(pool);
      },
    },
    ...extra,
  }) as Options;
}

/** For tasks: few connections, closed when unused, which write in fenced transactions only. */
export function taskOrmOptions(databaseUrl: string, connectionName: string): Options {
  return ormOptions(databaseUrl, {
    pool: { min: 0, max: 4, idleTimeoutMillis: 10_000 },
    driverOptions: connection(databaseUrl, connectionName, readOnlyOutsideTransactions),
  });
}

// The ORM itself drops what stands behind the `?` of its URL.
const connection = (...settings: Parameters<typeof connectionSettings>) => ({
  ...connectionSettings(...settings),
  onPoolCreated: releaseDeadConnections,
});

import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import { domainEntities } from './domain/entities.ts';
import { LogLine } from './engine/log-line.entity.ts';
import { NodeRecord } from './engine/node.entity.ts';
import { RunRecord } from './engine/run.entity.ts';
import { TaskRecord } from './engine/task.entity.ts';
import { migrations } from './db/migrations/index.ts';
import { join } from 'node:path';
import { projectRoot } from './root.ts';

/** Every entity, spelled out; `server/db` itself knows none. */
export const entities = [TaskRecord, RunRecord, LogLine, NodeRecord, ...domainEntities];

export function ormOptions(databaseUrl: string, extra: Partial<Options> = {}): Options {
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
    ...extra,
  }) as Options;
}

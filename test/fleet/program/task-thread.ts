import 'reflect-metadata';
import { initOrm } from '../../../server/db/orm.ts';
import { serveTasks } from '../../../server/engine/task-thread.ts';
import { taskOrmOptions } from '../../../server/mikro-orm.config.ts';
import { tasks } from './tasks.ts';

await serveTasks(tasks, ({ databaseUrl, connectionName }) =>
  initOrm(taskOrmOptions(databaseUrl, connectionName)),
);

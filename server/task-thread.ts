import 'reflect-metadata';
import { initOrm } from './db/orm.ts';
import { serveTasks } from './engine/task-thread.ts';
import { taskOrmOptions } from './mikro-orm.config.ts';
import { tasks } from './tasks/index.ts';

// What a task thread starts with (engine/thread-host.ts).
await serveTasks(tasks, ({ databaseUrl, connectionName }) =>
  initOrm(taskOrmOptions(databaseUrl, connectionName)),
);

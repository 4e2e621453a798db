import { giveWay } from './engine/thread-priority.ts';

// What a task thread starts with (engine/thread-host.ts).
giveWay();
await import('reflect-metadata');
const { serveTasks } = await import('./engine/task-thread.ts');
const { parseConfig } = await import('./config.ts');
const { initOrm } = await import('./db/orm.ts');
const { taskOrmOptions } = await import('./mikro-orm.config.ts');
const { taskServices } = await import('./task-services.ts');
const { tasks } = await import('./tasks/index.ts');

await serveTasks(
  tasks,
  ({ databaseUrl, connectionName }) => initOrm(taskOrmOptions(databaseUrl, connectionName)),
  taskServices(parseConfig(process.env)),
);

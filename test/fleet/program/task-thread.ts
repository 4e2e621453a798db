import { giveWay } from '../../../server/engine/thread-priority.ts';

giveWay();
await import('reflect-metadata');
const { serveTasks } = await import('../../../server/engine/task-thread.ts');
const { parseConfig } = await import('../../../server/config.ts');
const { initOrm } = await import('../../../server/db/orm.ts');
const { taskOrmOptions } = await import('../../../server/mikro-orm.config.ts');
const { taskServices } = await import('../../../server/task-services.ts');
const { tasks } = await import('./tasks.ts');

await serveTasks(
  tasks,
  ({ databaseUrl, connectionName }) => initOrm(taskOrmOptions(databaseUrl, connectionName)),
  taskServices(parseConfig(process.env)),
);

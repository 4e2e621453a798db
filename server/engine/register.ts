import type { MikroORM } from '@mikro-orm/postgresql';
import { arm, lockTask, type EngineTime } from './arm.ts';
import { tasksWithoutWakeUp } from './queue.ts';
import { TaskDefinitionError, type TaskDefinition } from './task.ts';
import { TaskRecord } from './task.entity.ts';

/**
 * Brings the database in line with the code: new tasks get a row, changed ones their new texts and schedule,
 * missing ones are marked as retired and keep their history. Then arms every task. Safe on many nodes at once.
 */
export async function registerTasks(
  orm: MikroORM,
  tasks: readonly TaskDefinition[],
  time: EngineTime,
): Promise<void> {
  const duplicate = tasks.find((task, index) => tasks.findIndex(({ name }) => name === task.name) !== index);
  if (duplicate)
    throw new TaskDefinitionError(duplicate.name, 'name', 'two tasks have it: use each name once');

  await orm.em.fork().transactional(async (tx) => {
    // One node after the other: upserts in different orders would wait for each other for ever.
    await tx.execute(`select pg_advisory_xact_lock(hashtext('uso-register'))`);
    const known = new Map((await tx.find(TaskRecord, {})).map((record) => [record.name, record]));
    for (const [position, task] of tasks.entries()) {
      const record =
        known.get(task.name) ??
        tx.create(TaskRecord, {
          ...describe(task, position),
          name: task.name,
          registeredAt: time.now,
          anchorDay: null,
          nextRunAt: null,
          retiredAt: null,
        });
      tx.assign(record, { ...describe(task, position), retiredAt: null });
      known.delete(task.name);
    }
    for (const record of known.values()) record.retiredAt ??= time.now;
  });
  await armAll(orm, time);
}

/** Arms every task anew: after a start, and after the clock was set. */
export async function armAll(orm: MikroORM, time: EngineTime): Promise<void> {
  const names = await orm.em.fork().find(TaskRecord, {}, { fields: ['name'], orderBy: { position: 'asc' } });
  for (const { name } of names) await armTask(orm, name, time);
}

/**
 * Arms the tasks that have a run waiting which nothing would wake: its wake-up was lost, or was taken by
 * a worker that died with it. Runs behind a running one are not stuck: its end wakes them.
 */
export async function rearmStuck(orm: MikroORM, time: EngineTime): Promise<void> {
  for (const name of await tasksWithoutWakeUp(orm.em.fork())) await armTask(orm, name, time);
}

function armTask(orm: MikroORM, name: string, time: EngineTime): Promise<void> {
  return orm.em.fork().transactional(async (tx) => {
    const task = await lockTask(tx, name);
    if (task) await arm(tx, task, time);
  });
}

function describe(task: TaskDefinition, position: number) {
  return {
    position,
    label: task.label,
    description: task.description,
    every: task.schedule.every || null,
    at: task.schedule.at || null,
    retryAfter: task.schedule.retryAfter || null,
    keepRuns: task.keepRuns,
    timeout: task.timeout.toString(),
  };
}

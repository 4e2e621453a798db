import type { MikroORM } from '@mikro-orm/postgresql';
import { changeTask } from './arm.ts';
import { armWhatIsOutOfStep } from './in-step.ts';
import { tasksOfFleet } from './fleet.ts';
import { timeOf, type EngineClock } from './plan.ts';
import { TaskDefinitionError, type TaskDefinition } from './task.ts';
import { TaskRecord } from './task.entity.ts';

/**
 * Brings the database in line with the code: new tasks get a row, changed ones their new texts and schedule,
 * those that no node knows any more are marked as retired and keep their history. Then arms what has to be armed.
 * Safe on many nodes at once, and while nodes of two versions run side by side.
 */
export async function registerTasks(
  orm: MikroORM,
  tasks: readonly TaskDefinition[],
  clock: EngineClock,
): Promise<void> {
  const duplicate = tasks.find((task, index) => tasks.findIndex(({ name }) => name === task.name) !== index);
  if (duplicate)
    throw new TaskDefinitionError(duplicate.name, 'name', 'two tasks have it: use each name once');

  await orm.em.fork().transactional(async (tx) => {
    // One node after the other: upserts in different orders would wait for each other for ever.
    await tx.execute(`select pg_advisory_xact_lock(hashtext('uso-register'))`);
    const time = timeOf(clock);
    const known = new Map((await tx.find(TaskRecord, {})).map((record) => [record.name, record]));
    for (const [position, task] of tasks.entries()) {
      const record =
        known.get(task.name) ??
        tx.create(TaskRecord, {
          ...describe(task, position),
          name: task.name,
          registeredAt: time.now,
          ...newTask,
        });
      tx.assign(record, { ...describe(task, position), retiredAt: null });
      known.delete(task.name);
    }
    const elsewhere = await tasksOfFleet(tx);
    for (const record of known.values()) if (!elsewhere.has(record.name)) record.retiredAt ??= time.now;
    await tx.flush();
    await tx.execute(`select pg_notify('task_changed', name) from task`);
  });
  await armWhatIsOutOfStep(orm, clock);
}

/**
 * Retires the tasks that left with the last node that knew them. Only a node that has watched the others
 * for a while may call this: one that starts anew would take all for gone.
 */
export async function retireForgotten(orm: MikroORM, clock: EngineClock): Promise<void> {
  const em = orm.em.fork();
  const known = await tasksOfFleet(em);
  const records = await em.find(TaskRecord, { retiredAt: null }, { fields: ['name'] });
  for (const { name } of records) {
    if (known.has(name)) continue;
    await changeTask(orm.em, name, clock, (task, time) => {
      task.retiredAt ??= time.now;
      return true;
    });
  }
}

/** Whether somebody has retired a task that this node knows. */
export async function isAnyRetired(orm: MikroORM, tasks: readonly TaskDefinition[]): Promise<boolean> {
  const names = tasks.map(({ name }) => name);
  return (await orm.em.fork().count(TaskRecord, { name: { $in: names }, retiredAt: { $ne: null } })) > 0;
}

/** Columns of a task that nothing is known of yet. */
const newTask = {
  anchorDay: null,
  nextRunAt: null,
  retiredAt: null,
  overriddenAt: null,
  overriddenBy: null,
  overrideEvery: null,
  overrideAt: null,
  overrideRetryAfter: null,
  scheduleVersion: 1,
  pausedAt: null,
  pausedBy: null,
  pausedReason: null,
  pausedUntil: null,
} as const;

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

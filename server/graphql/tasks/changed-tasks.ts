import { TaskRecord } from '../../engine/task.entity.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';

/**
 * Yields each task that changes, as it is when it is sent. Changes that come faster than the receiver
 * reads melt into one. After a gap in the notifications every task is sent, since any may have changed.
 */
export async function* changedTasks(
  { services, em }: Context,
  only: string | null,
): AsyncGenerator<TaskRecord> {
  const changed = new Set<string>();
  let wake = Promise.withResolvers<void>();
  const add = (name: string) => {
    if (only !== null && name !== only) return;
    changed.add(name);
    wake.resolve();
  };
  const stopListening = services.notifications.on('task_changed', add);
  const stopGap = services.notifications.onGap(() => void allNames().then((names) => names.forEach(add)));
  const allNames = async () =>
    (await em().find(TaskRecord, {}, { fields: ['name'] })).map(({ name }) => name);
  try {
    if (only !== null && !(await em().count(TaskRecord, { name: only }))) {
      throw notFound(`There is no task ${JSON.stringify(only)}: see the query tasks for the names.`);
    }
    for (;;) {
      await wake.promise;
      wake = Promise.withResolvers<void>();
      const names = [...changed];
      changed.clear();
      yield* await em().find(TaskRecord, { name: { $in: names } }, { orderBy: { position: 'asc' } });
    }
  } finally {
    stopListening();
    stopGap();
  }
}

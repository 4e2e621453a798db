import { TaskRecord } from '../../engine/task.entity.ts';
import type { Context } from '../context.ts';
import { canExist, unknownTask } from '../errors.ts';

/**
 * Yields each task that changes, as it is when it is sent. Changes that come faster than the receiver
 * reads melt into one. After a gap in the notifications every task is sent, since any may have changed.
 * Ends at once when `left` is aborted.
 */
export async function* changedTasks(
  { services, em }: Context,
  only: string | null,
  left: AbortSignal,
): AsyncGenerator<TaskRecord, void> {
  const changed = new Set<string>();
  let wake = Promise.withResolvers<void>();
  const add = (name: string) => {
    if (only !== null && name !== only) return;
    changed.add(name);
    wake.resolve();
  };
  const stopListening = services.notifications.on('task_changed', add);
  const addAll = async () => {
    for (const { name } of await em().find(TaskRecord, {}, { fields: ['name'] })) add(name);
  };
  // If this read fails too, the connection has gone again, and its return will be the next gap.
  const stopGap = services.notifications.onGap(() => void addAll().catch(() => undefined));
  try {
    if (only !== null && !(canExist(only) && (await em().count(TaskRecord, { name: only })))) {
      throw unknownTask(only);
    }
    left.addEventListener('abort', () => wake.resolve());
    while (!left.aborted) {
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

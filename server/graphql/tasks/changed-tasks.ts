import { TaskRecord } from '../../engine/task.entity.ts';
import type { Context } from '../context.ts';
import { canExist, unknownTask } from '../errors.ts';

/** After a task was sent, its next changes are gathered for this long, in ms: a run that races on is not worth more. */
const gatherFor = 250;

/**
 * Yields each task that changes, as it is when it is sent: its first change at once, those that follow soon as one.
 * Changes that come faster than the receiver reads melt into one, too. After a gap in the notifications every task
 * is sent, since any may have changed. Ends at once when `left` is aborted.
 */
export async function* changedTasks(
  { services, em }: Context,
  only: string | null,
  left: AbortSignal,
): AsyncGenerator<TaskRecord, void> {
  const changed = new Set<string>();
  const resting = new Set<string>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let wake = Promise.withResolvers<void>();
  const add = (name: string) => {
    if (only !== null && name !== only) return;
    changed.add(name);
    if (!resting.has(name)) wake.resolve();
  };
  const rest = (names: readonly string[]) => {
    for (const name of names) resting.add(name);
    const timer = setTimeout(() => {
      timers.delete(timer);
      for (const name of names) resting.delete(name);
      if (names.some((name) => changed.has(name))) wake.resolve();
    }, gatherFor);
    timers.add(timer);
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
      const names = [...changed.difference(resting)];
      for (const name of names) changed.delete(name);
      rest(names);
      yield* await em().find(TaskRecord, { name: { $in: names } }, { orderBy: { position: 'asc' } });
    }
  } finally {
    stopListening();
    stopGap();
    timers.forEach(clearTimeout);
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import { taskLog } from './log-entry.ts';
import { failure, perform, type RunOrder, type TaskResult } from './perform.ts';
import type { RunLogWriter } from './run-log.ts';
import type { TaskDefinition, TaskServices } from './task.ts';

/** Where tasks are executed. */
export interface RunHost {
  /**
   * Executes a run. Resolves when the task has returned, or when it has ignored its aborted signal for `grace` ms;
   * a task given up may go on where nobody can end it, but can commit nothing. Never rejects.
   */
  perform(order: RunOrder, log: RunLogWriter, signal: AbortSignal, grace: number): Promise<TaskResult>;
  /** Frees what the host holds. No run is being performed any more. */
  close(): Promise<void>;
}

/** Executes tasks in this very thread: for tests, whose tasks reach into the test. */
export function hostHere(
  tasks: ReadonlyMap<string, TaskDefinition>,
  { orm, services }: { orm: MikroORM; services: TaskServices },
): RunHost {
  return {
    perform(order, log, signal, grace) {
      const definition = tasks.get(order.task);
      if (!definition) return Promise.resolve(failure(new Error(`No task ${order.task} here`)));
      const world = { orm, services, log: taskLog(log.append), progress: log.progress, signal };
      return Promise.race([perform(definition, order, world), givenUp(signal, grace)]);
    },
    close: () => orm.close(),
  };
}

/** Resolves when an aborted run has used up its grace period. */
export async function givenUp(signal: AbortSignal, grace: number): Promise<TaskResult> {
  await new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', resolve, { once: true });
  });
  await delay(grace, undefined, { ref: false });
  return failure(signal.reason);
}

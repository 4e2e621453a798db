import {
  defineTask,
  type TaskContext,
  type TaskDefinition,
  type TaskOptions,
} from '../../../server/engine/task.ts';

/** A task that does what the test says; by hand only unless it has a schedule. */
export function aTask(
  name: string,
  run: (context: TaskContext) => Promise<string | void>,
  options: Partial<TaskOptions> = {},
): TaskDefinition {
  return defineTask({
    name,
    label: name.replace(/^.*\./, '').replaceAll(/(?<!^)([A-Z])/g, ' $1'),
    description: `Does the work of ${name}.`,
    schedule: {},
    ...options,
    async run(context) {
      const summary = await run(context);
      if (summary) return { summary };
      return undefined;
    },
  });
}

/** Does nothing, and says so. */
export const idle = async (): Promise<string> => 'nothing to do';

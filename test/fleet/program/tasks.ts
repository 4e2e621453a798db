import { chaosTasks } from './chaos-tasks.ts';
import { faultTasks } from './fault-tasks.ts';

/** `TASKS=chaos` has hundreds of scheduled tasks, otherwise there are a few to start by hand. */
export const tasks = process.env['TASKS'] === 'chaos' ? chaosTasks : faultTasks;

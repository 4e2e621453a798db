import { deliverMessages } from '../../../server/tasks/deliver-messages.ts';
import { chaosTasks } from './chaos-tasks.ts';
import { faultTasks } from './fault-tasks.ts';

/**
 * `TASKS=chaos` has hundreds of scheduled tasks, `TASKS=mail` the one that delivers messages; otherwise there are a
 * few to start by hand.
 */
const choices = { chaos: chaosTasks, mail: [deliverMessages], faults: faultTasks };

export const tasks = choices[process.env['TASKS'] as keyof typeof choices] ?? faultTasks;

import { deliverMessages } from '../../../server/tasks/deliver-messages.ts';
import { chaosTasks } from './chaos-tasks.ts';
import { faultTasks } from './fault-tasks.ts';

/**
 * `TASKS=chaos` has hundreds of scheduled tasks, `TASKS=mail` the one that delivers messages; otherwise there are a
 * few to start by hand. `TASKS_SHARE` leaves some of the hundreds out, evenly over their kinds.
 */
const share = Number(process.env['TASKS_SHARE'] ?? 1);
const some = chaosTasks.filter((_, index) => Math.floor(index * share) !== Math.floor((index - 1) * share));
const choices = { chaos: some, mail: [deliverMessages], faults: faultTasks };

export const tasks = choices[process.env['TASKS'] as keyof typeof choices] ?? faultTasks;

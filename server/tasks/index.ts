import type { TaskDefinition } from '../engine/task.ts';
import { createCycles } from './create-cycles.ts';
import { cycleLifecycle } from './cycle-lifecycle.ts';

/** Every task, in the order in which tasks that are due at the same instant start (domain §8.2). */
export const tasks: TaskDefinition[] = [cycleLifecycle, createCycles];

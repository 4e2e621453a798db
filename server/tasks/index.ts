import type { TaskDefinition } from '../engine/task.ts';
import { advanceReviewWorkflow } from './advance-review-workflow.ts';
import { createCycles } from './create-cycles.ts';
import { cycleLifecycle } from './cycle-lifecycle.ts';
import { remindReviewers } from './remind-reviewers.ts';
import { startReviews } from './start-reviews.ts';

/** Every task, in the order in which tasks that are due at the same instant start (domain §8.2). */
export const tasks: TaskDefinition[] = [
  cycleLifecycle,
  createCycles,
  advanceReviewWorkflow,
  startReviews,
  remindReviewers,
];

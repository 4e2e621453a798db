import type { TaskDefinition } from '../engine/task.ts';
import { advanceReviewWorkflow } from './advance-review-workflow.ts';
import { autoSignOff } from './auto-sign-off.ts';
import { createCallProjects } from './create-call-projects.ts';
import { createCycles } from './create-cycles.ts';
import { createNonCallProjects } from './create-non-call-projects.ts';
import { cycleLifecycle } from './cycle-lifecycle.ts';
import { deliverMessages } from './deliver-messages.ts';
import { notifyProjects } from './notify-projects.ts';
import { remindReviewers } from './remind-reviewers.ts';
import { startReviews } from './start-reviews.ts';

/** Every task, in the order in which tasks that are due at the same instant start (domain §8.2). */
export const tasks: TaskDefinition[] = [
  cycleLifecycle,
  createCycles,
  advanceReviewWorkflow,
  startReviews,
  createCallProjects,
  createNonCallProjects,
  notifyProjects,
  autoSignOff,
  remindReviewers,
  deliverMessages,
];

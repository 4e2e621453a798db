import { autoSignOff } from './auto-sign-off.ts';
import { renewalRejected } from './renewal-rejected.ts';
import { reviewReminder } from './review-reminder.ts';
import { reviewRequest } from './review-request.ts';
import { roleWithoutHolder } from './role-without-holder.ts';
import { submissionFail } from './submission-fail.ts';
import { submissionSuccess } from './submission-success.ts';
import type { Template } from './template.ts';

/** Every kind of message, by the name under which tasks ask for it. */
export const templates: ReadonlyMap<string, Template> = new Map(
  Object.entries({
    'review-request': reviewRequest,
    'review-reminder': reviewReminder,
    'role-without-holder': roleWithoutHolder,
    'submission-success': submissionSuccess,
    'submission-fail': submissionFail,
    'renewal-rejected': renewalRejected,
    'auto-sign-off': autoSignOff,
  }),
);

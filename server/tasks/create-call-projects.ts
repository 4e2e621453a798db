import { countNoun, numberText } from '../domain/count-noun.ts';
import {
  createCallProjects as createProjects,
  pendingCallProjects,
} from '../domain/projects/create-call-projects.ts';
import { defineTask } from '../engine/task.ts';

export const createCallProjects = defineTask({
  name: 'projects.CreateCallProjects',
  label: 'Create Call Projects',
  description:
    'From the allocation date of a cycle on, makes projects of the approved submissions to its call and renews running projects that asked for it.',
  schedule: { at: 'T00:15', retryAfter: 'PT30M' },
  keepRuns: 30,
  timeout: 'PT1H',

  async ready({ em, today }) {
    const { submissions, requests } = await pendingCallProjects(em, today);
    if (submissions + requests > 0) return null;
    return '0 approved call submissions lack a project, 0 renewals wait for an answer';
  },

  async scope({ em, today }) {
    const { submissions, requests } = await pendingCallProjects(em, today);
    const approved = countNoun(submissions, 'approved submission');
    return `It looks at ${approved} without a project and at ${countNoun(requests, 'request')} for renewal.`;
  },

  async run({ em, today, now, log, notify, signal, progress }) {
    const { created, joined, without, renewed, rejected } = await createProjects(em, {
      today,
      now,
      log,
      notify,
      signal,
      progress,
    });
    return {
      summary:
        `${countNoun(created, 'project')} created, ${numberText(joined)} joined, ${numberText(without)} refused; ` +
        `${countNoun(renewed, 'renewal')} granted, ${numberText(rejected)} rejected`,
    };
  },
});

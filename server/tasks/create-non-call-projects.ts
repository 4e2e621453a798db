import { countNoun, numberText } from '../domain/count-noun.ts';
import {
  createNonCallProjects as createProjects,
  pendingNonCallProjects,
} from '../domain/projects/create-non-call-projects.ts';
import { defineTask } from '../engine/task.ts';

export const createNonCallProjects = defineTask({
  name: 'projects.CreateNonCallProjects',
  label: 'Create Non-Call Projects',
  description:
    'Makes projects of approved submissions that need no call, and rolls allocations on flexible facilities over to the next cycle.',
  schedule: { every: 'PT15M', retryAfter: 'PT15M' },
  keepRuns: 50,
  timeout: 'PT1H',

  async ready({ em, today }) {
    const { submissions, allocations } = await pendingNonCallProjects(em, today);
    if (submissions + allocations > 0) return null;
    return '0 approved non-call submissions lack a project, 0 flexible allocations end with their cycle';
  },

  async scope({ em, today }) {
    const { submissions, allocations } = await pendingNonCallProjects(em, today);
    const approved = `${countNoun(submissions, 'approved submission')} without a project`;
    return `It looks at ${approved} and at ${countNoun(allocations, 'flexible allocation')} to roll over.`;
  },

  async run({ em, today, now, log, signal, progress }) {
    const work = { today, now, log, signal, progress };
    const { created, joined, without, renewed } = await createProjects(em, work);
    return {
      summary:
        `${countNoun(created, 'project')} created, ${numberText(joined)} joined, ${numberText(without)} refused; ` +
        `${countNoun(renewed, 'flexible allocation')} renewed`,
    };
  },
});

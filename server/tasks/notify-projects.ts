import { countNoun, numberText } from '../domain/count-noun.ts';
import { notifyProjects as notifyResults, pendingResults } from '../domain/projects/notify-projects.ts';
import { defineTask } from '../engine/task.ts';

/**
 * Due a quarter of an hour after CreateCallProjects, and after it when both are due. Should that one still run, or have
 * failed, the cycles whose approved submissions have no project yet are postponed to the next run.
 */
export const notifyProjects = defineTask({
  name: 'projects.NotifyProjects',
  label: 'Notify Projects',
  description:
    'Tells spokespersons the results of a call, on the day after the allocation date, and what was decided without a call.',
  schedule: { at: 'T00:30', retryAfter: 'PT1H' },
  keepRuns: 30,
  timeout: 'PT1H',

  async ready({ em, today, timeZone }) {
    const { cycles, submissions } = await pendingResults(em, { today, timeZone });
    if (cycles + submissions > 0) return null;
    return '0 cycles have results to tell, 0 decisions without a call are due';
  },

  async scope({ em, today, timeZone }) {
    const { cycles, submissions } = await pendingResults(em, { today, timeZone });
    const results = `the results of ${countNoun(cycles, 'cycle')}`;
    return `It tells ${results} and ${countNoun(submissions, 'decision')} without a call.`;
  },

  async run({ em, today, now, timeZone, log, notify, signal, progress }) {
    const work = { today, now, timeZone, log, notify, signal, progress };
    const { success, failure, cycles } = await notifyResults(em, work);
    return {
      summary: `${numberText(success)} success, ${countNoun(failure, 'failure message')}; ${countNoun(cycles, 'cycle')} finished`,
    };
  },
});

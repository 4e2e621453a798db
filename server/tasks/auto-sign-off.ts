import { countNoun, countThat, numberText } from '../domain/count-noun.ts';
import { autoSignOff as signOff, overdueSessions } from '../domain/projects/auto-sign-off.ts';
import { defineTask } from '../engine/task.ts';

export const autoSignOff = defineTask({
  name: 'projects.AutoSignOff',
  label: 'Auto Sign-Off',
  description:
    'Closes sessions that ended at least a shift ago: signs off those in use and cancels those that nobody signed on to.',
  schedule: { every: 'PT4H', retryAfter: 'PT30M' },
  keepRuns: 30,
  timeout: 'PT10M',

  async ready({ em, now }) {
    const { overdue, unfinished } = await overdueSessions(em, now);
    return overdue > 0 ? null : `0 of ${numberText(unfinished)} unfinished sessions are overdue`;
  },

  async scope({ em, now }) {
    const { overdue, unfinished } = await overdueSessions(em, now);
    return `It checks ${countNoun(unfinished, 'unfinished session')}: ${countThat(overdue, 'is', 'are')} overdue.`;
  },

  async run({ em, now, log, notify, signal, progress }) {
    const { signedOff, cancelled, messages } = await signOff(em, { now, log, notify, signal, progress });
    const news = [`${numberText(cancelled)} cancelled`, countNoun(messages, 'message')];
    return { summary: `${countNoun(signedOff, 'session')} signed off, ${news.join(', ')}` };
  },
});

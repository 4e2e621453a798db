import { countNoun, countThat, numberText } from '../domain/count-noun.ts';
import { remindersNeeded, remindReviewers as remind } from '../domain/reviews/remind-reviewers.ts';
import { defineTask } from '../engine/task.ts';

export const remindReviewers = defineTask({
  name: 'proposals.RemindReviewers',
  label: 'Remind Reviewers',
  description: 'Reminds reviewers of open reviews that are due tomorrow.',
  schedule: { at: 'T02:00', retryAfter: 'PT1H' },
  keepRuns: 30,
  timeout: 'PT10M',

  async ready({ em, today }) {
    const { needed, due } = await remindersNeeded(em, today);
    return needed > 0 ? null : `0 of ${numberText(due)} open reviews due by tomorrow need a reminder`;
  },

  async scope({ em, today }) {
    const { needed, due } = await remindersNeeded(em, today);
    const news = countThat(needed, 'needs a reminder', 'need a reminder');
    return `It looks at ${countNoun(due, 'open review')} due by tomorrow: ${news}.`;
  },

  async run({ em, today, log, notify, signal, progress }) {
    const { messages, reviews } = await remind(em, { today, log, notify, signal, progress });
    return { summary: `${countNoun(messages, 'reminder')} for ${countNoun(reviews, 'review')}` };
  },
});

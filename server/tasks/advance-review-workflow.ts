import { countNoun, numberText } from '../domain/count-noun.ts';
import { advanceReviews, reviewsNeedAdvance } from '../domain/reviews/advance-reviews.ts';
import { countUndecided } from '../domain/reviews/undecided-submissions.ts';
import { defineTask } from '../engine/task.ts';

export const advanceReviewWorkflow = defineTask({
  name: 'proposals.AdvanceReviewWorkflow',
  label: 'Advance Review Workflow',
  description:
    'Decides the review stages of submissions: creates the reviews that are missing, closes those no longer needed, rejects and approves.',
  schedule: { every: 'PT15M', retryAfter: 'PT15M' },
  keepRuns: 50,
  timeout: 'PT30M',

  async ready({ em, today }) {
    const { needed, undecided } = await reviewsNeedAdvance(em, today);
    return needed ? null : `0 of ${numberText(undecided)} undecided submissions need a decision`;
  },

  async scope({ em, today }) {
    const undecided = await countUndecided(em, today);
    return `It looks at ${countNoun(undecided, 'undecided submission')} and ${undecided === 1 ? 'its' : 'their'} reviews.`;
  },

  async run({ em, today, now, log, signal, progress }) {
    const { checked, approved, rejected, created } = await advanceReviews(em, {
      today,
      now,
      log,
      signal,
      progress,
    });
    const news = [
      `${numberText(approved)} approved`,
      `${numberText(rejected)} rejected`,
      `${countNoun(created, 'review')} created`,
    ];
    return { summary: `${countNoun(checked, 'submission')}: ${news.join(', ')}` };
  },
});

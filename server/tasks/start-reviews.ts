import { countNoun, numberText } from '../domain/count-noun.ts';
import { reviewsToStart, startReviews as openPending } from '../domain/reviews/start-reviews.ts';
import { defineTask } from '../engine/task.ts';

export const startReviews = defineTask({
  name: 'proposals.StartReviews',
  label: 'Start Reviews',
  description: 'Opens the reviews that wait, tells the reviewers, and starts the submissions.',
  schedule: { every: 'PT6H', retryAfter: 'PT30M' },
  keepRuns: 30,
  timeout: 'PT30M',

  async ready({ em }) {
    const { pending, undated, behind } = await reviewsToStart(em);
    if (pending > 0 || behind > 0) return null;
    return undated > 0
      ? `0 of ${numberText(undated)} pending reviews have a due date`
      : 'No pending review is to be opened';
  },

  async scope({ em }) {
    const { pending, undated } = await reviewsToStart(em);
    const more = countNoun(undated, 'more waits', 'more wait');
    const waiting = undated > 0 ? ` ${more} for a due date.` : '';
    return `It opens ${countNoun(pending, 'review')} and tells the reviewers.${waiting}`;
  },

  async run({ em, now, log, notify, signal, progress }) {
    const { opened, started, messages } = await openPending(em, { now, log, notify, signal, progress });
    const news = [`${countNoun(started, 'submission')} started`, countNoun(messages, 'message')];
    return { summary: `${countNoun(opened, 'review')} opened, ${news.join(', ')}` };
  },
});

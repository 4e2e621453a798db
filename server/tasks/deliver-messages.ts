import { countNoun, countThat, numberText } from '../domain/count-noun.ts';
import { deliverMessages as deliverDue } from '../domain/notifications/deliver.ts';
import { countWaiting } from '../domain/notifications/outbox.ts';
import { defineTask } from '../engine/task.ts';

export const deliverMessages = defineTask({
  name: 'notifications.DeliverMessages',
  label: 'Deliver Messages',
  description:
    'Mails the messages that other tasks have written, and tries again what the mail server put off.',
  schedule: { every: 'PT1M' },
  keepRuns: 50,
  timeout: 'PT5M',

  async ready({ em, now, mail }) {
    const { waiting, due } = await countWaiting(em, now);
    if (!mail) {
      return `No mail server is set (SMTP_URL): ${countNoun(waiting, 'message is', 'messages are')} kept and can be read in the console`;
    }
    return due > 0 ? null : `0 of ${numberText(waiting)} waiting messages are due`;
  },

  async scope({ em, now }) {
    const { waiting, due } = await countWaiting(em, now);
    return `It looks at ${countNoun(waiting, 'waiting message')}: ${countThat(due, 'is', 'are')} due.`;
  },

  async run({ em, now, log, mail, signal, progress }) {
    if (!mail) throw new Error('No mail server is set (SMTP_URL)');
    const { sent, deferred, failed } = await deliverDue(em, { now, log, mail, signal, progress });
    return {
      summary: `${numberText(sent)} sent, ${numberText(deferred)} deferred, ${numberText(failed)} failed`,
    };
  },
});

import { countNoun, countThat, numberText } from '../domain/count-noun.ts';
import { advanceCycles, pendingCycleChanges } from '../domain/cycles/advance-cycles.ts';
import { defineTask } from '../engine/task.ts';

export const cycleLifecycle = defineTask({
  name: 'proposals.CycleLifecycle',
  label: 'Cycle Lifecycle',
  description: 'Opens and closes calls, starts and ends cycles on their dates.',
  schedule: { every: 'PT1H', retryAfter: 'PT5M' },
  onBoot: true,
  keepRuns: 50,
  timeout: 'PT10M',

  async ready({ em, today }) {
    const { pending, checked } = await pendingCycleChanges(em, today);
    return pending > 0 ? null : `0 of ${numberText(checked)} cycles change today`;
  },

  async scope({ em, today }) {
    const { pending, checked } = await pendingCycleChanges(em, today);
    return `It checks ${countNoun(checked, 'cycle')}: ${countThat(pending, 'changes', 'change')} today.`;
  },

  async run({ em, today, now, log }) {
    const { changed, checked } = await advanceCycles(em, { today, now, log });
    return { summary: `${numberText(changed)} of ${countNoun(checked, 'cycle')} changed` };
  },
});

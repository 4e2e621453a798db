import { countNoun } from '../domain/count-noun.ts';
import { createCycles as createMissing, missingCycles } from '../domain/cycles/create-cycles.ts';
import { defineTask } from '../engine/task.ts';

export const createCycles = defineTask({
  name: 'proposals.CreateCycles',
  label: 'Create Cycles',
  description:
    'Creates the missing cycles of every active cycle type, with their schedules, two years ahead.',
  schedule: { every: 'P1D', at: 'T00:05', retryAfter: 'PT1H' },
  keepRuns: 30,
  timeout: 'PT10M',

  async ready({ em, today }) {
    const { missing, types, lastYear } = await missingCycles(em, today);
    if (types === 0) return 'No cycle type is active';
    return missing.length > 0 ? null : `0 cycles are missing until ${lastYear}`;
  },

  async scope({ em, today }) {
    const { missing, types, lastYear } = await missingCycles(em, today);
    const gap = `${missing.length === 0 ? 'no cycle is' : countNoun(missing.length, 'cycle is', 'cycles are')} missing until ${lastYear}`;
    return `It checks ${countNoun(types, 'active cycle type')}: ${gap}.`;
  },

  async run({ em, today, now, log }) {
    const { created } = await createMissing(em, { today, now, log });
    return { summary: `${countNoun(created, 'cycle')} created` };
  },
});

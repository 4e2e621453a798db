import type { Locator, Page } from 'playwright-core';
import { defineTask } from '../../server/engine/task.ts';
import { gate } from '../engine/support.ts';

let begun = gate();
let letGo = gate();

/** Holds a run of the task `harvest` until a test opens it. */
export const hold = {
  reach: () => begun.reach(),
  /** A run has come to where it is held. */
  get reached() {
    return begun.reached;
  },
  open: () => letGo.open(),
  get opened() {
    return letGo.opened;
  },
  /** For the next run. */
  close(): void {
    begun = gate();
    letGo = gate();
  },
};

/** Runs until it is let go or asked to stop; then it still takes until it is let go. */
export const harvest = defineTask({
  name: 'publications.HarvestRecords',
  label: 'Harvest Publications',
  description: 'Asks the publication index for new records of the facility’s users.',
  schedule: { every: 'P1D', at: 'T02:00', retryAfter: 'PT10M' },
  async run({ log, progress, signal }) {
    await log.info('Asking the index for records since Monday');
    progress(3, 8, 'pages');
    hold.reach();
    const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
    await Promise.race([stopped, hold.opened]);
    if (signal.aborted) await log.warn('Asked to stop: closing the connection first');
    await hold.opened;
  },
});

/** Runs for a moment, every hour. */
export const reminders = defineTask({
  name: 'reviews.SendReminders',
  label: 'Send Review Reminders',
  description: 'Reminds reviewers whose reviews are due within a week.',
  schedule: { every: 'PT1H', retryAfter: 'PT5M' },
  async run({ log }) {
    await log.info('Nobody is late');
    return { summary: 'no reminder was due' };
  },
});

export const row = (on: Page, label: string): Locator => on.getByRole('row').filter({ hasText: label });

/** Where the page tells what an action has done. */
export const result = (on: Page) => on.getByRole('status', { name: 'Result' });

export const visible = (on: Page | Locator, text: string | RegExp) =>
  on.getByText(text).locator('visible=true').first().waitFor();

import { describe, expect, it } from 'vitest';
import { nextRunEffect } from '../../client/components/run-now/next-run-effect.ts';

const NOW = Date.parse('2026-11-24T20:42:00Z');
const effect = (nextRunAt: string | null, nextRunAtIfRunNow: string | null) =>
  nextRunEffect({ nextRunAt, nextRunAtIfRunNow }, NOW, 'America/Regina');

describe('the effect of Run Now on the schedule', () => {
  it('tells from where to where the next run moves', () =>
    expect(effect('2026-11-24T21:00:00Z', '2026-11-24T21:42:00Z')).toBe(
      'Its next run moves from 15:00 to 15:42.',
    ));

  it('says that a fixed time stays', () =>
    expect(effect('2026-11-25T08:00:00Z', '2026-11-25T08:00:00Z')).toBe(
      'Its next run stays at 02:00 tomorrow.',
    ));

  it('does not call a run that is overdue one that moves', () =>
    expect(effect('2026-11-24T20:30:00Z', '2026-11-24T21:42:00Z')).toBe(
      'Its next run was due at 14:30; after this one it is at 15:42.',
    ));

  it('says when nothing follows', () => expect(effect(null, null)).toBe('No run is planned after this one.'));
});

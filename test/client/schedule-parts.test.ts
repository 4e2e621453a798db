import { describe, expect, it } from 'vitest';
import {
  nextText,
  partsOf,
  sameParts,
  toInput,
  toPreview,
} from '../../client/components/schedule/schedule-parts.ts';

const NOW = Date.parse('2026-11-24T21:00:00Z'); // 15:00 in Regina
const hourly = { every: 'PT1H', at: '', retryAfter: '' };

describe('a schedule in fields', () => {
  it('is empty where nothing is set, and goes back as nothing', () => {
    expect(partsOf({ every: 'PT1H', at: null, retryAfter: null })).toEqual(hourly);
    expect(toInput({ every: ' PT1H ', at: ' ', retryAfter: '' })).toEqual({
      every: 'PT1H',
      at: null,
      retryAfter: null,
    });
  });

  it('is the same whatever the space around it', () => {
    expect(sameParts(hourly, { ...hourly, every: 'PT1H ' })).toBe(true);
    expect(sameParts(hourly, { ...hourly, at: '02:00' })).toBe(false);
  });

  it('is tried on the last run, also on one that was cancelled before it began', () => {
    const run = {
      startedAt: '2026-11-24T20:30:00Z',
      finishedAt: '2026-11-24T20:31:00Z',
      queuedAt: '2026-11-24T20:00:00Z',
      slot: '2026-11-24T20:00:00Z',
      state: 'SUCCEEDED',
      trigger: 'SCHEDULE',
    } as const;
    expect(toPreview(hourly, null)).not.toHaveProperty('lastRun');
    expect(toPreview(hourly, run).lastRun).toEqual({
      startedAt: '2026-11-24T20:30:00Z',
      slot: '2026-11-24T20:00:00Z',
      state: 'SUCCEEDED',
      trigger: 'SCHEDULE',
    });
    expect(toPreview(hourly, { ...run, startedAt: null, state: 'CANCELLED' }).lastRun?.startedAt).toBe(
      '2026-11-24T20:31:00Z',
    );
  });
});

describe('when it runs next', () => {
  const next = (nextRunAt: string | null, paused = false) =>
    nextText({ nextRunAt, paused }, NOW, 'America/Regina');

  it('is told in one sentence', () => {
    expect(next('2026-11-24T21:42:00Z')).toBe('It runs next at 15:42.');
    expect(next('2026-11-24T20:42:00Z')).toBe('A run is due at once.');
    expect(next(null)).toBe('No run follows by itself.');
  });

  it('is told as what would be while the task is paused', () => {
    expect(next('2026-11-24T21:42:00Z', true)).toBe('Paused, would run next at 15:42.');
    expect(next('2026-11-24T20:42:00Z', true)).toContain('would be due at once');
  });
});

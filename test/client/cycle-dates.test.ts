import { describe, expect, it } from 'vitest';
import { monthMarks, phaseText, placeOf } from '../../client/features/cycles/cycle-dates.tsx';
import { currentPhase } from '../../client/features/cycles/cycle-timeline.tsx';

const cycle = {
  openDate: '2025-02-05',
  closeDate: '2025-03-05',
  dueDate: '2025-04-16',
  allocDate: '2025-04-30',
  startDate: '2025-07-01',
  endDate: '2026-01-01',
};

describe('the drawing of a cycle', () => {
  it('has each date at its place, and what is outside at the edge', () => {
    expect(placeOf('2025-02-05', cycle)).toBe(0);
    expect(placeOf('2025-07-20', cycle)).toBe(50);
    expect(placeOf('2026-01-01', cycle)).toBe(100);
    expect(placeOf('2020-01-01', cycle)).toBe(0);
    expect(placeOf('2030-01-01', cycle)).toBe(100);
  });

  it('names the months that begin in it', () => {
    const months = monthMarks(cycle).map(({ month }) => month);
    expect([months[0], months.at(-1), months.length]).toEqual(['2025-03-01', '2025-12-01', 10]);
  });

  it('names no more of them than there is room for', () => {
    const long = monthMarks({ ...cycle, endDate: '2029-02-05' });
    expect(long.length).toBeLessThanOrEqual(24);
    expect(long.filter(({ narrow }) => narrow).length).toBeLessThanOrEqual(6);
  });

  it('is in a phase from 00:00 of its first date until 00:00 of its last', () => {
    expect(currentPhase(cycle, '2025-02-04')).toBeUndefined();
    expect(currentPhase(cycle, '2025-02-05')?.name).toBe('Call');
    expect(currentPhase(cycle, '2025-03-04')?.name).toBe('Call');
    expect(currentPhase(cycle, '2025-03-05')?.name).toBe('Reviews');
    expect(currentPhase(cycle, '2026-01-01')).toBeUndefined();
  });
});

it('a phase tells how far off its beginning or its end is', () => {
  expect(phaseText('2025-03-05', '2025-04-16', '2025-03-04')).toBe('begins tomorrow');
  expect(phaseText('2025-03-05', '2025-04-16', '2025-03-05')).toBe('ends in 42 days');
  expect(phaseText('2025-03-05', '2025-04-16', '2025-04-16')).toBe('ended today');
});

import { describe, expect, it } from 'vitest';
import {
  nextChangeText,
  sortCycles,
  transitionText,
  type Cycle,
} from '../../client/features/cycles/cycle-states.ts';

const aCycle = (name: string, startDate: string, state: Cycle['state']): Cycle => ({
  id: name,
  name,
  state,
  openDate: '2026-02-05',
  closeDate: '2026-03-05',
  dueDate: '2026-04-16',
  allocDate: '2026-04-30',
  startDate,
  endDate: '2027-01-01',
  type: { id: '1', name: 'General Access' },
  nextChange: null,
  transitions: [],
});

describe('a cycle in words', () => {
  it('tells its next change, how far off it is and on which day', () => {
    expect(nextChangeText({ nextChange: { date: '2026-03-05', state: 'ASSIGNING' } }, '2026-02-21')).toEqual({
      text: 'Call closes in 12 days',
      day: '5 Mar',
    });
  });

  it('names the year of a change that is far off', () => {
    expect(nextChangeText({ nextChange: { date: '2027-03-05', state: 'OPEN' } }, '2026-02-21')).toEqual({
      text: 'Call opens in 12 months',
      day: '5 Mar 2027',
    });
  });

  it('tells which states a transition passed over', () => {
    expect(
      transitionText({
        at: '',
        from: 'OPEN',
        to: 'SCHEDULING',
        skipped: ['ASSIGNING', 'REVIEW', 'EVALUATION'],
      }),
    ).toBe('Open → Scheduling, skipped Assigning, Review, Evaluation');
  });
});

it('puts current and coming cycles first, and the latest of the archived next', () => {
  const cycles = [
    aCycle('old', '2025-01-01', 'ARCHIVED'),
    aCycle('coming', '2027-01-01', 'PENDING'),
    aCycle('recent', '2026-01-01', 'ARCHIVED'),
    aCycle('current', '2026-07-01', 'ACTIVE'),
  ];
  expect(sortCycles(cycles).map((cycle) => cycle.name)).toEqual(['current', 'coming', 'recent', 'old']);
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cycleDates, orderProblem } from '../../../server/domain/cycles/cycle-dates.ts';
import {
  cycleStates,
  deriveState,
  isBackwards,
  nextCycleChange,
  skippedStates,
} from '../../../server/domain/cycles/cycle-state.ts';
import { anyCycleType, anyDay } from '../support/cycle-type-arbitrary.ts';
import { day, example1 } from '../support/dates.ts';

/** Cycles with their dates in order. */
const anyDates = fc
  .tuple(anyCycleType, fc.integer({ min: 2000, max: 2050 }))
  .map(([type, year]) => cycleDates(type, year))
  .filter((dates) => orderProblem(dates) === null);

describe('the check table of domain §4: the first review is opened on 2025-03-06', () => {
  test.each([
    ['2025-02-04', 'PENDING'],
    ['2025-02-05', 'OPEN'],
    ['2025-03-04', 'OPEN'],
    ['2025-03-05', 'ASSIGNING'],
    ['2025-03-06', 'REVIEW'],
    ['2025-04-15', 'REVIEW'],
    ['2025-04-16', 'EVALUATION'],
    ['2025-04-29', 'EVALUATION'],
    ['2025-04-30', 'SCHEDULING'],
    ['2025-06-30', 'SCHEDULING'],
    ['2025-07-01', 'ACTIVE'],
    ['2025-12-31', 'ACTIVE'],
    ['2026-01-01', 'ARCHIVED'],
    ['2026-01-02', 'ARCHIVED'],
  ])('%s is %s', (today, state) => {
    expect(deriveState(example1, today >= '2025-03-06', day(today))).toBe(state);
  });

  test('after a downtime from 2025-02-10 to 2025-05-10 three states were skipped', () => {
    const state = deriveState(example1, true, day('2025-05-10'));
    expect(state).toBe('SCHEDULING');
    expect(skippedStates('OPEN', state, example1)).toEqual(['ASSIGNING', 'REVIEW', 'EVALUATION']);
  });

  test('without a started review the cycle stays ASSIGNING until reviews are due', () => {
    expect(deriveState(example1, false, day('2025-04-15'))).toBe('ASSIGNING');
    expect(deriveState(example1, false, day('2025-04-16'))).toBe('EVALUATION');
  });

  test('a review that starts before the call closes changes nothing', () => {
    expect(deriveState(example1, true, day('2025-03-04'))).toBe('OPEN');
  });
});

describe('edited dates', () => {
  test('a later close opens the call again, and nothing counts as skipped', () => {
    const edited = { ...example1, closeDate: day('2025-03-20') };
    const state = deriveState(edited, false, day('2025-03-10'));
    expect(state).toBe('OPEN');
    expect(isBackwards('ASSIGNING', state)).toBe(true);
    expect(skippedStates('ASSIGNING', state, edited)).toEqual([]);
  });

  test('a later end brings a cycle back from the archive', () => {
    const edited = { ...example1, endDate: day('2026-02-01') };
    expect(deriveState(edited, true, day('2026-01-15'))).toBe('ACTIVE');
    expect(isBackwards('ARCHIVED', 'ACTIVE')).toBe(true);
  });
});

describe('skipped states', () => {
  test('the next state skips nothing', () => {
    expect(skippedStates('PENDING', 'OPEN', example1)).toEqual([]);
    expect(skippedStates('OPEN', 'OPEN', example1)).toEqual([]);
  });

  test('a phase without a day is not skipped, because it is never entered', () => {
    const dueIsAlloc = { ...example1, allocDate: example1.dueDate };
    expect(skippedStates('REVIEW', 'SCHEDULING', dueIsAlloc)).toEqual([]);
    const allocIsStart = { ...example1, allocDate: example1.startDate };
    expect(skippedStates('EVALUATION', 'ACTIVE', allocIsStart)).toEqual([]);
    expect(skippedStates('OPEN', 'ACTIVE', allocIsStart)).toEqual(['ASSIGNING', 'REVIEW', 'EVALUATION']);
  });

  test('from the first state to the last all between are skipped', () => {
    expect(skippedStates('PENDING', 'ARCHIVED', example1)).toEqual(cycleStates.slice(1, -1));
  });
});

describe('properties', () => {
  test('each day has one state, and it is the one whose interval holds the day', () => {
    fc.assert(
      fc.property(anyDates, fc.boolean(), anyDay, (dates, started, today) => {
        const { openDate, closeDate, dueDate, allocDate, startDate, endDate } = dates;
        const within = (from: Temporal.PlainDate | null, to: Temporal.PlainDate | null) =>
          (from === null || Temporal.PlainDate.compare(from, today) <= 0) &&
          (to === null || Temporal.PlainDate.compare(today, to) < 0);
        const holding = {
          PENDING: within(null, openDate),
          OPEN: within(openDate, closeDate),
          ASSIGNING: within(closeDate, dueDate) && !started,
          REVIEW: within(closeDate, dueDate) && started,
          EVALUATION: within(dueDate, allocDate),
          SCHEDULING: within(allocDate, startDate),
          ACTIVE: within(startDate, endDate),
          ARCHIVED: within(endDate, null),
        };
        const held = cycleStates.filter((state) => holding[state]);
        expect(held).toEqual([deriveState(dates, started, today)]);
      }),
      { numRuns: 2000 },
    );
  });

  test('a state never goes back as days pass and reviews start', () => {
    const step = fc.record({ days: fc.integer({ min: 0, max: 200 }), starts: fc.boolean() });
    fc.assert(
      fc.property(anyDates, fc.array(step, { maxLength: 8 }), (dates, steps) => {
        let today = dates.openDate.subtract({ days: 10 });
        let started = false;
        let state = deriveState(dates, started, today);
        for (const { days, starts } of steps) {
          today = today.add({ days });
          started ||= starts;
          const next = deriveState(dates, started, today);
          expect(isBackwards(state, next)).toBe(false);
          state = next;
        }
      }),
    );
  });

  test('a run on every day skips nothing but the states that reviews decide', () => {
    fc.assert(
      fc.property(anyDates, fc.boolean(), (dates, started) => {
        let state = deriveState(dates, started, dates.openDate.subtract({ days: 1 }));
        const last = dates.endDate;
        for (
          let today = dates.openDate;
          Temporal.PlainDate.compare(today, last) <= 0;
          today = today.add({ days: 1 })
        ) {
          const next = deriveState(dates, started, today);
          const skipped = skippedStates(state, next, dates).join();
          expect(['', 'ASSIGNING', 'REVIEW']).toContain(skipped);
          state = next;
        }
        expect(state).toBe('ARCHIVED');
      }),
      { numRuns: 30 },
    );
  });

  test('the next change is foretold: nothing changes before it, and it comes', () => {
    fc.assert(
      fc.property(anyDates, fc.boolean(), fc.integer({ min: -20, max: 1500 }), (dates, started, days) => {
        const today = dates.openDate.add({ days });
        const state = deriveState(dates, started, today);
        const change = nextCycleChange(dates, started, today);
        expect(change === null).toBe(state === 'ARCHIVED');
        const date = change?.date ?? today;
        expect(deriveState(dates, started, date)).toBe(change?.state ?? state);
        expect(change?.state).not.toBe(state);
        expect(deriveState(dates, started, change ? date.subtract({ days: 1 }) : date)).toBe(state);
      }),
      { numRuns: 2000 },
    );
  });
});

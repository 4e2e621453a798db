import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CycleDates,
  cycleDates,
  cycleName,
  orderProblem,
  validateCycleType,
} from '../../../server/domain/cycles/cycle-dates.ts';
import { anyCycleType } from '../support/cycle-type-arbitrary.ts';
import { day, example1, halfYear } from '../support/dates.ts';

const texts = (dates: CycleDates) =>
  [dates.openDate, dates.closeDate, dates.dueDate, dates.allocDate, dates.startDate, dates.endDate].map(
    String,
  );

describe('the worked examples of domain §3', () => {
  const leapDay = halfYear(2, 29, { durationMonths: 12 });
  const autumn = {
    callOffsetWeeks: 18,
    callPeriodWeeks: 3,
    reviewWeeks: 5,
    allocationWeeks: 3,
    openOn: 0,
    closeOn: 4,
  };
  const sundayToMonday = halfYear(1, 1, { openOn: 6, closeOn: 0 });
  test.each([
    [1, halfYear(7, 1), '2025-02-05 2025-03-05 2025-04-16 2025-04-30 2025-07-01 2026-01-01'],
    [
      2,
      halfYear(7, 1, { callOffsetWeeks: 22 }),
      '2025-01-29 2025-02-26 2025-04-09 2025-04-23 2025-07-01 2026-01-01',
    ],
    [3, halfYear(1, 1), '2025-08-06 2025-09-03 2025-10-15 2025-10-29 2026-01-01 2026-07-01'],
    [4, halfYear(1, 1), '2023-08-09 2023-09-06 2023-10-18 2023-11-01 2024-01-01 2024-07-01'],
    [5, halfYear(7, 1), '2024-02-07 2024-03-06 2024-04-17 2024-05-01 2024-07-01 2025-01-01'],
    [6, halfYear(1, 1), '2027-08-04 2027-09-01 2027-10-13 2027-10-27 2028-01-01 2028-07-01'],
    [7, leapDay, '2027-10-06 2027-11-03 2027-12-15 2027-12-29 2028-02-29 2029-02-28'],
    [8, halfYear(8, 31), '2027-04-07 2027-05-05 2027-06-16 2027-06-30 2027-08-31 2028-02-29'],
    [9, halfYear(10, 15, autumn), '2025-06-09 2025-07-04 2025-08-08 2025-08-29 2025-10-15 2026-04-15'],
    [10, sundayToMonday, '2025-08-10 2025-09-01 2025-10-13 2025-10-27 2026-01-01 2026-07-01'],
    [11, halfYear(5, 28), '2025-12-31 2026-01-28 2026-03-11 2026-03-25 2026-05-28 2026-11-28'],
    [
      12,
      halfYear(9, 1, { durationMonths: 24 }),
      '2024-04-03 2024-05-01 2024-06-12 2024-06-26 2024-09-01 2026-09-01',
    ],
  ])('example %i', (_, type, expected) => {
    const year = day(expected.split(' ')[4]!).year;
    expect(texts(cycleDates(type, year)).join(' ')).toBe(expected);
  });

  test('29 February starts on the 28th in a common year', () => {
    expect(cycleDates(halfYear(2, 29), 2027).startDate.toString()).toBe('2027-02-28');
  });
});

test('a cycle is named after its first month and the month of its last day', () => {
  expect(cycleName(example1)).toBe('2025 Jul-Dec');
  expect(cycleName(cycleDates(halfYear(9, 1, { durationMonths: 24 }), 2024))).toBe('2024 Sep-Aug');
  expect(cycleName(cycleDates(halfYear(5, 15), 2026))).toBe('2026 May-Nov');
  expect(cycleName({ startDate: day('2026-03-01'), endDate: day('2026-04-01') })).toBe('2026 Mar-Mar');
});

describe('the order of the dates', () => {
  test.each([
    ['open = close', { openDate: '2025-03-05' }, 'closeDate'],
    ['close = due', { dueDate: '2025-03-05' }, 'dueDate'],
    ['due = alloc', { dueDate: '2025-04-30' }, undefined],
    ['due > alloc', { dueDate: '2025-05-01' }, 'allocDate'],
    ['alloc = start', { allocDate: '2025-07-01' }, undefined],
    ['alloc > start', { allocDate: '2025-07-02' }, 'startDate'],
    ['start = end', { endDate: '2025-07-01' }, 'endDate'],
  ])('%s', (_, change, field) => {
    const changed = Object.entries(change).map(([name, text]) => [name, day(text)]);
    expect(orderProblem({ ...example1, ...Object.fromEntries(changed) })?.field).toBe(field);
  });

  test('the message names both dates and what they are', () => {
    const problem = orderProblem({ ...example1, allocDate: day('2025-07-02') });
    expect(problem?.message).toBe('cycle start 2025-07-01 must not come before the allocation 2025-07-02');
  });
});

describe('validation of a cycle type', () => {
  const valid = { name: 'January-June', ...halfYear(1, 1) };

  test('the defaults are fine', () => {
    expect(validateCycleType(valid, 2026)).toEqual([]);
  });

  test('every number out of range is named with its value and its range', () => {
    const problems = validateCycleType(
      {
        ...valid,
        name: ' ',
        startMonth: 13,
        startDay: 0,
        durationMonths: 1.5,
        reviewWeeks: 0,
        openOn: 7,
        closeOn: Number.NaN,
      },
      2026,
    );
    expect(problems.map(({ field, message }) => `${field}: ${message}`)).toEqual([
      'name: name is empty: give the cycle type a name',
      'startMonth: startMonth is 13: use a whole number from 1 to 12',
      'startDay: startDay is 0: use a whole number from 1 to 31',
      'durationMonths: durationMonths is 1.5: use a whole number from 1 to 36',
      'reviewWeeks: reviewWeeks is 0: use a whole number from 1 to 157',
      'openOn: openOn is 7: use a whole number from 0 to 6',
      'closeOn: closeOn is NaN: use a whole number from 0 to 6',
    ]);
  });

  test('an allocation after the start is refused with the year and an offset that would do', () => {
    const problems = validateCycleType({ ...valid, callOffsetWeeks: 10 }, 2026);
    expect(problems).toEqual([
      {
        field: 'callOffsetWeeks',
        message:
          'callOffsetWeeks is 10: in the cycle of 2026 the cycle start 2026-01-01 must not come before the ' +
          'allocation 2026-01-14; use at least 13, or shorten callPeriodWeeks, reviewWeeks or allocationWeeks',
      },
    ]);
    expect(validateCycleType({ ...valid, callOffsetWeeks: 13 }, 2026)).toEqual([]);
  });

  test('no offset is proposed that would itself be out of range', () => {
    const [problem] = validateCycleType({ ...valid, callPeriodWeeks: 157, reviewWeeks: 20 }, 2026);
    expect(problem?.message).toMatch(/; shorten callPeriodWeeks, reviewWeeks or allocationWeeks$/);
  });

  test('a call without a day is refused on its length', () => {
    const [problem] = validateCycleType({ ...valid, callPeriodWeeks: 0, closeOn: 2 }, 2026);
    expect(problem).toEqual({
      field: 'callPeriodWeeks',
      message:
        'callPeriodWeeks is 0: in the cycle of 2026 the call closing 2025-08-06 must come after the call ' +
        'opening 2025-08-06; use a longer call or a later closeOn (now 2)',
    });
    expect(validateCycleType({ ...valid, callPeriodWeeks: 0, closeOn: 4 }, 2026)).toEqual([]);
  });

  test('a year further ahead is found: dates shift with the weekday of the start', () => {
    const type = { ...valid, callOffsetWeeks: 12 };
    expect(orderProblem(cycleDates(type, 2026))).toBeNull();
    expect(validateCycleType(type, 2026)[0]?.message).toContain(
      'in the cycle of 2029 the cycle start 2029-01-01 must not come before the allocation 2029-01-03; use at least 13',
    );
    expect(validateCycleType(type, 2020).length).toBe(1);
    expect(validateCycleType({ ...type, startDay: 4 }, 2026)[0]?.message).toContain('in the cycle of 2027');
  });

  test('a valid type has its dates in order in each of the eight years, an invalid one not in all', () => {
    let valids = 0;
    fc.assert(
      fc.property(anyCycleType, fc.integer({ min: 2000, max: 2100 }), (type, fromYear) => {
        const problems = validateCycleType(type, fromYear);
        const years = Array.from({ length: 8 }, (_, index) => cycleDates(type, fromYear + index));
        const ordered = years.every((dates) => orderProblem(dates) === null);
        expect(problems.length === 0).toBe(ordered && type.reviewWeeks > 0);
        if (ordered) valids++;
      }),
      { numRuns: 2000 },
    );
    expect(valids).toBeGreaterThan(500);
  });

  test('the offset that a message proposes makes the type valid', () => {
    fc.assert(
      fc.property(anyCycleType, fc.integer({ min: 2000, max: 2100 }), (type, fromYear) => {
        const problem = validateCycleType(type, fromYear).find(({ field }) => field === 'callOffsetWeeks');
        const proposed = /use at least (\d+), or/.exec(problem?.message ?? '')?.[1];
        fc.pre(proposed !== undefined);
        expect(validateCycleType({ ...type, callOffsetWeeks: Number(proposed) }, fromYear)).toEqual([]);
        expect(validateCycleType({ ...type, callOffsetWeeks: Number(proposed) - 1 }, fromYear)).not.toEqual(
          [],
        );
      }),
    );
  });
});

test('call days fall on the weekdays asked for, in the week of the raw date', () => {
  fc.assert(
    fc.property(anyCycleType, fc.integer({ min: 2000, max: 2100 }), (type, year) => {
      const { openDate, closeDate, startDate } = cycleDates(type, year);
      expect(openDate.dayOfWeek).toBe(type.openOn + 1);
      expect(closeDate.dayOfWeek).toBe(type.closeOn + 1);
      const raw = startDate.subtract({ weeks: type.callOffsetWeeks });
      expect([openDate.yearOfWeek, openDate.weekOfYear]).toEqual([raw.yearOfWeek, raw.weekOfYear]);
    }),
  );
});

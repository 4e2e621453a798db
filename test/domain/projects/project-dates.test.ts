import { describe, expect, test } from 'vitest';
import { BadRecord } from '../../../server/domain/each-record.ts';
import { coversCycle, projectCode, projectEnd } from '../../../server/domain/projects/project-dates.ts';
import { day } from '../support/dates.ts';

describe('the last day of a project', () => {
  // The table of domain §6.1, column RULE; then a cycle that starts on a month's end, and one of two years.
  test.each([
    ['2026-01-01', 4, 6, '2027-06-30'],
    ['2026-07-01', 1, 6, '2026-06-30'],
    ['2026-01-01', 4, 12, '2028-12-31'],
    ['2028-02-29', 2, 6, '2028-08-28'],
    ['2026-09-01', 2, 24, '2028-08-31'],
  ])(
    'when the cycle ends before %s and the track gives %i cycles of %i months is %s',
    (end, cycles, months, last) => {
      expect(projectEnd(day(end), cycles, months).toString()).toBe(last);
    },
  );

  test('beyond the year 9999 is refused with the remedy', () => {
    expect(() => projectEnd(day('2026-01-01'), 1_000_000_000, 36)).toThrow(BadRecord);
    expect(() => projectEnd(day('2026-01-01'), 20_000, 6)).toThrow(
      "a project of 20000 cycles of 6 months would end after the year 9999: correct the track's number of cycles",
    );
  });
});

test.each([
  ['2025-12-30', false],
  ['2025-12-31', true],
  ['2026-01-01', true],
])('a project whose last day is %s covers a cycle that ends before 2026-01-01: %s', (end, covers) => {
  expect(coversCycle(day(end), day('2026-01-01'))).toBe(covers);
});

test.each([
  ['12', 'GU', 26, '012GU-0001a'],
  ['7', 'G', 1, '007G-00001'],
  ['1234', 'STAFF', 0xfffff, '1234STAFF-fffff'],
  ['1', 'G', 0x100000, '001G-100000'],
])('the project of cycle %s, pool %s and number %i is %s', (cycle, pool, number, code) => {
  expect(projectCode(cycle, pool, number)).toBe(code);
});

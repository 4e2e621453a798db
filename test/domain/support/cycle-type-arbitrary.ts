import * as fc from 'fast-check';
import type { CycleTypeRule } from '../../../server/domain/cycles/cycle-dates.ts';

const weeks = (max: number) => fc.integer({ min: 0, max });

/** Cycle types of which a good part, though not all, have their dates in order. */
export const anyCycleType: fc.Arbitrary<CycleTypeRule & { name: string }> = fc.record({
  name: fc.constant('Some type'),
  startMonth: fc.integer({ min: 1, max: 12 }),
  startDay: fc.integer({ min: 1, max: 31 }),
  durationMonths: fc.integer({ min: 1, max: 36 }),
  callOffsetWeeks: fc.integer({ min: 1, max: 60 }),
  callPeriodWeeks: weeks(12),
  reviewWeeks: weeks(12),
  allocationWeeks: weeks(6),
  openOn: fc.integer({ min: 0, max: 6 }),
  closeOn: fc.integer({ min: 0, max: 6 }),
});

/** Any day of some decades. */
export const anyDay: fc.Arbitrary<Temporal.PlainDate> = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => Temporal.PlainDate.from('2000-01-01').add({ days }));

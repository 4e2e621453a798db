import type { CycleDates, CycleTypeRule } from '../../../server/domain/cycles/cycle-dates.ts';

export const day = (text: string) => Temporal.PlainDate.from(text);

export const noon = (date: Temporal.PlainDate) => Temporal.Instant.from(`${date.toString()}T12:00Z`);

/** The defaults of domain §2, starting on the given day. */
export const halfYear = (
  startMonth: number,
  startDay: number,
  rest: Partial<CycleTypeRule> = {},
): CycleTypeRule => ({
  startMonth,
  startDay,
  durationMonths: 6,
  callOffsetWeeks: 21,
  callPeriodWeeks: 4,
  reviewWeeks: 6,
  allocationWeeks: 2,
  openOn: 2,
  closeOn: 2,
  ...rest,
});

export const datesOf = (
  open: string,
  close: string,
  due: string,
  alloc: string,
  start: string,
  end: string,
): CycleDates => ({
  openDate: day(open),
  closeDate: day(close),
  dueDate: day(due),
  allocDate: day(alloc),
  startDate: day(start),
  endDate: day(end),
});

/** The dates of worked example 1 of domain §3, which §4's check table uses too. */
export const example1 = datesOf(
  '2025-02-05',
  '2025-03-05',
  '2025-04-16',
  '2025-04-30',
  '2025-07-01',
  '2026-01-01',
);

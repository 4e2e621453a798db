/** The six dates of a cycle. Each interval between two of them is half-open: `[from, to)`. */
export interface CycleDates {
  /** The call opens at 00:00 of this day. */
  openDate: Temporal.PlainDate;
  /** The call closes at 00:00 of this day, so the last day to submit is the day before (domain §4). */
  closeDate: Temporal.PlainDate;
  /** Reviews are due. */
  dueDate: Temporal.PlainDate;
  /** Beam time is allocated. */
  allocDate: Temporal.PlainDate;
  startDate: Temporal.PlainDate;
  /** Exclusive: the first day after the cycle. */
  endDate: Temporal.PlainDate;
}

/** What a cycle type says about the dates of its cycles (domain §2). Weekdays count from 0 = Monday. */
export interface CycleTypeRule {
  startMonth: number;
  startDay: number;
  durationMonths: number;
  callOffsetWeeks: number;
  callPeriodWeeks: number;
  reviewWeeks: number;
  allocationWeeks: number;
  openOn: number;
  closeOn: number;
}

/** Something wrong with one field of an input, in words for the person who filled it in. */
export interface FieldProblem<Field extends string = string> {
  field: Field;
  message: string;
}

/**
 * Allowed values of each number, both ends included. Months, days, duration and weekdays are domain §2,
 * which leaves the weeks open: 157 are three years, as long as the longest cycle.
 */
export const cycleTypeRanges: Readonly<Record<keyof CycleTypeRule, readonly [min: number, max: number]>> = {
  startMonth: [1, 12],
  startDay: [1, 31],
  durationMonths: [1, 36],
  callOffsetWeeks: [1, 157],
  callPeriodWeeks: [0, 157],
  reviewWeeks: [1, 157],
  allocationWeeks: [0, 157],
  openOn: [0, 6],
  closeOn: [0, 6],
};

const ruleFields = [
  'startMonth',
  'startDay',
  'durationMonths',
  'callOffsetWeeks',
  'callPeriodWeeks',
  'reviewWeeks',
  'allocationWeeks',
  'openOn',
  'closeOn',
] as const satisfies (keyof CycleTypeRule)[];

/** How many years ahead a cycle type must give well-ordered dates (domain §2). */
const checkedYears = 8;

/** The dates of a type's cycle that starts in `year` (domain §3). */
export function cycleDates(type: CycleTypeRule, year: number): CycleDates {
  // "constrain" makes 29 February the 28th in common years.
  const startDate = Temporal.PlainDate.from(
    { year, month: type.startMonth, day: type.startDay },
    { overflow: 'constrain' },
  );
  const openDate = isoWeekday(startDate.subtract({ weeks: type.callOffsetWeeks }), type.openOn);
  const closeDate = isoWeekday(openDate.add({ weeks: type.callPeriodWeeks }), type.closeOn);
  const dueDate = closeDate.add({ weeks: type.reviewWeeks });
  return {
    openDate,
    closeDate,
    dueDate,
    allocDate: dueDate.add({ weeks: type.allocationWeeks }),
    startDate,
    endDate: startDate.add({ months: type.durationMonths }),
  };
}

/** The day with weekday `weekday` (0 = Monday) in the same Monday-to-Sunday week, up to six days either way. */
function isoWeekday(date: Temporal.PlainDate, weekday: number): Temporal.PlainDate {
  return date.add({ days: weekday + 1 - date.dayOfWeek });
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A cycle's display name such as `2025 Jul-Dec`: first month, and month of the last day (domain §2). */
export function cycleName({ startDate, endDate }: Pick<CycleDates, 'startDate' | 'endDate'>): string {
  const lastDay = endDate.subtract({ days: 1 });
  return `${startDate.year} ${monthNames[startDate.month - 1]}-${monthNames[lastDay.month - 1]}`;
}

/**
 * The first breach of `open < close < due <= alloc <= start < end` (domain §2), or null.
 * The field is the later date of the pair: the one to move.
 */
export function orderProblem(dates: CycleDates): FieldProblem<keyof CycleDates> | null {
  for (const [earlier, later, mayBeEqual] of order) {
    const days = dates[earlier].until(dates[later]).days;
    if (days > 0 || (mayBeEqual && days === 0)) continue;
    return {
      field: later,
      message:
        `${words[later]} ${dates[later].toString()} must ${mayBeEqual ? 'not come before' : 'come after'} ` +
        `the ${words[earlier]} ${dates[earlier].toString()}`,
    };
  }
  return null;
}

const order = [
  ['openDate', 'closeDate', false],
  ['closeDate', 'dueDate', false],
  ['dueDate', 'allocDate', true],
  ['allocDate', 'startDate', true],
  ['startDate', 'endDate', false],
] as const satisfies [keyof CycleDates, keyof CycleDates, mayBeEqual: boolean][];

const words: Record<keyof CycleDates, string> = {
  openDate: 'call opening',
  closeDate: 'call closing',
  dueDate: 'review due date',
  allocDate: 'allocation',
  startDate: 'cycle start',
  endDate: 'cycle end',
};

/**
 * Everything wrong with a cycle type: numbers out of range, and years among the next eight from `fromYear`
 * whose dates would not be in order (domain §2). Empty when it may be saved.
 */
export function validateCycleType(
  input: CycleTypeRule & { name: string },
  fromYear: number,
): FieldProblem<keyof CycleTypeRule | 'name'>[] {
  const problems: FieldProblem<keyof CycleTypeRule | 'name'>[] = [];
  if (input.name.trim() === '')
    problems.push({ field: 'name', message: 'name is empty: give the cycle type a name' });

  for (const field of ruleFields) {
    const [min, max] = cycleTypeRanges[field];
    const value = input[field];
    if (Number.isInteger(value) && value >= min && value <= max) continue;
    problems.push({ field, message: `${field} is ${value}: use a whole number from ${min} to ${max}` });
  }
  // Dates of numbers out of range would say nothing true.
  if (problems.some(({ field }) => field !== 'name')) return problems;

  const years = Array.from({ length: checkedYears }, (_, index) => cycleDates(input, fromYear + index));
  const firstBad = years.find(orderProblem);
  if (firstBad) problems.push(misordered(input, firstBad, years));
  return problems;
}

/** The problem as seen from the type's own fields: within the ranges only the call and the start can be out of order. */
function misordered(
  type: CycleTypeRule,
  bad: CycleDates,
  years: CycleDates[],
): FieldProblem<keyof CycleTypeRule> {
  const problem = orderProblem(bad);
  const sentence = `in the cycle of ${bad.startDate.year} the ${problem?.message}`;
  if (problem?.field === 'closeDate') {
    const remedy = `use a longer call or a later closeOn (now ${type.closeOn})`;
    return {
      field: 'callPeriodWeeks',
      message: `callPeriodWeeks is ${type.callPeriodWeeks}: ${sentence}; ${remedy}`,
    };
  }
  // Each week more moves all the dates of the call one week back and leaves the start where it is.
  const missing = Math.max(...years.map(({ startDate, allocDate }) => startDate.until(allocDate).days));
  const needed = type.callOffsetWeeks + Math.ceil(missing / 7);
  const raise = needed <= cycleTypeRanges.callOffsetWeeks[1] ? `use at least ${needed}, or ` : '';
  const remedy = `${raise}shorten callPeriodWeeks, reviewWeeks or allocationWeeks`;
  return {
    field: 'callOffsetWeeks',
    message: `callOffsetWeeks is ${type.callOffsetWeeks}: ${sentence}; ${remedy}`,
  };
}

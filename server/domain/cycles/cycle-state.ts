import type { CycleDates } from './cycle-dates.ts';

/** The states of a cycle in their order (domain §2). */
export const cycleStates = [
  'PENDING',
  'OPEN',
  'ASSIGNING',
  'REVIEW',
  'EVALUATION',
  'SCHEDULING',
  'ACTIVE',
  'ARCHIVED',
] as const;

export type CycleState = (typeof cycleStates)[number];

/**
 * The state of a cycle on a day (domain §4): a function of its dates and of one fact, whether any of its
 * submissions has been STARTED. Each date takes effect at 00:00 facility time of that day.
 */
export function deriveState(
  dates: CycleDates,
  reviewStarted: boolean,
  today: Temporal.PlainDate,
): CycleState {
  const before = (date: Temporal.PlainDate) => Temporal.PlainDate.compare(today, date) < 0;
  if (before(dates.openDate)) return 'PENDING';
  if (before(dates.closeDate)) return 'OPEN';
  if (before(dates.dueDate)) return reviewStarted ? 'REVIEW' : 'ASSIGNING';
  if (before(dates.allocDate)) return 'EVALUATION';
  if (before(dates.startDate)) return 'SCHEDULING';
  if (before(dates.endDate)) return 'ACTIVE';
  return 'ARCHIVED';
}

/**
 * The next day after `today` on which the calendar changes the state, and to what; null once it is archived.
 * The change from ASSIGNING to REVIEW is no calendar matter and is not foretold.
 */
export function nextCycleChange(
  dates: CycleDates,
  reviewStarted: boolean,
  today: Temporal.PlainDate,
): { date: Temporal.PlainDate; state: CycleState } | null {
  const { openDate, closeDate, dueDate, allocDate, startDate, endDate } = dates;
  const date = [openDate, closeDate, dueDate, allocDate, startDate, endDate].find(
    (candidate) => Temporal.PlainDate.compare(candidate, today) > 0,
  );
  return date ? { date, state: deriveState(dates, reviewStarted, date) } : null;
}

/** Whether a change of state goes against their order, as after an edit of the dates. */
export function isBackwards(from: CycleState, to: CycleState): boolean {
  return cycleStates.indexOf(to) < cycleStates.indexOf(from);
}

/**
 * The states that a change jumps over: those strictly between, in order; none when going backwards.
 * A phase without a single day (due = alloc, alloc = start) is never entered, hence never skipped (domain §4).
 */
export function skippedStates(from: CycleState, to: CycleState, dates: CycleDates): CycleState[] {
  return cycleStates
    .slice(cycleStates.indexOf(from) + 1, Math.max(0, cycleStates.indexOf(to)))
    .filter((state) => !isEmptyPhase(state, dates));
}

function isEmptyPhase(state: CycleState, dates: CycleDates): boolean {
  if (state === 'EVALUATION') return dates.dueDate.equals(dates.allocDate);
  if (state === 'SCHEDULING') return dates.allocDate.equals(dates.startDate);
  return false;
}

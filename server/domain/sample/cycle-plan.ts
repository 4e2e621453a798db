import { type CycleDates, type CycleTypeRule, cycleDates } from '../cycles/cycle-dates.ts';
import { type CycleState, deriveState } from '../cycles/cycle-state.ts';
import type { SubmissionState } from '../reviews/submission.entity.ts';

/** A cycle type of the sample facility. */
export interface SampleType extends CycleTypeRule {
  name: string;
  active: boolean;
}

/** A cycle of the sample facility, with the state in which it was left. */
export interface SampleCycle {
  typeName: string;
  dates: CycleDates;
  state: CycleState;
  submissions: { code: string; state: SubmissionState }[];
}

/** For how long nothing has moved the sample's cycles: longer than 41 days, see {@link sampleTypes}. */
const standstill = Temporal.Duration.from({ weeks: 6 });

/** After the close of a call, how long until the first reviews of the sample have started. */
const assigning = Temporal.Duration.from({ weeks: 2 });

/**
 * Two half-year types, one for partners who plan two years ahead, and one that is no longer used.
 *
 * The partners' year begins on the first of this month: at most 30 days ago a cycle of theirs started and
 * another ended. Their call for the next year closed 3 to 10 days before that, and the one for the year after
 * opened 2 to 10 days before. So on any day four cycles have something to catch up with.
 */
export function sampleTypes(today: Temporal.PlainDate): SampleType[] {
  const usual = {
    callOffsetWeeks: 21,
    callPeriodWeeks: 4,
    reviewWeeks: 6,
    allocationWeeks: 2,
    openOn: 2,
    closeOn: 2,
  };
  return [
    { ...usual, name: 'January-June', startMonth: 1, startDay: 1, durationMonths: 6, active: true },
    { ...usual, name: 'July-December', startMonth: 7, startDay: 1, durationMonths: 6, active: true },
    {
      ...usual,
      name: 'Industrial Partners',
      startMonth: today.month,
      startDay: 1,
      durationMonths: 12,
      callOffsetWeeks: 105,
      callPeriodWeeks: 52,
      active: true,
    },
    { ...usual, name: 'Commissioning', startMonth: 3, startDay: 1, durationMonths: 3, active: false },
  ];
}

/** Years, counted from this one, in which the sample has a cycle of the type. The rest is left to Create Cycles. */
const yearsOf: Record<string, number[]> = {
  'January-June': [-1, 0, 1],
  'July-December': [-1, 0, 1],
  'Industrial Partners': [-1, 0, 1, 2],
  Commissioning: [-1],
};

/** The sample's cycles as they stood before the standstill, in the order of their start. */
export function sampleCycles(today: Temporal.PlainDate): SampleCycle[] {
  const then = today.subtract(standstill);
  const planned = sampleTypes(today)
    .flatMap((type) =>
      (yearsOf[type.name] ?? []).map((offset) => ({
        typeName: type.name,
        dates: cycleDates(type, today.year + offset),
      })),
    )
    .toSorted((a, b) => Temporal.PlainDate.compare(a.dates.startDate, b.dates.startDate));

  return planned.map(({ typeName, dates }, index) => {
    const startedThen = Temporal.PlainDate.compare(then, dates.closeDate.add(assigning)) >= 0;
    return {
      typeName,
      dates,
      state: deriveState(dates, startedThen, then),
      submissions: submissionStates(dates, today).map((state, number) => ({
        code: submissionCode(typeName, dates, index, number),
        state,
      })),
    };
  });
}

/** First two letters of the track's acronym (General Access or Partner) and the proposal's code. */
function submissionCode(typeName: string, { openDate }: CycleDates, cycle: number, number: number): string {
  const track = typeName === 'Industrial Partners' ? 'PA' : 'GA';
  return `${track}${openDate.year % 100}C${String(cycle + 1).padStart(2, '0')}${String(number + 1).padStart(3, '0')}`;
}

/** How far the submissions of a cycle have come. Their reviews went on while the cycles stood still. */
function submissionStates(dates: CycleDates, today: Temporal.PlainDate): SubmissionState[] {
  const reached = (date: Temporal.PlainDate) => Temporal.PlainDate.compare(today, date) >= 0;
  if (!reached(dates.openDate)) return [];
  if (!reached(dates.closeDate.add(assigning))) return ['PENDING', 'PENDING', 'PENDING', 'PENDING'];
  if (!reached(dates.dueDate)) return ['REVIEWED', 'STARTED', 'STARTED', 'PENDING', 'PENDING'];
  if (!reached(dates.allocDate)) return ['REVIEWED', 'REVIEWED', 'REVIEWED', 'STARTED', 'REVIEWED'];
  return ['COMPLETE', 'COMPLETE', 'COMPLETE', 'COMPLETE', 'COMPLETE'];
}

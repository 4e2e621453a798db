import { type CycleDates, type CycleTypeRule, cycleDates } from '../cycles/cycle-dates.ts';
import { type CycleState, deriveState } from '../cycles/cycle-state.ts';
import type { SubmissionState } from '../reviews/submission.entity.ts';
import { callProgress, type Progress, stateOf } from './progress.ts';
import type { TrackName } from './track-plan.ts';

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
  /** Those that came through its call. */
  submissions: SampleSubmission[];
  /** Whether the results of its call went out before the standstill. */
  isTold: boolean;
}

/** A submission of the sample, and how far it has come. */
export interface SampleSubmission {
  code: string;
  track: TrackName;
  state: SubmissionState;
  progress: Progress;
}

/** For how long no task has run: longer than 41 days, see {@link sampleTypes}. People went on meanwhile. */
export const standstill = Temporal.Duration.from({ weeks: 6 });

/** After the close of a call, how long until the first reviews of the sample have started. */
const assigning = Temporal.Duration.from({ weeks: 2 });

/** Submissions of the whole sample through calls: the oldest cycles have what the others leave. */
const callSubmissions = 440;

/**
 * Two half-year types, one for industry, who plan two years ahead, one for partners, and one that is no longer used.
 *
 * Industry's year begins on the first of this month: at most 30 days ago a cycle of theirs started and
 * another ended. Their call for the next year closed 3 to 10 days before that, and the one for the year after
 * opened 2 to 10 days before. So on any day four cycles have something to catch up with.
 *
 * The partners' year begins on the first of the next month: 4 to 40 days ago, which no task has noticed, its beam
 * time was allocated. So on any day there are results to make into projects and to tell.
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
    {
      ...usual,
      name: 'Partner Groups',
      startMonth: today.add({ months: 1 }).month,
      startDay: 1,
      durationMonths: 12,
      callOffsetWeeks: 17,
      openOn: 0,
      closeOn: 0,
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
  'Partner Groups': [-1, 0, 1],
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

  const rest =
    callSubmissions -
    planned.reduce((sum, { typeName, dates }) => sum + usualNumber(typeName, dates, today), 0);
  const oldest = planned.findIndex(({ typeName }) => typeName === 'January-June');
  return planned.map(({ typeName, dates }, index) => {
    const reached = (date: Temporal.PlainDate, day = today) => Temporal.PlainDate.compare(day, date) >= 0;
    const startedThen = reached(dates.closeDate.add(assigning), then);
    const isTold = reached(dates.allocDate.add({ days: 1 }), then);
    const count = usualNumber(typeName, dates, today) + (index === oldest ? rest : 0);
    const phase = !reached(dates.closeDate)
      ? 'OPEN'
      : !reached(dates.closeDate.add(assigning))
        ? 'CLOSED'
        : !reached(dates.dueDate)
          ? 'REVIEW'
          : !reached(dates.allocDate)
            ? 'EVALUATION'
            : 'ALLOCATED';
    return {
      typeName,
      dates,
      state: deriveState(dates, startedThen, then),
      isTold,
      submissions: Array.from({ length: count }, (_, number) => {
        const track = trackOf(typeName, number);
        const progress = callProgress(phase, number);
        const code = `${track}${proposalCode(dates, index, number)}`;
        return { code, track, state: stateOf(progress, isTold), progress };
      }),
    };
  });
}

/** How many submissions a cycle has got so far: none before its call, half of them until it closes. */
function usualNumber(
  typeName: string,
  { openDate, closeDate }: CycleDates,
  today: Temporal.PlainDate,
): number {
  if (Temporal.PlainDate.compare(today, openDate) < 0) return 0;
  const full = { 'Industrial Partners': 24, 'Partner Groups': 20, Commissioning: 8 }[typeName] ?? 44;
  return Temporal.PlainDate.compare(today, closeDate) < 0 ? full / 2 : full;
}

function trackOf(typeName: string, number: number): TrackName {
  if (typeName === 'Industrial Partners') return 'IN';
  if (typeName === 'Partner Groups') return 'PA';
  return number % 6 === 5 ? 'PA' : 'GA';
}

/** Year of the call, cycle of the sample and a number: `26C03012`. */
function proposalCode({ openDate }: CycleDates, cycle: number, number: number): string {
  return `${openDate.year % 100}C${String(cycle + 1).padStart(2, '0')}${String(number + 1).padStart(3, '0')}`;
}

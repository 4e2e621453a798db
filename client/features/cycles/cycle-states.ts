import {
  IconArchive,
  IconCalendarPlus,
  IconCalendarStats,
  IconChartBar,
  IconDoorEnter,
  IconPlayerPlay,
  IconReportSearch,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { Tone } from '../../components/badge.tsx';
import { dateText, daysBetween, daysText } from '../../components/time/dates.ts';
import type { CycleState, CyclesQuery } from '../../gql/graphql.ts';

export type Cycle = CyclesQuery['cycles']['edges'][number]['node'];

export const CYCLE_STATES: Record<CycleState, { label: string; tone: Tone; icon: Icon; change: string }> = {
  PENDING: { label: 'Pending', tone: 'mute', icon: IconCalendarPlus, change: 'Waits again' },
  OPEN: { label: 'Open', tone: 'ok', icon: IconDoorEnter, change: 'Call opens' },
  ASSIGNING: { label: 'Assigning', tone: 'run', icon: IconUsers, change: 'Call closes' },
  REVIEW: { label: 'Review', tone: 'run', icon: IconReportSearch, change: 'Review starts' },
  EVALUATION: { label: 'Evaluation', tone: 'run', icon: IconChartBar, change: 'Reviews are due' },
  SCHEDULING: { label: 'Scheduling', tone: 'warn', icon: IconCalendarStats, change: 'Allocation' },
  ACTIVE: { label: 'Active', tone: 'accent', icon: IconPlayerPlay, change: 'Cycle starts' },
  ARCHIVED: { label: 'Archived', tone: 'mute', icon: IconArchive, change: 'Cycle ends' },
};

/** "Call closes in 12 days" and "5 Mar"; null when nothing is to come. */
export function nextChangeText({ nextChange }: Pick<Cycle, 'nextChange'>, today: string) {
  if (!nextChange) return null;
  const { date, state } = nextChange;
  // Within the year ahead a day and a month say it all.
  const day = dateText(date, daysBetween(today, date) > 300);
  return { text: `${CYCLE_STATES[state].change} ${daysText(today, date)}`, day };
}

/** "Open → Scheduling", and which states were passed over. */
export function transitionText({ from, to, skipped }: Cycle['transitions'][number]): string {
  const names = skipped.map((state) => CYCLE_STATES[state].label).join(', ');
  return `${CYCLE_STATES[from].label} → ${CYCLE_STATES[to].label}${names && `, skipped ${names}`}`;
}

export const latestTransition = (cycle: Cycle): Cycle['transitions'][number] | undefined =>
  cycle.transitions.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];

/** Current and coming cycles by their start, then what is over, newest first. */
export function sortCycles(cycles: readonly Cycle[]): Cycle[] {
  const over = (cycle: Cycle) => cycle.state === 'ARCHIVED';
  return cycles.toSorted((a, b) => {
    if (over(a) !== over(b)) return over(a) ? 1 : -1;
    const byStart =
      a.startDate < b.startDate ? -1 : a.startDate > b.startDate ? 1 : a.name.localeCompare(b.name, 'en');
    return over(a) ? -byStart : byStart;
  });
}

import { dateText, daysBetween } from '../../components/time/dates.ts';
import type { Cycle } from './cycle-states.ts';
import classes from './cycles.module.css';

export type CycleDatesOf = Pick<
  Cycle,
  'openDate' | 'closeDate' | 'dueDate' | 'allocDate' | 'startDate' | 'endDate'
>;

/** What a cycle goes through, each from 00:00 of its first date to 00:00 of its second. */
export const PHASES = [
  { key: 'call', name: 'Call', from: 'openDate', to: 'closeDate' },
  { key: 'review', name: 'Reviews', from: 'closeDate', to: 'dueDate' },
  { key: 'evaluation', name: 'Evaluation', from: 'dueDate', to: 'allocDate' },
  { key: 'scheduling', name: 'Scheduling', from: 'allocDate', to: 'startDate' },
  { key: 'cycle', name: 'Beam time', from: 'startDate', to: 'endDate' },
] as const;

/** The phase that a day is in; undefined before the call and after the end. */
export const currentPhase = (cycle: CycleDatesOf, today: string): (typeof PHASES)[number] | undefined =>
  PHASES.find(({ from, to }) => cycle[from] <= today && today < cycle[to]);

/** What the colours stand for. */
export function TimelineLegend() {
  return (
    <ul className={classes.legend} aria-hidden>
      {PHASES.map(({ key, name }) => (
        <li key={key}>
          <span data-phase={key} /> {name}
        </li>
      ))}
    </ul>
  );
}

/** One cycle from the opening of its call to its end, to scale, with today's mark. */
export function CycleTimeline({ cycle, today }: { cycle: CycleDatesOf; today: string }) {
  const whole = daysBetween(cycle.openDate, cycle.endDate);
  const gone = daysBetween(cycle.openDate, today);
  const current = currentPhase(cycle, today);
  const label = current
    ? `Today is in: ${current.name}, until ${dateText(cycle[current.to])}`
    : gone < 0
      ? `Before the call, which opens ${dateText(cycle.openDate)}`
      : `Over since ${dateText(cycle.endDate)}`;
  return (
    <div className={classes.timeline} role="img" aria-label={label} data-hint={label}>
      {PHASES.map(({ key, from, to }) => (
        <span
          key={key}
          data-phase={key}
          style={{ flexGrow: Math.max(0, daysBetween(cycle[from], cycle[to])) }}
        />
      ))}
      {gone >= 0 && gone <= whole && (
        <i className={classes.today} style={{ left: `${(gone / whole) * 100}%` }} />
      )}
    </div>
  );
}

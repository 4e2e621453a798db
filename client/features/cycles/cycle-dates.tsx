import type { CSSProperties } from 'react';
import { Panel } from '../../components/panel.tsx';
import { addDays, dateText, daysBetween, daysText } from '../../components/time/dates.ts';
import type { CyclePageQuery } from '../../gql/graphql.ts';
import { currentPhase, PHASES, type CycleDatesOf } from './cycle-timeline.tsx';
import classes from './cycles.module.css';

type Cycle = NonNullable<CyclePageQuery['cycle']>;

/** Where a date lies between the opening of the call and the end, in percent. */
export function placeOf(date: string, { openDate, endDate }: CycleDatesOf): number {
  const whole = daysBetween(openDate, endDate);
  return Math.min(100, Math.max(0, (daysBetween(openDate, date) / whole) * 100));
}

/** The first of the month, for each month that begins within the cycle. */
function monthsOf({ openDate, endDate }: CycleDatesOf): string[] {
  const months: string[] = [];
  for (let day = `${openDate.slice(0, 8)}01`; day < endDate; day = `${addDays(day, 31).slice(0, 8)}01`) {
    if (day > openDate) months.push(day);
  }
  return months;
}

/** Room for this many names of months on a wide screen, and on a phone. */
const ROOM = { wide: 24, narrow: 6 };

/** The months to name below the drawing, so many that their names do not meet; `narrow` are those for a phone. */
export function monthMarks(cycle: CycleDatesOf): { month: string; narrow: boolean }[] {
  const months = monthsOf(cycle);
  const every = (room: number) => Math.ceil(months.length / room) || 1;
  const wide = every(ROOM.wide);
  // Those for a phone are some of the others.
  const narrow = Math.ceil(every(ROOM.narrow) / wide);
  return months
    .filter((_, index) => index % wide === 0)
    .map((month, index) => ({ month, narrow: index % narrow === 0 }));
}

const at = (percent: number): CSSProperties => ({ left: `${percent}%` });

/** The drawing: phases to scale over months, with today's mark. What it shows stands in words beside it. */
function Drawing({ cycle, today }: { cycle: Cycle; today: string }) {
  const begun = cycle.openDate <= today && today <= cycle.endDate;
  const place = placeOf(today, cycle);
  return (
    <div className={classes.drawing} aria-hidden>
      {begun && (
        <span
          className={classes.todayLabel}
          data-edge={place < 8 ? 'start' : place > 92 ? 'end' : undefined}
          style={at(place)}
        >
          Today
        </span>
      )}
      <div className={classes.band}>
        {PHASES.map(({ key, name, from, to }) => (
          <span
            key={key}
            data-phase={key}
            data-current={(cycle[from] <= today && today < cycle[to]) || undefined}
            style={{ flexGrow: Math.max(0, daysBetween(cycle[from], cycle[to])) }}
          >
            <span>{name}</span>
          </span>
        ))}
        {begun && <i className={classes.today} style={at(place)} />}
      </div>
      <div className={classes.months}>
        {monthMarks(cycle).map(({ month, narrow }) => (
          <span key={month} data-narrow={narrow || undefined} style={at(placeOf(month, cycle))}>
            {dateText(month, false).slice(2)}
          </span>
        ))}
      </div>
    </div>
  );
}

const LAST_DAY = {
  call: 'last day to submit',
  review: '',
  evaluation: '',
  scheduling: '',
  cycle: 'last day',
};

/** The dates of a cycle in order, as a drawing and as a list. */
export function CycleDates({ cycle, today }: { cycle: Cycle; today: string }) {
  const current = currentPhase(cycle, today);
  return (
    <Panel title="Dates" aside={`Today is ${dateText(today)}`}>
      <Drawing cycle={cycle} today={today} />
      <ol className={classes.phases}>
        {PHASES.map(({ key, name, from, to }) => (
          <li key={key} aria-current={current?.key === key ? 'date' : undefined}>
            <h3>
              <span data-phase={key} className={classes.swatch} aria-hidden />
              {name}
              {current?.key === key && <span className={classes.now}>now</span>}
            </h3>
            <p>
              <time dateTime={cycle[from]}>{dateText(cycle[from])}</time> to{' '}
              <time dateTime={cycle[to]}>{dateText(cycle[to])}</time>
            </p>
            <p className={classes.phaseNote}>
              {phaseText(cycle[from], cycle[to], today)}
              {LAST_DAY[key] && `, ${LAST_DAY[key]} ${dateText(addDays(cycle[to], -1), false)}`}
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** "begins in 12 days", "ends tomorrow", "ended 3 months ago". */
export function phaseText(from: string, to: string, today: string): string {
  if (today < from) return `begins ${daysText(today, from)}`;
  return today < to ? `ends ${daysText(today, to)}` : `ended ${daysText(today, to)}`;
}

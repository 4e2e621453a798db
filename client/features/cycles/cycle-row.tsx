import { Link } from 'wouter';
import { Badge } from '../../components/badge.tsx';
import { Instant } from '../../components/instant.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import table from '../../components/table.module.css';
import { addDays, dateText } from '../../components/time/dates.ts';
import {
  CYCLE_STATES,
  latestTransition,
  nextChangeText,
  transitionText,
  type Cycle,
} from './cycle-states.ts';
import { CycleTimeline } from './cycle-timeline.tsx';
import classes from './cycles.module.css';

function StateCell({ cycle }: { cycle: Cycle }) {
  const { label, tone, icon } = CYCLE_STATES[cycle.state];
  const transition = latestTransition(cycle);
  return (
    <div>
      <Badge tone={tone} icon={icon}>
        {label}
      </Badge>
      {transition && (
        <div className={table.second}>
          {transitionText(transition)} <Instant at={transition.at} />
        </div>
      )}
    </div>
  );
}

function DateCell({ label, date, note }: { label: string; date: string; note?: string }) {
  return (
    <td role="cell" data-label={label}>
      <div>
        <time dateTime={date} className={table.nowrap}>
          {dateText(date)}
        </time>
        {note && <div className={table.second}>{note}</div>}
      </div>
    </td>
  );
}

export function CycleRow({ cycle, today }: { cycle: Cycle; today: string }) {
  const change = nextChangeText(cycle, today);
  const lastDay = addDays(cycle.endDate, -1);
  return (
    <tr role="row" data-muted={cycle.state === 'ARCHIVED' ? true : undefined}>
      <td role="cell">
        <Link href={recordHref('cycle', cycle.id)} className={classes.name}>
          {cycle.name}
        </Link>
        <div className={`${table.second} ${classes.kind}`}>{cycle.type.name}</div>
      </td>
      <td role="cell" data-label="State">
        <StateCell cycle={cycle} />
      </td>
      <DateCell label="Call opens" date={cycle.openDate} />
      <DateCell
        label="Call closes"
        date={cycle.closeDate}
        note={`at 00:00; last day to submit ${dateText(addDays(cycle.closeDate, -1), false)}`}
      />
      <DateCell label="Reviews due" date={cycle.dueDate} />
      <DateCell label="Allocation" date={cycle.allocDate} />
      <DateCell label="Start" date={cycle.startDate} />
      <DateCell label="Last day" date={lastDay} />
      <td role="cell" data-label="Next change">
        <div className={classes.next}>
          <span>
            {change ? (
              <>
                {change.text} <span className={table.nowrap}>({change.day})</span>
              </>
            ) : (
              'No further change'
            )}
          </span>
          <CycleTimeline cycle={cycle} today={today} />
        </div>
      </td>
    </tr>
  );
}

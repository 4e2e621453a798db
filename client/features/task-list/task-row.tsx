import { memo, type Ref } from 'react';
import { Link } from 'wouter';
import { Breakable } from '../../components/breakable.tsx';
import { NextRun } from '../../components/next-run.tsx';
import { PauseReason } from '../../components/pause-task/paused-badge.tsx';
import { RunNowButton } from '../../components/run-now/run-now-button.tsx';
import { TaskName } from '../../components/task-name.tsx';
import table from '../../components/table.module.css';
import type { TaskRowFactsFragment } from '../../gql/graphql.ts';
import type { Mark } from './chart.ts';
import { LatestRun } from './latest-run.tsx';
import { Sparkline } from './sparkline.tsx';
import classes from './task-list.module.css';
import { TaskStatus } from './task-status.tsx';

interface Props {
  task: TaskRowFactsFragment;
  marks: readonly Mark[] | undefined;
  /** Its place among the rows, from 0. */
  index: number;
  measure: Ref<HTMLTableRowElement> | undefined;
}

/** By which clock the times are, if there are any, and whether they are not the built-in ones. */
function ScheduleNote({ task: { schedule, nextRunAt, retiredAt } }: { task: TaskRowFactsFragment }) {
  const zone = (nextRunAt ?? retiredAt) && schedule.timeZone;
  const text = [zone, schedule.overridden && 'overridden'].filter(Boolean).join(', ');
  return (
    text && (
      <div className={`${table.second} ${classes.zone}`}>
        <Breakable>{text}</Breakable>
      </div>
    )
  );
}

/** Drawn again only when its own task changes, however many others do. */
export const TaskRow = memo(function TaskRow({ task, marks, index, measure }: Props) {
  const href = `/tasks/${encodeURIComponent(task.name)}`;
  return (
    <tr
      ref={measure}
      role="row"
      // The header is the first row.
      aria-rowindex={index + 2}
      data-index={index}
      data-muted={task.retiredAt ? true : undefined}
    >
      <td role="cell">
        <Link href={href} className={classes.label}>
          {task.label}
        </Link>
        <div>
          <TaskName name={task.name} className={classes.name} />
        </div>
      </td>
      <td role="cell" data-label="Status">
        <TaskStatus task={task} />
      </td>
      <td role="cell" data-label="Recent runs">
        <Sparkline href={href} marks={marks} />
      </td>
      <td role="cell" data-label="Schedule">
        <div className={classes.schedule}>
          {task.schedule.text} <ScheduleNote task={task} />
        </div>
      </td>
      <td role="cell" data-label="Last run">
        <LatestRun task={task} />
      </td>
      <td role="cell" data-label="Next run">
        <div className={classes.next}>
          <NextRun task={task} />
          <PauseReason task={task} />
        </div>
      </td>
      <td role="cell" className={table.end}>
        <RunNowButton task={task} />
      </td>
    </tr>
  );
});

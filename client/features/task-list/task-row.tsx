import { IconArchive } from '@tabler/icons-react';
import { Link } from 'wouter';
import { Badge } from '../../components/badge.tsx';
import { Instant } from '../../components/instant.tsx';
import { NextRun, DueMark } from '../../components/next-run.tsx';
import { PausedBadge, PauseReason } from '../../components/pause-task/paused-badge.tsx';
import { RunNowButton } from '../../components/run-now/run-now-button.tsx';
import { runCondition } from '../../components/run-states.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import { TaskName } from '../../components/task-name.tsx';
import table from '../../components/table.module.css';
import type { TaskFactsFragment } from '../../gql/graphql.ts';
import classes from './task-list.module.css';

/** The run in progress, or else the last one: its state, when it started and its newest line. */
function LatestRun({ task }: { task: TaskFactsFragment }) {
  const run = task.activeRun ?? task.lastRun;
  if (!run) return <>Never</>;
  const line = run.lastLine?.message ?? run.error?.message ?? run.summary;
  return (
    <div className={classes.lastRun}>
      <div className={classes.state}>
        <Link
          href={`/runs/${run.id}`}
          aria-label={`${runCondition(run).label}: open the latest run of ${task.label}`}
          className={classes.badgeLink}
        >
          <StatusBadge run={run} />
        </Link>
        <Instant at={run.startedAt ?? run.queuedAt} />
      </div>
      <div className={`${classes.lastLine} ${task.activeRun ? classes.live : ''}`} title={line ?? undefined}>
        {line}
      </div>
    </div>
  );
}

export function TaskRow({ task }: { task: TaskFactsFragment }) {
  return (
    <tr role="row" data-muted={task.retiredAt ? true : undefined}>
      <td role="cell">
        <span className={classes.title}>
          <Link href={`/tasks/${encodeURIComponent(task.name)}`} className={classes.label}>
            {task.label}
          </Link>
          <PausedBadge task={task} />
        </span>
        <div>
          <TaskName name={task.name} className={classes.name} />
        </div>
      </td>
      <td role="cell" data-label="App">
        {task.app}
      </td>
      <td role="cell" data-label="Schedule" title={`Times are in ${task.schedule.timeZone}`}>
        <div>
          {task.schedule.text}
          {task.schedule.overridden && <div className={table.second}>Overridden</div>}
        </div>
      </td>
      <td role="cell" data-label="Last run" className={classes.lastCell}>
        <LatestRun task={task} />
      </td>
      <td role="cell" data-label="Next run">
        <div className={classes.next}>
          {task.retiredAt ? (
            <Badge tone="mute" icon={IconArchive}>
              Retired
            </Badge>
          ) : (
            <>
              <NextRun task={task} />
              <DueMark task={task} />
              <PauseReason task={task} />
            </>
          )}
        </div>
      </td>
      <td role="cell" className={table.end}>
        <RunNowButton task={task} />
      </td>
    </tr>
  );
}

import { IconArchive } from '@tabler/icons-react';
import { Link } from 'wouter';
import { Badge } from '../../components/badge.tsx';
import { Instant } from '../../components/instant.tsx';
import { NextRun, TaskMark } from '../../components/next-run.tsx';
import { RunNowButton } from '../../components/run-now/run-now-button.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { TaskName } from '../../components/task-name.tsx';
import table from '../../components/table.module.css';
import type { TaskFactsFragment } from '../../gql/graphql.ts';
import classes from './task-list.module.css';

function LastRun({ task }: { task: TaskFactsFragment }) {
  const { lastRun, activeRun } = task;
  if (!lastRun) {
    return (
      <div>
        Never
        {activeRun?.lastLine && (
          <div className={`${classes.lastLine} ${classes.live}`}>Now: {activeRun.lastLine.message}</div>
        )}
      </div>
    );
  }
  const live = activeRun?.lastLine?.message;
  const line = live ?? lastRun.lastLine?.message ?? lastRun.error?.message ?? lastRun.summary;
  return (
    <div className={classes.lastRun}>
      <div className={classes.state}>
        <Link
          href={`/runs/${lastRun.id}`}
          aria-label={`Last run of ${task.label}`}
          className={classes.badgeLink}
        >
          <StatusBadge state={lastRun.state} />
        </Link>
        <Instant at={lastRun.startedAt ?? lastRun.queuedAt} />
      </div>
      <div className={`${classes.lastLine} ${live ? classes.live : ''}`} title={line ?? undefined}>
        {live && 'Now: '}
        {line}
      </div>
    </div>
  );
}

export function TaskRow({ task }: { task: TaskFactsFragment }) {
  return (
    <tr role="row" data-muted={task.retiredAt ? true : undefined}>
      <td role="cell">
        <Link href={`/tasks/${encodeURIComponent(task.name)}`} className={classes.label}>
          {task.label}
        </Link>
        <div>
          <TaskName name={task.name} className={classes.name} />
        </div>
      </td>
      <td role="cell" data-label="App">
        {task.app}
      </td>
      <td role="cell" data-label="Schedule" title={`Times are in ${task.schedule.timeZone}`}>
        {task.schedule.text}
      </td>
      <td role="cell" data-label="Last run" className={classes.lastCell}>
        <LastRun task={task} />
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
              <TaskMark task={task} />
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

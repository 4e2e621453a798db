import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { CancelRunButton } from '../../components/cancel-run/cancel-run-button.tsx';
import { useClock } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { NextRun, DueMark } from '../../components/next-run.tsx';
import { isPaused } from '../../components/pause-task/pauses.ts';
import { RunDuration } from '../../components/run-duration.tsx';
import { runCondition, triggerText } from '../../components/run-states.ts';
import { Overridden } from '../../components/schedule/overridden.tsx';
import { ResetButton, ScheduleButton } from '../../components/schedule/schedule-buttons.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { durationText, periodText } from '../../components/time/durations.ts';
import type { TaskDetailQuery } from '../../gql/graphql.ts';
import classes from './task-detail.module.css';

export type TaskDetail = NonNullable<TaskDetailQuery['task']>;

function Card({ title, value, children }: { title: string; value: ReactNode; children?: ReactNode }) {
  return (
    <section className={classes.card} aria-label={title}>
      <h2>{title}</h2>
      <div className={classes.value}>{value}</div>
      <div className={classes.note}>{children}</div>
    </section>
  );
}

function stats({ runs24h, failures24h }: TaskDetail['stats']): string {
  const runs = `${runs24h} ${runs24h === 1 ? 'run' : 'runs'}`;
  return failures24h ? `${runs}, ${failures24h} failed` : runs;
}

/** The four things an administrator looks for first. */
export function TaskCards({ task }: { task: TaskDetail }) {
  const { schedule } = task;
  // The notice above says the same, and more.
  const paused = useClock((now) => isPaused(task, now));
  const lastRun = task.activeRun ?? task.lastRun;
  const { medianDuration, p95Duration } = task.stats;
  return (
    <div className={classes.cards}>
      <Card title="Next run" value={<NextRun task={task} />}>
        <DueMark task={task} />
        {!paused && <p>{task.dueReason}</p>}
      </Card>
      <Card
        title={task.activeRun ? 'Run in progress' : 'Last run'}
        value={
          lastRun ? (
            <Link
              href={`/runs/${lastRun.id}`}
              aria-label={`${runCondition(lastRun).label}: open the last run`}
            >
              <StatusBadge run={lastRun} />
            </Link>
          ) : (
            'Never'
          )
        }
      >
        {lastRun && (
          <p>
            <Instant at={lastRun.startedAt ?? lastRun.queuedAt} /> · {triggerText(lastRun)} ·{' '}
            <span className={classes.nowrap}>
              <RunDuration run={lastRun} />
            </span>
          </p>
        )}
        <CancelRunButton run={task.activeRun} label={task.label} size="compact-sm" />
      </Card>
      <Card title="Schedule" value={<span className={classes.schedule}>{schedule.text}</span>}>
        <p>Times are in {schedule.timeZone}.</p>
        {schedule.retryAfter && <p>Tries again {periodText(schedule.retryAfter)} after a failure.</p>}
        <Overridden schedule={schedule} />
        {!task.retiredAt && (
          <div className={classes.cardActions}>
            <ScheduleButton task={task} />
            <ResetButton task={task} />
          </div>
        )}
      </Card>
      <Card title="Last 24 hours" value={stats(task.stats)}>
        {medianDuration && (
          <p>
            Usually takes {durationText(medianDuration)}
            {p95Duration && `; 95% take ${durationText(p95Duration)} or less`}.
          </p>
        )}
      </Card>
    </div>
  );
}

import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { CancelRunButton } from '../../components/cancel-run/cancel-run-button.tsx';
import { countText, numberText } from '../../components/count-text.ts';
import { useClock } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { NextRun, DueMark } from '../../components/next-run.tsx';
import { isPaused } from '../../components/pause-task/pauses.ts';
import { RunDuration } from '../../components/run-duration.tsx';
import { RunResult } from '../../components/run-result.tsx';
import { runCondition, triggerText } from '../../components/run-states.ts';
import { Overridden } from '../../components/schedule/overridden.tsx';
import { ResetButton } from '../../components/schedule/schedule-buttons.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { durationText, periodText } from '../../components/time/durations.ts';
import type { TaskDetailQuery } from '../../gql/graphql.ts';
import { shareText } from './share-text.ts';
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

/** "12 runs in 24 hours, 1 failed." */
function lastDay({ runs24h, failures24h }: TaskDetail['stats']): string {
  if (runs24h === 0) return 'No run in the last 24 hours.';
  return `${countText(runs24h, 'run')} in the last 24 hours, ${failures24h ? numberText(failures24h) : 'none'} failed.`;
}

function SuccessCard({ stats }: { stats: TaskDetail['stats'] }) {
  const { succeeded, failed, medianDuration, p95Duration } = stats;
  const tried = succeeded + failed;
  return (
    <Card title="Success rate" value={tried > 0 ? shareText(succeeded, tried) : 'No result yet'}>
      {tried > 0 && (
        <p>
          {numberText(succeeded)} of {countText(tried, 'kept run')} that had something to do.
        </p>
      )}
      {medianDuration && (
        <p>
          Usually takes {durationText(medianDuration)}
          {p95Duration && `; 95% take ${durationText(p95Duration)} or less`}.
        </p>
      )}
      <p>{lastDay(stats)}</p>
    </Card>
  );
}

/** The four things an administrator looks for first: what was, what comes, by which schedule, and how well it goes. */
export function TaskCards({ task }: { task: TaskDetail }) {
  const { schedule } = task;
  // The notice above says the same, and more.
  const paused = useClock((now) => isPaused(task, now));
  const lastRun = task.activeRun ?? task.lastRun;
  return (
    <div className={classes.cards}>
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
          <>
            <p>
              <Instant at={lastRun.startedAt ?? lastRun.queuedAt} as="both" />
            </p>
            <p>
              {triggerText(lastRun)} ·{' '}
              <span className={classes.nowrap}>
                <RunDuration run={lastRun} />
              </span>
            </p>
          </>
        )}
        {lastRun && !task.failing && (
          <p className={classes.why}>
            <RunResult run={lastRun} />
          </p>
        )}
        <CancelRunButton run={task.activeRun} label={task.label} size="compact-sm" />
      </Card>
      <Card title="Next run" value={<NextRun task={task} />}>
        <DueMark task={task} />
        {!paused && <p>{task.dueReason}</p>}
      </Card>
      <Card title="Schedule" value={<span className={classes.schedule}>{schedule.text}</span>}>
        {(schedule.every ?? schedule.at) && <p>Times are in {schedule.timeZone}.</p>}
        {schedule.retryAfter && <p>Tries again {periodText(schedule.retryAfter)} after a failure.</p>}
        <Overridden schedule={schedule} />
        {!task.retiredAt && <ResetButton task={task} />}
      </Card>
      <SuccessCard stats={task.stats} />
    </div>
  );
}

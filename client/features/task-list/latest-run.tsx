import { Link } from 'wouter';
import { Instant } from '../../components/instant.tsx';
import { RunDuration } from '../../components/run-duration.tsx';
import { runCondition } from '../../components/run-states.ts';
import type { TaskRowFactsFragment } from '../../gql/graphql.ts';
import classes from './latest-run.module.css';

/** The run in progress, or else the last one: what it is doing or how it ended, when it started, its newest line. */
export function LatestRun({ task }: { task: TaskRowFactsFragment }) {
  const run = task.activeRun ?? task.lastRun;
  if (!run) return <>Never</>;
  const { label, tone, icon: Icon } = runCondition(run);
  const line = run.lastLine?.message ?? run.error?.message ?? run.summary;
  return (
    <div className={classes.run}>
      <div className={classes.state}>
        <Link
          href={`/runs/${run.id}`}
          aria-label={`${label}: open the latest run of ${task.label}`}
          className={classes.outcome}
          data-tone={tone}
        >
          <Icon size={15} aria-hidden />
          {label}
        </Link>
        <Instant at={run.startedAt ?? run.queuedAt} />
        {run.startedAt && (
          <span className={classes.duration}>
            <RunDuration run={run} />
          </span>
        )}
      </div>
      <div className={classes.line} data-live={task.activeRun ? true : undefined} data-hint={line}>
        {line}
      </div>
    </div>
  );
}

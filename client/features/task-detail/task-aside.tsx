import { Link } from 'wouter';
import { countText } from '../../components/count-text.ts';
import { Fact, Facts } from '../../components/fact.tsx';
import { useClock } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { Panel } from '../../components/panel.tsx';
import { isPaused } from '../../components/pause-task/pauses.ts';
import { periodText } from '../../components/time/durations.ts';
import type { RunFactsFragment } from '../../gql/graphql.ts';
import { RecentChanges } from './recent-changes.tsx';
import type { TaskDetail } from './task-cards.tsx';
import classes from './task-detail.module.css';

function RunTime({ run, none }: { run: RunFactsFragment | null; none: string }) {
  if (!run) return <>{none}</>;
  return (
    <>
      <Instant at={run.startedAt ?? run.queuedAt} /> ·{' '}
      <Link href={`/runs/${run.id}`} className={classes.inText}>
        Open run
      </Link>
    </>
  );
}

/** Says that a pause stands between the task and the times below. */
function HeldBack({ task }: { task: TaskDetail }) {
  const held = useClock((now) => isPaused(task, now));
  if (!held || !task.paused) return null;
  return (
    <p className={classes.quiet}>
      Held back{' '}
      {task.paused.until ? (
        <>
          until <Instant at={task.paused.until} as="clock" />
        </>
      ) : (
        'while the task is paused'
      )}
      :
    </p>
  );
}

/** What comes next, and the settings that rarely change. */
export function TaskAside({ task }: { task: TaskDetail }) {
  return (
    <>
      <Panel title="Upcoming" aside={task.nextRuns.length > 0 && task.schedule.timeZone}>
        {task.nextRuns.length === 0 ? (
          <p className={classes.quiet}>
            {task.retiredAt ? 'A retired task never runs.' : 'No run is planned: the task runs only by hand.'}
          </p>
        ) : (
          <div className={classes.coming}>
            <HeldBack task={task} />
            <ol className={classes.upcoming}>
              {task.nextRuns.map((at) => (
                <li key={at}>
                  <Instant at={at} as="both" />
                </li>
              ))}
            </ol>
          </div>
        )}
      </Panel>
      <RecentChanges task={task} />
      <Panel title="Details">
        <Facts>
          <Fact name="App">{task.app}</Fact>
          <Fact name="Last success">
            <RunTime run={task.lastSuccess} none="None yet" />
          </Fact>
          <Fact name="Last failure">
            <RunTime run={task.lastFailure} none="None" />
          </Fact>
          <Fact name="Overlap">Never: one run at a time</Fact>
          <Fact name="Time-out">{periodText(task.timeout)}</Fact>
          <Fact name="Retry after">
            {task.schedule.retryAfter ? periodText(task.schedule.retryAfter) : 'No retry'}
          </Fact>
          <Fact name="Keeps">
            {task.keepRuns ? `The last ${countText(task.keepRuns, 'run')}` : 'All runs'}
          </Fact>
          {task.retiredAt && (
            <Fact name="Retired">
              <Instant at={task.retiredAt} />
            </Fact>
          )}
        </Facts>
      </Panel>
    </>
  );
}

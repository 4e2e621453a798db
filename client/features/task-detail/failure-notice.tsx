import { Link } from 'wouter';
import { Instant } from '../../components/instant.tsx';
import { Notice } from '../../components/notice.tsx';
import { RUN_STATES } from '../../components/run-states.ts';
import { failureTitle } from './failure-text.ts';
import type { TaskDetail } from './task-cards.tsx';
import classes from './task-detail.module.css';

/** What has gone wrong, since when and how often in a row, until a run succeeds; nothing for a task that is well. */
export function FailureNotice({ task }: { task: TaskDetail }) {
  const { label, failing, lastFailure, activeRun, retiredAt } = task;
  if (!failing || !lastFailure || retiredAt) return null;
  const { tone, icon } = RUN_STATES[lastFailure.state];
  return (
    <div className={classes.failure}>
      <Notice tone={tone} icon={icon} title={failureTitle(label, lastFailure.state, failing)}>
        {lastFailure.error && <p className={classes.why}>{lastFailure.error.message}</p>}
        <p>
          {failing.count === 1 ? 'It ended' : 'Since'} <Instant at={failing.since} as="both" />.{' '}
          {activeRun?.trigger === 'RETRY' && 'It is being tried again now. '}
          <Link href={`/runs/${lastFailure.id}`} className={classes.openFailure}>
            Open the last failed run
          </Link>
        </p>
      </Notice>
    </div>
  );
}

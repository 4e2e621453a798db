import { IconPlayerPause } from '@tabler/icons-react';
import type { PauseFactsFragment, TaskFactsFragment } from '../../gql/graphql.ts';
import { useClock } from '../facility.ts';
import { Instant } from '../instant.tsx';
import { Notice } from '../notice.tsx';
import classes from './pause-task.module.css';
import { isPaused } from './pauses.ts';

function Pause({ paused: { by, at, until } }: { paused: PauseFactsFragment }) {
  return (
    <>
      By {by}, <Instant at={at} />.{' '}
      {until ? (
        <>
          Ends by itself at <Instant at={until} as="both" />.
        </>
      ) : (
        'Until somebody resumes it.'
      )}{' '}
      Run now still works.
    </>
  );
}

/** Who holds a task's scheduled runs back, why and until when; nothing for a task that runs. */
export function PausedNotice({ task: { paused } }: { task: Pick<TaskFactsFragment, 'paused'> }) {
  const held = useClock((now) => isPaused({ paused }, now));
  if (!held || !paused) return null;
  return (
    <div className={classes.notice}>
      <Notice tone="warn" icon={IconPlayerPause} title={`Paused: ${paused.reason}`}>
        <Pause paused={paused} />
      </Notice>
    </div>
  );
}

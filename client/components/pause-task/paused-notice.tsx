import { IconPlayerPause } from '@tabler/icons-react';
import type { PauseFactsFragment, TaskFactsFragment } from '../../gql/graphql.ts';
import { useClock } from '../facility.ts';
import { Instant } from '../instant.tsx';
import { Notice } from '../notice.tsx';
import classes from './pause-task.module.css';
import { isPaused } from './pauses.ts';
import { ResumeButton } from './resume-button.tsx';

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

/**
 * Who holds a task's scheduled runs back, why and until when, and the way to end it. Hidden rather than absent
 * for a task that runs, since somebody may be reading the dialog of its button when another person resumes the task.
 */
export function PausedNotice({ task }: { task: TaskFactsFragment }) {
  const { paused } = task;
  const held = useClock((now) => isPaused(task, now));
  return (
    <div hidden={!held} className={classes.notice}>
      <Notice
        tone="warn"
        icon={IconPlayerPause}
        title={`Paused: ${paused?.reason ?? ''}`}
        action={<ResumeButton task={task} />}
      >
        {paused && <Pause paused={paused} />}
      </Notice>
    </div>
  );
}

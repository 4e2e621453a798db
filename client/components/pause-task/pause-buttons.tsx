import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useRef } from 'react';
import type { TaskFactsFragment } from '../../gql/graphql.ts';
import { ActionButton } from '../action/action-button.tsx';
import { PauseDialog, ResumeDialog } from '../dialogs.ts';
import { useClock, useRefusal } from '../facility.ts';
import { isPaused } from './pauses.ts';

/**
 * Holds scheduled runs back after asking why or, for a paused task, lets them go on after saying when. For a retired task
 * there is nothing to hold back.
 */
export function PauseButtons({ task }: { task: TaskFactsFragment }) {
  const pauseRefusal = useRefusal('pause tasks');
  const resumeRefusal = useRefusal('resume tasks');
  const paused = useClock((now) => isPaused(task, now));
  const place = useRef<HTMLButtonElement>(null);
  return (
    <>
      <ActionButton
        icon={IconPlayerPause}
        hint="Hold its scheduled runs back; Run now still works"
        refusal={pauseRefusal}
        offered={!task.retiredAt && !paused}
        place={place}
        dialog={<PauseDialog task={task} />}
      >
        Pause
      </ActionButton>
      <ActionButton
        icon={IconPlayerPlay}
        hint="Let its scheduled runs go on"
        refusal={resumeRefusal}
        offered={paused}
        place={place}
        dialog={<ResumeDialog task={task} />}
      >
        Resume
      </ActionButton>
    </>
  );
}

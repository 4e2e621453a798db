import { IconPlayerPause } from '@tabler/icons-react';
import type { RefObject } from 'react';
import type { TaskFactsFragment } from '../../gql/graphql.ts';
import { ActionButton } from '../action/action-button.tsx';
import { PauseDialog } from '../dialogs.ts';
import { useClock, useRefusal } from '../facility.ts';
import { isPaused } from './pauses.ts';

interface Props {
  task: TaskFactsFragment;
  /** The place that the two buttons share. */
  place: RefObject<HTMLButtonElement | null>;
}

/** Holds scheduled runs back after asking why. Absent for a task that is paused or retired. */
export function PauseButton({ task, place }: Props) {
  const refusal = useRefusal('pause tasks');
  const paused = useClock((now) => isPaused(task, now));
  return (
    <ActionButton
      icon={IconPlayerPause}
      hint="Hold its scheduled runs back; Run now still works"
      refusal={refusal}
      offered={!task.retiredAt && !paused}
      place={place}
      dialog={<PauseDialog task={task} />}
    >
      Pause
    </ActionButton>
  );
}

import { IconPlayerPlay } from '@tabler/icons-react';
import type { RefObject } from 'react';
import type { TaskFactsFragment } from '../../gql/graphql.ts';
import { ActionButton } from '../action/action-button.tsx';
import { ResumeDialog } from '../dialogs.ts';
import { useClock, useRefusal } from '../facility.ts';
import { isPaused } from './pauses.ts';

interface Props {
  task: TaskFactsFragment;
  /** The place that the two buttons share. */
  place: RefObject<HTMLButtonElement | null>;
}

/** Lets scheduled runs go on after saying when. Absent for a task that is not paused. */
export function ResumeButton({ task, place }: Props) {
  const refusal = useRefusal('resume tasks');
  const paused = useClock((now) => isPaused(task, now));
  return (
    <ActionButton
      icon={IconPlayerPlay}
      hint="Let its scheduled runs go on"
      refusal={refusal}
      offered={paused}
      place={place}
      dialog={<ResumeDialog task={task} />}
    >
      Resume
    </ActionButton>
  );
}

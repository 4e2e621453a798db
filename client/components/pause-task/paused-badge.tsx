import { IconPlayerPause } from '@tabler/icons-react';
import type { TaskFactsFragment } from '../../gql/graphql.ts';
import { Badge } from '../badge.tsx';
import { useClock, useFacility } from '../facility.ts';
import { whenText } from '../time/instants.ts';
import classes from './pause-task.module.css';
import { isPaused } from './pauses.ts';

type Task = Pick<TaskFactsFragment, 'paused' | 'retiredAt'>;

/** "Paused", in text and icon; nothing for a task that is not. */
export function PausedBadge({ task }: { task: Task }) {
  const paused = useClock((now) => isPaused(task, now));
  if (!paused || task.retiredAt) return null;
  return (
    <Badge tone="warn" icon={IconPlayerPause}>
      Paused
    </Badge>
  );
}

/** Why a task is paused and by whom, for a list; nothing for one that is not. */
export function PauseReason({ task }: { task: Task }) {
  const { timeZone } = useFacility();
  const { paused } = task;
  const held = useClock((now) => isPaused(task, now));
  const end = useClock((now) => (paused?.until ? whenText(Date.parse(paused.until), now, timeZone) : ''));
  if (!held || !paused) return null;
  return (
    <span className={classes.why} data-hint={paused.reason}>
      {paused.by}
      {end && `, until ${end}`}: {paused.reason}
    </span>
  );
}

import { IconArchive, IconFlame } from '@tabler/icons-react';
import { Badge } from '../../components/badge.tsx';
import { useClock } from '../../components/facility.ts';
import { isDue } from '../../components/lateness.ts';
import { DueMark } from '../../components/next-run.tsx';
import { PausedBadge } from '../../components/pause-task/paused-badge.tsx';
import { isPaused } from '../../components/pause-task/pauses.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import type { TaskRowFactsFragment } from '../../gql/graphql.ts';
import { isFailing } from './conditions.ts';
import classes from './task-list.module.css';

/** All that is notable about a task, in text, icon and colour; plain words for one of which nothing is. */
export function TaskStatus({ task }: { task: TaskRowFactsFragment }) {
  const quiet = useClock((now) => !isPaused(task, now) && !isDue(task, now));
  if (task.retiredAt) {
    return (
      <Badge tone="mute" icon={IconArchive}>
        Retired
      </Badge>
    );
  }
  const failing = isFailing(task);
  if (quiet && !failing && !task.activeRun) {
    return <span className={classes.quiet}>{task.nextRunAt ? 'On schedule' : 'Only by hand'}</span>;
  }
  return (
    <div className={classes.badges}>
      {task.activeRun && <StatusBadge run={task.activeRun} />}
      <PausedBadge task={task} />
      <DueMark task={task} />
      {failing && (
        <Badge tone="bad" icon={IconFlame}>
          Failing
        </Badge>
      )}
    </div>
  );
}

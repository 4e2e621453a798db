import { IconAlarm, IconAlertTriangle } from '@tabler/icons-react';
import { Badge } from './badge.tsx';
import { useClock } from './facility.ts';
import { Instant } from './instant.tsx';
import { isDue, isOverdue, type MaybeLate } from './lateness.ts';
import { isPaused } from './pause-task/pauses.ts';
import { relativeText } from './time/relative.ts';

/** Due or overdue, in text and icon; nothing for a task that runs, is paused or waits for its time. */
export function DueMark({ task }: { task: MaybeLate }) {
  const late = useClock((now) =>
    isOverdue(task, now) ? relativeText(Date.parse(task.nextRunAt ?? ''), now).replace(' ago', '') : '',
  );
  const due = useClock((now) => isDue(task, now));
  if (late) {
    return (
      <Badge tone="bad" icon={IconAlertTriangle}>
        Overdue by {late}
      </Badge>
    );
  }
  return due ? (
    <Badge tone="warn" icon={IconAlarm}>
      Due now
    </Badge>
  ) : null;
}

/** When a paused task would run: the time it waits for, which the pause lets pass. */
function HeldBack({ nextRunAt }: { nextRunAt: string }) {
  const missed = useClock((now) => Date.parse(nextRunAt) <= now);
  return (
    <span>
      Paused, {missed ? 'would have run' : 'would run'} <Instant at={nextRunAt} as="clock" />
    </span>
  );
}

export function NextRun({ task }: { task: MaybeLate }) {
  const paused = useClock((now) => isPaused(task, now));
  const { retiredAt, nextRunAt } = task;
  if (retiredAt) return <span>Never again</span>;
  if (!nextRunAt) return <span>None planned</span>;
  if (paused) return <HeldBack nextRunAt={nextRunAt} />;
  return <Instant at={nextRunAt} as="both" />;
}

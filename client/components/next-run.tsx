import { IconAlarm, IconAlertTriangle } from '@tabler/icons-react';
import type { TaskFactsFragment } from '../gql/graphql.ts';
import { Badge } from './badge.tsx';
import { useClock } from './facility.ts';
import { Instant } from './instant.tsx';
import { relativeText } from './time/relative.ts';

/** A task this late is not merely due: something keeps it from starting. */
const OVERDUE_AFTER = 60_000;

type Task = Pick<TaskFactsFragment, 'due' | 'nextRunAt' | 'activeRun' | 'retiredAt'>;

/** Due or overdue, in text and icon; nothing for a task that runs or waits for its time. */
export function DueMark({ task }: { task: Task }) {
  const { activeRun, nextRunAt } = task;
  const next = nextRunAt ? Date.parse(nextRunAt) : Infinity;
  const late = useClock((now) =>
    now - next > OVERDUE_AFTER ? relativeText(next, now).replace(' ago', '') : '',
  );
  if (task.retiredAt || activeRun) return null;
  if (late) {
    return (
      <Badge tone="bad" icon={IconAlertTriangle}>
        Overdue by {late}
      </Badge>
    );
  }
  return task.due ? (
    <Badge tone="warn" icon={IconAlarm}>
      Due now
    </Badge>
  ) : null;
}

export function NextRun({ task }: { task: Task }) {
  if (task.retiredAt) return <span>Never again</span>;
  if (!task.nextRunAt) return <span>Only by Run Now</span>;
  return <Instant at={task.nextRunAt} as="both" />;
}

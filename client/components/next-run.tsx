import { IconAlarm, IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { TaskFactsFragment } from '../gql/graphql.ts';
import { Badge } from './badge.tsx';
import { useClock } from './facility.ts';
import { Instant } from './instant.tsx';
import { RUN_STATES } from './run-states.ts';
import { relativeText } from './time/relative.ts';

/** A task this late is not merely due: something keeps it from starting. */
const OVERDUE_AFTER = 60_000;

type Task = Pick<TaskFactsFragment, 'due' | 'nextRunAt' | 'activeRun' | 'retiredAt'>;

/** Running, due or overdue, in text and icon; nothing for a task that waits for its time. */
export function TaskMark({ task }: { task: Task }) {
  const { activeRun, nextRunAt } = task;
  const next = nextRunAt ? Date.parse(nextRunAt) : Infinity;
  const late = useClock((now) =>
    now - next > OVERDUE_AFTER ? relativeText(next, now).replace(' ago', '') : '',
  );
  if (task.retiredAt) return null;
  if (activeRun) {
    return (
      <Link href={`/runs/${activeRun.id}`}>
        <Badge tone="run" icon={activeRun.state === 'QUEUED' ? RUN_STATES.QUEUED.icon : IconPlayerPlay}>
          {activeRun.state === 'QUEUED' ? 'Queued' : 'Running now'}
        </Badge>
      </Link>
    );
  }
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

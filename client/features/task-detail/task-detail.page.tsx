import { useQuery } from '@apollo/client/react';
import { IconArchive } from '@tabler/icons-react';
import { Badge } from '../../components/badge.tsx';
import { Columns } from '../../components/columns.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { DueMark } from '../../components/next-run.tsx';
import { NotFoundState } from '../../components/not-found-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { PageSkeleton } from '../../components/page-skeleton.tsx';
import { PauseButtons } from '../../components/pause-task/pause-buttons.tsx';
import { PausedBadge } from '../../components/pause-task/paused-badge.tsx';
import { PausedNotice } from '../../components/pause-task/paused-notice.tsx';
import { RunLog } from '../../components/run-log/run-log.tsx';
import { RunNowButton } from '../../components/run-now/run-now-button.tsx';
import { ScheduleButton } from '../../components/schedule/schedule-buttons.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { TaskName } from '../../components/task-name.tsx';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { TaskDetailDocument } from '../../gql/graphql.ts';
import { FailureNotice } from './failure-notice.tsx';
import { HistoryChart } from './history-chart.tsx';
import { RunHistory } from './run-history.tsx';
import { TaskAside } from './task-aside.tsx';
import { TaskCards, type TaskDetail } from './task-cards.tsx';
import classes from './task-detail.module.css';
import { useFreshDetail } from './use-fresh-detail.ts';

const BACK = { to: '/tasks', text: 'Background Tasks' };

function Detail({ task }: { task: TaskDetail }) {
  useDocumentTitle(task.label);
  const run = task.activeRun ?? task.lastRun;
  return (
    <>
      <FailureNotice task={task} />
      <PageHeader
        title={task.label}
        back={BACK}
        badges={
          <>
            {task.retiredAt && (
              <Badge tone="mute" icon={IconArchive}>
                Retired
              </Badge>
            )}
            <PausedBadge task={task} />
            {run && <StatusBadge run={run} />}
            <DueMark task={task} />
          </>
        }
        actions={
          <>
            {!task.retiredAt && <ScheduleButton task={task} />}
            <PauseButtons task={task} />
            <RunNowButton task={task} variant="filled" size="sm" />
          </>
        }
      >
        <TaskName name={task.name} className={classes.name} />
        <p className={classes.description}>{task.description}</p>
      </PageHeader>
      <PausedNotice task={task} />
      <TaskCards task={task} />
      <Columns
        main={
          <>
            <HistoryChart task={task} />
            {run && (
              <RunLog
                key={run.id}
                run={run}
                height="pane"
                title={task.activeRun ? 'Log of the run in progress' : 'Log of the last run'}
              />
            )}
          </>
        }
        aside={<TaskAside task={task} />}
        below={<RunHistory task={task} />}
      />
    </>
  );
}

export default function TaskDetailPage({ name }: { name: string }) {
  const { data, error, refetch } = useQuery(TaskDetailDocument, { variables: { name } });
  useFreshDetail(name, refetch);

  if (data?.task) return <Detail task={data.task} />;
  if (data) {
    return (
      <NotFoundState title="No such task">
        There is no task named <code>{name}</code>.
      </NotFoundState>
    );
  }
  if (error)
    return (
      <ErrorState page title="The task could not be loaded" error={error} onRetry={() => void refetch()} />
    );
  return <PageSkeleton />;
}

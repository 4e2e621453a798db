import { Button } from '@mantine/core';
import { useQuery } from '@apollo/client/react';
import { IconFilterOff, IconListCheck } from '@tabler/icons-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useNow } from '../../components/facility.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { PageSkeleton } from '../../components/page-skeleton.tsx';
import { isPaused } from '../../components/pause-task/pauses.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { TaskListDocument, type TaskFactsFragment } from '../../gql/graphql.ts';
import { filterTasks, isDue, sortTasks } from './filter-tasks.ts';
import { TaskFilterBar } from './task-filters.tsx';
import { TaskTable } from './task-table.tsx';
import { useTaskFilters } from './use-task-filters.ts';

function Summary({ tasks, now }: { tasks: readonly TaskFactsFragment[]; now: number }) {
  const current = tasks.filter((task) => !task.retiredAt);
  const count = (has: (task: TaskFactsFragment) => boolean) => current.filter(has).length;
  const failed = count(({ lastRun }) => ['FAILED', 'LOST', 'TIMED_OUT'].includes(lastRun?.state ?? ''));
  return (
    <>
      {current.length} {current.length === 1 ? 'task' : 'tasks'} · {count((task) => task.activeRun !== null)}{' '}
      running · {count((task) => isDue(task, now))} due · {count((task) => isPaused(task, now))} paused ·{' '}
      {failed} failed on the last run
    </>
  );
}

export default function TaskListPage() {
  useDocumentTitle('Background Tasks');
  const { data, error, refetch } = useQuery(TaskListDocument);
  const filtering = useTaskFilters();
  const now = useNow();

  if (!data) {
    if (!error) return <PageSkeleton />;
    return <ErrorState title="The tasks could not be loaded" error={error} onRetry={() => void refetch()} />;
  }

  const shown = sortTasks(filterTasks(data.tasks, filtering.filters, now), filtering.sort);
  const apps = [...new Set(data.tasks.map((task) => task.app))].toSorted();
  return (
    <>
      <PageHeader title="Background Tasks">
        <Summary tasks={data.tasks} now={now} />
      </PageHeader>
      {data.tasks.length > 0 && <TaskFilterBar {...filtering} apps={apps} />}
      {shown.length > 0 ? (
        <TaskTable
          tasks={shown}
          sort={filtering.sort}
          onSort={(sort) => filtering.set('sort', sort === 'task' ? '' : sort)}
        />
      ) : data.tasks.length === 0 ? (
        <EmptyState icon={IconListCheck} title="No tasks yet">
          Tasks appear here as soon as the server defines one.
        </EmptyState>
      ) : (
        <EmptyState
          icon={IconFilterOff}
          title="No task matches"
          action={
            <Button variant="default" onClick={filtering.clear}>
              Clear filters
            </Button>
          }
        >
          {data.tasks.length} tasks are hidden by the search or the filters.
        </EmptyState>
      )}
    </>
  );
}

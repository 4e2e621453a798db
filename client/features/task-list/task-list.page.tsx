import { useQuery } from '@apollo/client/react';
import { IconFilterOff, IconListCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { ClearFilters } from '../../components/clear-filters.tsx';
import { countText, numberText } from '../../components/count-text.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useNow } from '../../components/facility.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { PageSkeleton } from '../../components/page-skeleton.tsx';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { TaskListDocument, type TaskRowFactsFragment } from '../../gql/graphql.ts';
import { countConditions } from './conditions.ts';
import { filterTasks, sortTasks } from './filter-tasks.ts';
import { SummaryStrip } from './summary-strip.tsx';
import { TaskFilterBar } from './task-filters.tsx';
import { TaskTable } from './task-table.tsx';
import { useTaskFilters } from './use-task-filters.ts';

export default function TaskListPage() {
  useDocumentTitle('Background Tasks');
  const { data, error, refetch } = useQuery(TaskListDocument);

  if (!data) {
    if (!error) return <PageSkeleton />;
    return (
      <ErrorState page title="The tasks could not be loaded" error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      <PageHeader title="Background Tasks" />
      {data.tasks.length > 0 ? (
        <Tasks tasks={data.tasks} />
      ) : (
        <EmptyState icon={IconListCheck} title="No tasks yet">
          Tasks appear here as soon as the server defines one.
        </EmptyState>
      )}
    </>
  );
}

function Tasks({ tasks }: { tasks: readonly TaskRowFactsFragment[] }) {
  const filtering = useTaskFilters();
  const { filters, sort, set, setSort, clear, any } = filtering;
  const now = useNow();
  const counts = useMemo(() => countConditions(tasks, now), [tasks, now]);
  const apps = useMemo(() => [...new Set(tasks.map((task) => task.app))].toSorted(), [tasks]);
  const shown = useMemo(() => sortTasks(filterTasks(tasks, filters, now), sort), [tasks, filters, now, sort]);

  const all = countText(tasks.length, 'task');
  return (
    <>
      <SummaryStrip
        counts={counts}
        chosen={filters.conditions}
        onChoose={(condition, chosen) => set(condition, chosen ? 'true' : '')}
      />
      <TaskFilterBar {...filtering} apps={apps} count={any ? `${numberText(shown.length)} of ${all}` : all} />
      {shown.length > 0 ? (
        <TaskTable tasks={shown} sort={sort} onSort={setSort} />
      ) : (
        <EmptyState icon={IconFilterOff} title="No task matches" action={<ClearFilters onClear={clear} />}>
          {tasks.length === 1 ? 'The only task is' : `All ${all} are`} hidden by the search or the filters.
        </EmptyState>
      )}
    </>
  );
}

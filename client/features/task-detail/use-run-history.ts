import { useQuery } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { TaskRunsDocument, type TaskFactsFragment } from '../../gql/graphql.ts';

const stamp = (run: TaskFactsFragment['lastRun']): string =>
  run ? `${run.id} ${run.state} ${run.checks}` : '';

/** The task's runs, newest first; read again whenever the task gets a new run or one changes its state. */
export function useRunHistory(task: TaskFactsFragment) {
  const { data, error, refetch, fetchMore } = useQuery(TaskRunsDocument, { variables: { name: task.name } });
  const version = `${stamp(task.activeRun)} ${stamp(task.lastRun)}`;
  const read = useRef(version);
  useEffect(() => {
    if (read.current === version) return;
    read.current = version;
    void refetch().catch(() => undefined);
  }, [refetch, version]);

  const runs = data?.task?.runs;
  return {
    runs: runs?.edges.map((edge) => edge.node),
    total: runs?.totalCount,
    more: runs?.pageInfo.hasNextPage ?? false,
    loadMore: () => fetchMore({ variables: { after: runs?.pageInfo.endCursor } }),
    error,
    retry: () => refetch(),
  };
}

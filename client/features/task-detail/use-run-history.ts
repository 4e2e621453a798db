import { useQuery } from '@apollo/client/react';
import { useEffect, useRef, useState } from 'react';
import { TaskRunsDocument, type RunState, type TaskFactsFragment } from '../../gql/graphql.ts';

const stamp = (run: TaskFactsFragment['lastRun']): string =>
  run ? `${run.id} ${run.state} ${run.checks}` : '';

/**
 * The task's runs, newest first, all or those in one state; read again whenever the task gets a new run or one changes
 * its state.
 */
export function useRunHistory(task: TaskFactsFragment, state: RunState | null) {
  const { data, previousData, error, refetch, fetchMore } = useQuery(TaskRunsDocument, {
    variables: { name: task.name, state },
  });
  const version = `${stamp(task.activeRun)} ${stamp(task.lastRun)}`;
  const read = useRef(version);
  useEffect(() => {
    if (read.current === version) return;
    read.current = version;
    void refetch().catch(() => undefined);
  }, [refetch, version]);

  const own = data?.task?.runs;
  const runs = own ?? (error ? undefined : previousData?.task?.runs);
  const [loadingMore, setLoadingMore] = useState(false);
  const [moreError, setMoreError] = useState<unknown>();
  const loadMore = async () => {
    setLoadingMore(true);
    setMoreError(undefined);
    await fetchMore({ variables: { after: own?.pageInfo.endCursor } })
      .catch(setMoreError)
      .finally(() => setLoadingMore(false));
  };
  return {
    runs: runs?.edges.map((edge) => edge.node),
    total: runs?.totalCount,
    /** The runs are those of another state; the right ones are on their way. */
    stale: runs !== own,
    more: own?.pageInfo.hasNextPage ?? false,
    loadMore,
    loadingMore,
    /** Why the next ones did not come. */
    moreError,
    error,
    retry: () => refetch(),
  };
}

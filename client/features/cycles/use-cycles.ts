import { useQuery } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { useTaskChanged } from '../../components/task-events.ts';
import { CyclesDocument } from '../../gql/graphql.ts';

const AT_MOST_EVERY = 1_000;

/** The cycles, read again after any task has finished a run, since that is what moves them. */
export function useCycles() {
  const { data, error, refetch, fetchMore } = useQuery(CyclesDocument);
  const finished = useRef(new Map<string, string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useTaskChanged(({ name, lastRun }) => {
    if (!lastRun?.finishedAt || finished.current.get(name) === lastRun.id) return;
    finished.current.set(name, lastRun.id);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void refetch().catch(() => undefined);
    }, AT_MOST_EVERY);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  const { hasNextPage, endCursor } = data?.cycles.pageInfo ?? {};
  useEffect(() => {
    if (hasNextPage) void fetchMore({ variables: { after: endCursor } }).catch(() => undefined);
  }, [endCursor, fetchMore, hasNextPage]);

  return { cycles: data?.cycles.edges.map((edge) => edge.node), error, refetch };
}

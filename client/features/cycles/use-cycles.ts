import { useQuery } from '@apollo/client/react';
import { useEffect } from 'react';
import { useAfterRuns } from '../../components/use-after-runs.ts';
import { CyclesDocument } from '../../gql/graphql.ts';

/** The cycles, read again after any task has finished a run, since that is what moves them. */
export function useCycles() {
  const { data, error, refetch, fetchMore } = useQuery(CyclesDocument);
  useAfterRuns(refetch);

  const { hasNextPage, endCursor } = data?.cycles.pageInfo ?? {};
  useEffect(() => {
    if (hasNextPage) void fetchMore({ variables: { after: endCursor } }).catch(() => undefined);
  }, [endCursor, fetchMore, hasNextPage]);

  return { cycles: data?.cycles.edges.map((edge) => edge.node), error, refetch };
}

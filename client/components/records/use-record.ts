import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { useAfterRuns } from '../use-after-runs.ts';

/** One record by its id, read again after every run. `data` is undefined until the server has answered. */
export function useRecord<Data>(document: TypedDocumentNode<Data, { id: string }>, id: string) {
  const { data, error, refetch } = useQuery<Data, OperationVariables>(document, { variables: { id } });
  useAfterRuns(refetch);
  return { data, error, retry: () => void refetch().catch(() => undefined) };
}

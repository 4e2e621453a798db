import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { CurrentScheduleDocument } from '../../gql/graphql.ts';
import { useAction } from '../action/use-action.ts';
import { refusalOf } from '../error-text.ts';

/** An edit of a task's schedule. When another person was faster, what they made of it is read and shown. */
export function useEditAction<Data, Variables extends OperationVariables>(
  name: string,
  document: TypedDocumentNode<Data, Variables>,
  onDone: (data: Data) => void,
) {
  const client = useApolloClient();
  const readCurrent = () =>
    client.query({ query: CurrentScheduleDocument, variables: { name }, fetchPolicy: 'network-only' });
  return useAction(document, {
    onDone,
    onRefused: (cause) => {
      // What cannot be read stays told by the refusal.
      if (refusalOf(cause).code === 'CONFLICT') void readCurrent().catch(() => undefined);
    },
  });
}

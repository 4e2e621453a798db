import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useMutation } from '@apollo/client/react';

interface Options<Data> {
  onDone: (data: Data) => void;
  onRefused?: (error: unknown) => void;
}

/** A mutation for a dialog. A refusal stays in `error`, so that the dialog can show it and stay open. */
export function useAction<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  { onDone, onRefused }: Options<Data>,
) {
  const [mutate, { loading, error, data, reset }] = useMutation<Data, OperationVariables>(document, {
    onCompleted: onDone,
    onError: onRefused,
  });
  // The error is shown from `error`; a rejection of its own would only be reported as unhandled.
  const act = (variables: Variables): void => void mutate({ variables }).then(undefined, () => undefined);
  return { act, loading, error, data, reset };
}

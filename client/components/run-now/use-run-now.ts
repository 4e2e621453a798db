import { useMutation } from '@apollo/client/react';
import { useLocation } from 'wouter';
import { RunTaskNowDocument } from '../../gql/graphql.ts';

/** Left in the history entry, so that the run page can say why the reader landed on an older run. */
export interface RunNowState {
  alreadyActive: boolean;
}

/** Starts a run and goes to it. A refusal stays in `error` for the dialog to show. */
export function useRunNow(name: string) {
  const [, navigate] = useLocation();
  const [mutate, { loading, error, reset }] = useMutation(RunTaskNowDocument, {
    variables: { name },
    onCompleted: ({ runTaskNow: { run, alreadyActive } }) =>
      navigate(`/runs/${run.id}`, { state: { alreadyActive } satisfies RunNowState }),
  });
  // The error is shown from `error`; a rejection of its own would only be reported as unhandled.
  const runNow = () => mutate().then(undefined, () => undefined);
  return { runNow, loading, error, reset };
}

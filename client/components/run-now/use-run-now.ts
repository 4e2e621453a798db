import { useLocation } from 'wouter';
import { RunTaskNowDocument } from '../../gql/graphql.ts';
import { useAction } from '../action/use-action.ts';

/** Left in the history entry, so that the run page can say why the reader landed on an older run. */
export interface RunNowState {
  alreadyActive: boolean;
}

/** Starts a run and goes to it. */
export function useRunNow(name: string) {
  const [, navigate] = useLocation();
  const { act, loading, error } = useAction(RunTaskNowDocument, {
    onDone: ({ runTaskNow: { run, alreadyActive } }) =>
      navigate(`/runs/${run.id}`, { state: { alreadyActive } satisfies RunNowState }),
  });
  return { runNow: () => act({ name }), loading, error };
}

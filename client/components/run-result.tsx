import type { RunFactsFragment } from '../gql/graphql.ts';
import { countText } from './count-text.ts';
import { useFacility, useNow } from './facility.ts';
import { whenText } from './time/instants.ts';

/** What came of a run, in one line: why it failed, who cancelled it, what it did, or how often there was nothing to do. */
export function RunResult({ run }: { run: RunFactsFragment }) {
  const { timeZone } = useFacility();
  const now = useNow();
  if (run.checks > 1 && run.checksSince) {
    const since = whenText(Date.parse(run.checksSince), now, timeZone);
    return (
      <>
        {countText(run.checks, 'check')} found nothing to do since {since}
      </>
    );
  }
  if (run.state === 'CANCELLED' && run.cancelledBy) return <>Cancelled by {run.cancelledBy}</>;
  return <>{run.error?.message ?? run.summary ?? run.lastLine?.message}</>;
}

import type { RunFactsFragment } from '../gql/graphql.ts';
import { useClock } from './facility.ts';
import { durationText, tickingText } from './time/durations.ts';

type Run = Pick<RunFactsFragment, 'state' | 'startedAt' | 'duration'>;

function Ticking({ since }: { since: string }) {
  return <>{useClock((now) => tickingText(now - Date.parse(since)))}</>;
}

/** How long a run took, or has been taking so far. */
export function RunDuration({ run }: { run: Run }) {
  // While a run goes on the server tells its duration as of the answer; the clock here knows better.
  if (run.state === 'RUNNING' && run.startedAt) return <Ticking since={run.startedAt} />;
  if (run.duration) return <>{durationText(run.duration)}</>;
  return <>–</>;
}

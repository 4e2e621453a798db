import type { RunFactsFragment } from '../gql/graphql.ts';
import { useClock } from './facility.ts';
import { durationText, tickingText } from './time/durations.ts';

type Run = Pick<RunFactsFragment, 'state' | 'startedAt' | 'duration'>;

function Ticking({ since }: { since: string }) {
  return <>{useClock((now) => tickingText(now - Date.parse(since)))}</>;
}

/** How long a run took, or has been taking so far. */
export function RunDuration({ run }: { run: Run }) {
  if (run.duration) return <>{durationText(run.duration)}</>;
  if (run.state === 'RUNNING' && run.startedAt) return <Ticking since={run.startedAt} />;
  return <>–</>;
}

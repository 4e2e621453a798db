import type { RunFactsFragment } from '../gql/graphql.ts';
import { useNow } from './facility.ts';
import { durationText, elapsedText } from './time/durations.ts';

type Run = Pick<RunFactsFragment, 'state' | 'startedAt' | 'duration'>;

function Ticking({ since }: { since: string }) {
  const now = useNow(1_000);
  // The whole second: tenths that never change would look stuck.
  return (
    <>
      {elapsedText(Math.max(0, now - Date.parse(since)))
        .replace('.0 s', ' s')
        .replace('0 ms', '0 s')}
    </>
  );
}

/** How long a run took, or has been taking so far. */
export function RunDuration({ run }: { run: Run }) {
  if (run.duration) return <>{durationText(run.duration)}</>;
  if (run.state === 'RUNNING' && run.startedAt) return <Ticking since={run.startedAt} />;
  return <>–</>;
}

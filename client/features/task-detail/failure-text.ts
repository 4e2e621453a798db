import { numberText } from '../../components/count-text.ts';
import type { RunState } from '../../gql/graphql.ts';

/** How a run that went wrong ended. */
const ENDED: Partial<Record<RunState, string>> = {
  FAILED: 'failed',
  TIMED_OUT: 'timed out',
  LOST: 'was lost',
};

interface Failing {
  count: number;
  orMore: boolean;
}

/** What went wrong, and how often in a row; `state` is that of the last run. */
export function failureTitle(label: string, state: RunState, { count, orMore }: Failing): string {
  const ended = ENDED[state] ?? 'failed';
  if (count === 1 && !orMore) return `The last run of ${label} ${ended}`;
  const times = `${numberText(count)}${orMore ? ' or more' : ''} times in a row`;
  return state === 'FAILED'
    ? `${label} has failed ${times}`
    : `${label} has not succeeded ${times}; the last run ${ended}`;
}

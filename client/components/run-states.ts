import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconClockPause,
  IconClockX,
  IconHourglass,
  IconPlayerSkipForward,
  IconPlayerPlay,
  IconUnlink,
  type Icon,
} from '@tabler/icons-react';
import type { RunState, RunTrigger } from '../gql/graphql.ts';
import type { Tone } from './badge.tsx';

/** How each run state is named and shown, everywhere. */
export const RUN_STATES: Record<RunState, { label: string; tone: Tone; icon: Icon }> = {
  QUEUED: { label: 'Queued', tone: 'run', icon: IconClockPause },
  RUNNING: { label: 'Running', tone: 'run', icon: IconPlayerPlay },
  SUCCEEDED: { label: 'Succeeded', tone: 'ok', icon: IconCircleCheck },
  FAILED: { label: 'Failed', tone: 'bad', icon: IconAlertTriangle },
  SKIPPED: { label: 'Skipped', tone: 'mute', icon: IconPlayerSkipForward },
  LOST: { label: 'Lost', tone: 'warn', icon: IconUnlink },
  TIMED_OUT: { label: 'Timed out', tone: 'warn', icon: IconClockX },
  CANCELLED: { label: 'Cancelled', tone: 'mute', icon: IconBan },
};

interface RunCondition {
  state: RunState;
  cancelling: boolean;
}

/** The same for a run, which may have been asked to end and not have ended yet. */
export const runCondition = ({ state, cancelling }: RunCondition): (typeof RUN_STATES)[RunState] =>
  cancelling ? { label: 'Cancelling…', tone: 'warn', icon: IconHourglass } : RUN_STATES[state];

const TRIGGERS: Record<RunTrigger, string> = {
  SCHEDULE: 'Schedule',
  RETRY: 'Retry',
  MANUAL: 'Run now',
  BOOT: 'Start-up',
};

/** "Schedule", or "Run now by Maria Keller". */
export function triggerText({
  trigger,
  requestedBy,
}: {
  trigger: RunTrigger;
  requestedBy: string | null;
}): string {
  return requestedBy ? `${TRIGGERS[trigger]} by ${requestedBy}` : TRIGGERS[trigger];
}

export const isActive = (state: RunState): boolean => state === 'QUEUED' || state === 'RUNNING';

/** Whether a run has ended without doing what it should have done, and nobody wanted that. */
export const isFailure = (state: RunState): boolean =>
  state === 'FAILED' || state === 'LOST' || state === 'TIMED_OUT';

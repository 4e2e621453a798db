import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconClockPause,
  IconEye,
  IconFileText,
  IconFlag,
  IconHandStop,
  IconHourglass,
  IconLock,
  IconMail,
  IconPlayerPlay,
  IconSend,
  IconThumbDown,
  IconThumbUp,
  type Icon,
} from '@tabler/icons-react';
import type {
  AllocationRequestState,
  MaterialState,
  NotificationLevel,
  NotificationState,
  ProjectState,
  ReviewState,
  SessionState,
  StageOutcome,
  SubmissionState,
} from '../../gql/graphql.ts';
import type { Tone } from '../badge.tsx';

export interface ShownState {
  label: string;
  tone: Tone;
  icon: Icon;
}

// How the states of each kind of record are named and shown, everywhere, in the order of their lives.

export const SUBMISSION_STATES: Record<SubmissionState, ShownState> = {
  PENDING: { label: 'Pending', tone: 'mute', icon: IconClockPause },
  STARTED: { label: 'In review', tone: 'run', icon: IconPlayerPlay },
  REVIEWED: { label: 'Reviewed', tone: 'accent', icon: IconFileText },
  COMPLETE: { label: 'Complete', tone: 'mute', icon: IconFlag },
};

export const DECISIONS = {
  approved: { label: 'Approved', tone: 'ok', icon: IconThumbUp },
  rejected: { label: 'Rejected', tone: 'bad', icon: IconThumbDown },
} satisfies Record<string, ShownState>;

export const REVIEW_STATES: Record<ReviewState, ShownState> = {
  PENDING: { label: 'Pending', tone: 'mute', icon: IconClockPause },
  OPEN: { label: 'Open', tone: 'run', icon: IconPlayerPlay },
  SUBMITTED: { label: 'Submitted', tone: 'ok', icon: IconCircleCheck },
  CLOSED: { label: 'Closed', tone: 'mute', icon: IconLock },
};

export const STAGE_OUTCOMES: Record<StageOutcome, ShownState> = {
  NOT_STARTED: { label: 'No reviews', tone: 'mute', icon: IconCircleDashed },
  IN_REVIEW: { label: 'In review', tone: 'run', icon: IconHourglass },
  PASSED: { label: 'Passed', tone: 'ok', icon: IconCircleCheck },
  FAILED: { label: 'Failed', tone: 'bad', icon: IconAlertTriangle },
};

export const PROJECT_STATES: Record<ProjectState, ShownState> = {
  UPCOMING: { label: 'Upcoming', tone: 'warn', icon: IconClockPause },
  RUNNING: { label: 'Running', tone: 'ok', icon: IconPlayerPlay },
  OVER: { label: 'Over', tone: 'mute', icon: IconFlag },
};

export const REQUEST_STATES: Record<AllocationRequestState, ShownState> = {
  DRAFT: { label: 'Draft', tone: 'mute', icon: IconFileText },
  SUBMITTED: { label: 'Submitted', tone: 'run', icon: IconSend },
  COMPLETE: { label: 'Granted', tone: 'ok', icon: IconCircleCheck },
  REJECTED: { label: 'Rejected', tone: 'bad', icon: IconThumbDown },
};

export const MATERIAL_STATES: Record<MaterialState, ShownState> = {
  PENDING: { label: 'Under review', tone: 'run', icon: IconHourglass },
  APPROVED: { label: 'May be used', tone: 'ok', icon: IconCircleCheck },
  DENIED: { label: 'May not be used', tone: 'bad', icon: IconBan },
};

export const SESSION_STATES: Record<SessionState, ShownState> = {
  READY: { label: 'Ready', tone: 'warn', icon: IconClockPause },
  LIVE: { label: 'Live', tone: 'run', icon: IconPlayerPlay },
  COMPLETE: { label: 'Complete', tone: 'ok', icon: IconCircleCheck },
  CANCELLED: { label: 'Cancelled', tone: 'mute', icon: IconBan },
  TERMINATED: { label: 'Terminated', tone: 'bad', icon: IconHandStop },
};

export const MESSAGE_STATES: Record<NotificationState, ShownState> = {
  QUEUED: { label: 'Queued', tone: 'run', icon: IconClockPause },
  SENT: { label: 'Sent', tone: 'ok', icon: IconMail },
  READ: { label: 'Read', tone: 'ok', icon: IconEye },
  ACKNOWLEDGED: { label: 'Acknowledged', tone: 'ok', icon: IconCircleCheck },
  FAILED: { label: 'Failed', tone: 'bad', icon: IconAlertTriangle },
};

export const MESSAGE_LEVELS: Record<NotificationLevel, string> = {
  INFO: 'Info',
  IMPORTANT: 'Important',
  URGENT: 'Urgent',
};

/** The states as choices of a filter. */
export const stateChoices = (states: Record<string, { label: string }>): { value: string; label: string }[] =>
  Object.entries(states).map(([value, { label }]) => ({ value, label }));

/** The key when it is one of these states, as a filter from the address may not be; otherwise undefined. */
export const oneOf = <State extends string>(
  states: Record<State, unknown>,
  key: string | undefined,
): State | undefined => (key !== undefined && Object.hasOwn(states, key) ? (key as State) : undefined);

import type { SubmissionState } from '../reviews/submission.entity.ts';

/** How far a sample submission has come. */
export type Progress =
  /** No review exists. */
  | 'NEW'
  /** The reviews of the first stage wait to be opened. */
  | 'INVITED'
  /** They are open. */
  | 'OPENED'
  /** Some of them are submitted. */
  | 'PARTLY'
  /** The first stage is finished, and nobody has noticed; the next one has no reviews. */
  | 'STAGE_PASSED'
  | 'STAGE_FAILED'
  /** The reviews of the second stage wait to be opened. */
  | 'NEXT_INVITED'
  /** Some of them are open. */
  | 'NEXT_OPENED'
  /** All stages are finished, and nobody has noticed. */
  | 'FINISHED'
  | 'APPROVED'
  /** Approved for some of its facilities. */
  | 'APPROVED_IN_PART'
  /** Failed the first stage. */
  | 'REJECTED_EARLY'
  /** Failed the last stage that can be failed. */
  | 'REJECTED';

const decided = new Set<Progress>(['APPROVED', 'APPROVED_IN_PART', 'REJECTED_EARLY', 'REJECTED']);

export const isDecided = (progress: Progress): boolean => decided.has(progress);

/** The state of a submission that has come this far; `isTold` is whether applicants know the result. */
export function stateOf(progress: Progress, isTold: boolean): SubmissionState {
  if (progress === 'NEW' || progress === 'INVITED') return 'PENDING';
  if (!isDecided(progress)) return 'STARTED';
  return isTold ? 'COMPLETE' : 'REVIEWED';
}

/** The parts of a cycle before its results are made into projects. Only the last goes on for ever. */
export type CallPhase = 'OPEN' | 'CLOSED' | 'REVIEW' | 'EVALUATION' | 'ALLOCATED';

const courses: Record<CallPhase, Progress[]> = {
  OPEN: ['NEW'],
  CLOSED: ['NEW', 'INVITED', 'NEW', 'INVITED', 'NEW'],
  REVIEW: [
    'OPENED',
    'NEXT_OPENED',
    'STAGE_PASSED',
    'NEW',
    'PARTLY',
    'NEXT_INVITED',
    'FINISHED',
    'INVITED',
    'NEXT_OPENED',
    'APPROVED',
    'STAGE_FAILED',
    'REJECTED_EARLY',
  ],
  EVALUATION: [
    'APPROVED',
    'APPROVED',
    'REJECTED',
    'NEXT_OPENED',
    'APPROVED',
    'FINISHED',
    'APPROVED_IN_PART',
    'APPROVED',
    'REJECTED_EARLY',
  ],
  ALLOCATED: [
    'APPROVED',
    'APPROVED',
    'REJECTED',
    'APPROVED',
    'APPROVED_IN_PART',
    'APPROVED',
    'REJECTED_EARLY',
    'APPROVED',
  ],
};

/** How far the submission with this number has come in a phase of its call. */
export function callProgress(phase: CallPhase, number: number): Progress {
  const course = courses[phase];
  return course[number % course.length]!;
}

/** How far a submission without a call has come, when its review began, and whether its applicants know the result. */
interface RapidCourse {
  progress: Progress;
  daysAgo: number;
  isTold?: boolean;
  hasProject?: boolean;
}

/** Submissions without a call in the cycle of today. */
export const rapidCourse: RapidCourse[] = [
  ...repeat(4, { progress: 'NEW', daysAgo: 1 }),
  ...repeat(3, { progress: 'INVITED', daysAgo: 1 }),
  // Two weeks are given for reviews: these are due tomorrow, and those yesterday.
  ...repeat(3, { progress: 'OPENED', daysAgo: 13 }),
  ...repeat(2, { progress: 'OPENED', daysAgo: 15 }),
  ...repeat(2, { progress: 'PARTLY', daysAgo: 8 }),
  ...repeat(2, { progress: 'STAGE_PASSED', daysAgo: 9 }),
  ...repeat(1, { progress: 'STAGE_FAILED', daysAgo: 9 }),
  ...repeat(1, { progress: 'NEXT_INVITED', daysAgo: 10 }),
  ...repeat(3, { progress: 'NEXT_OPENED', daysAgo: 24 }),
  ...repeat(2, { progress: 'FINISHED', daysAgo: 21 }),
  ...repeat(3, { progress: 'APPROVED', daysAgo: 20 }),
  ...repeat(1, { progress: 'APPROVED_IN_PART', daysAgo: 20 }),
  ...repeat(3, { progress: 'APPROVED', daysAgo: 22, hasProject: true }),
  ...repeat(2, { progress: 'REJECTED', daysAgo: 22 }),
  ...repeat(10, { progress: 'APPROVED', daysAgo: 70, hasProject: true, isTold: true }),
  ...repeat(4, { progress: 'REJECTED_EARLY', daysAgo: 60, isTold: true }),
];

/** Those of the cycle before: all is over. */
export const formerRapidCourse: RapidCourse[] = [
  ...repeat(10, { progress: 'APPROVED', daysAgo: 200, hasProject: true, isTold: true }),
  ...repeat(4, { progress: 'REJECTED', daysAgo: 190, isTold: true }),
];

function repeat(count: number, item: RapidCourse): RapidCourse[] {
  return Array.from({ length: count }, () => item);
}

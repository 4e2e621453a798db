import type { Step } from '../../../server/domain/reviews/decide-submission.ts';
import type {
  ReviewFacts,
  StageFacts,
  SubmissionFacts,
} from '../../../server/domain/reviews/review-facts.ts';

/** Stage 1 of domain §5.2's worked cases: technical, per facility, one review, passes at 3 or less. */
export const technical: StageFacts = {
  id: '11',
  position: 1,
  typeId: '21',
  type: 'technical',
  role: 'reviewer:{}',
  scored: true,
  lowBetter: true,
  perFacility: true,
  minReviews: 1,
  blocks: true,
  passScore: 3,
  weight: 1,
  autoCreate: true,
};

/** Stage 2: scientific, two reviews, passes at 4 or less. */
export const scientific: StageFacts = {
  ...technical,
  id: '12',
  position: 2,
  typeId: '22',
  type: 'scientific',
  role: 'reviewer',
  perFacility: false,
  minReviews: 2,
  passScore: 4,
};

export const a = { id: '1', acronym: 'AA' };
export const b = { id: '2', acronym: 'BB' };

let counter = 100;

/** A review as it was made: PENDING, incomplete, unscored, for the named facility where it is technical. */
export function review(stage: StageFacts, rest: Partial<ReviewFacts> = {}): ReviewFacts {
  counter += 1;
  return {
    id: String(counter),
    stageId: stage.id,
    facilityId: null,
    state: 'PENDING',
    isComplete: false,
    wasSubmitted: false,
    score: 0,
    comments: '',
    ...rest,
  };
}

/** A review that counts. */
export const done = (stage: StageFacts, score: number, rest: Partial<ReviewFacts> = {}): ReviewFacts =>
  review(stage, { state: 'SUBMITTED', isComplete: true, wasSubmitted: true, score, ...rest });

export const onA = { facilityId: a.id };
export const onB = { facilityId: b.id };

/** A submission to both facilities on the two stages above. */
export const submission = (reviews: ReviewFacts[], rest: Partial<SubmissionFacts> = {}): SubmissionFacts => ({
  id: '1',
  code: 'GAP00001',
  trackId: '1',
  track: 'GA',
  cycleId: '1',
  cycleDueDate: Temporal.PlainDate.from('2025-04-16'),
  stages: [technical, scientific],
  facilities: [a, b],
  reviews,
  ...rest,
});

/** A step in short: `create 1 at stage 1 for AA`, `reject at stage 2`. */
export function inShort(step: Step): string {
  const at = 'stage' in step && step.stage ? ` at stage ${step.stage.position}` : '';
  switch (step.do) {
    case 'create':
      return `create ${step.count}${at}${step.facility ? ` for ${step.facility.acronym}` : ''}`;
    case 'close':
      return `close ${step.reviewIds.length}${at}`;
    case 'wait':
      return `wait for ${step.missing > 0 ? `${step.missing} to be created` : 'reviewers'}${at}`;
    case 'warn':
      return `warn of ${step.problem}${at}`;
    default:
      return `${step.do}${at}`;
  }
}

import { describe, expect, test } from 'vitest';
import type { ReviewFacts, StageFacts, SubmissionFacts } from '../../server/domain/reviews/review-facts.ts';
import { stageOutcomes } from '../../server/graphql/submissions/stage-outcomes.ts';

const stage = (position: number, row: Partial<StageFacts>): StageFacts => ({
  id: `stage ${position}`,
  position,
  typeId: '1',
  type: 'type',
  role: null,
  scored: true,
  lowBetter: true,
  perFacility: false,
  minReviews: 1,
  blocks: true,
  passScore: 4,
  weight: 1,
  autoCreate: true,
  ...row,
});
const [a, b] = ['A', 'B'].map((acronym) => ({ id: acronym, acronym }));

// The stages of domain §5.2's worked cases.
const technical = stage(1, { perFacility: true, passScore: 3 });
const scientific = stage(2, { minReviews: 2 });

/** `A=2` for a submitted review of stage 1, `4` for one of stage 2; `?` behind it for one that is still open. */
function submissionWith(texts: string[], stages = [technical, scientific]): SubmissionFacts {
  const reviews = texts.map((text, index): ReviewFacts => {
    const [, facility, score, open] = /^(?:([AB])=)?([\d.]+)(\?)?$/.exec(text)!;
    const isOpen = open !== undefined;
    return {
      id: String(index),
      stageId: (facility ? technical : scientific).id,
      facilityId: facility ?? null,
      state: isOpen ? 'OPEN' : 'SUBMITTED',
      isComplete: true,
      wasSubmitted: !isOpen,
      score: Number(score),
      comments: '',
    };
  });
  const cycleDueDate = Temporal.PlainDate.from('2025-04-16');
  const facts = { id: '1', code: 'GE1', trackId: '1', track: 'GA', cycleId: '1', cycleDueDate };
  return { ...facts, stages, facilities: [a!, b!], reviews };
}

const told = (submission: SubmissionFacts) =>
  stageOutcomes(submission).map(({ outcome, average, facilities }) =>
    [
      outcome,
      ...(average === null ? [] : [average]),
      ...facilities.map(({ facility, result }) => `${facility.acronym} ${result.outcome} ${result.average}`),
    ].join(', '),
  );

describe('what the reviews of a submission say, stage by stage (domain §5.2)', () => {
  test.each([
    [[], ['NOT_STARTED, A NOT_STARTED null, B NOT_STARTED null', 'NOT_STARTED']],
    [
      ['A=2', 'B=1?'],
      ['IN_REVIEW, A PASSED 2, B IN_REVIEW null', 'NOT_STARTED'],
    ],
    [['A=2'], ['IN_REVIEW, A PASSED 2, B NOT_STARTED null', 'NOT_STARTED']],
    [
      ['A=2', 'B=4'],
      ['PASSED, A PASSED 2, B FAILED 4', 'NOT_STARTED'],
    ],
    [
      ['A=4', 'B=5'],
      ['FAILED, A FAILED 4, B FAILED 5', 'NOT_STARTED'],
    ],
    [
      ['A=3', 'B=5', '4', '4'],
      ['PASSED, A PASSED 3, B FAILED 5', 'PASSED, 4'],
    ],
    [
      ['A=2', 'B=4', '3.5', '5'],
      ['PASSED, A PASSED 2, B FAILED 4', 'FAILED, 4.25'],
    ],
    [
      ['A=2', 'B=4', '3', '3?'],
      ['PASSED, A PASSED 2, B FAILED 4', 'IN_REVIEW, 3'],
    ],
    [
      ['A=2', 'B=4', '3'],
      ['PASSED, A PASSED 2, B FAILED 4', 'IN_REVIEW, 3'],
    ],
  ])('%j', (reviews, outcomes) => {
    expect(told(submissionWith(reviews))).toEqual(outcomes);
  });

  test('a facility that failed is not asked for in later stages', () => {
    const later = stage(3, { perFacility: true });
    expect(told(submissionWith(['A=2', 'B=4'], [technical, later]))[1]).toBe(
      'NOT_STARTED, A NOT_STARTED null',
    );
  });

  test('a stage that rejects nothing is passed by any average, one without a pass mark too', () => {
    expect(told(submissionWith(['9', '9'], [{ ...scientific, blocks: false }]))).toEqual(['PASSED, 9']);
    expect(told(submissionWith(['9', '9'], [{ ...scientific, passScore: null }]))).toEqual(['PASSED, 9']);
  });

  test('a high score is a good one where the type says so, and no average is told where nothing is scored', () => {
    expect(told(submissionWith(['3', '4'], [{ ...scientific, lowBetter: false }]))).toEqual(['FAILED, 3.5']);
    expect(told(submissionWith(['0', '0'], [{ ...scientific, scored: false }]))).toEqual(['PASSED']);
  });

  test('a track without stages has none', () => {
    expect(told(submissionWith([], []))).toEqual([]);
  });
});

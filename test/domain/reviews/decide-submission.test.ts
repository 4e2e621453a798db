import { describe, expect, test } from 'vitest';
import {
  decideSubmission,
  isWork,
  reviewDueDate,
  reviewRole,
} from '../../../server/domain/reviews/decide-submission.ts';
import type { ReviewFacts, SubmissionFacts } from '../../../server/domain/reviews/review-facts.ts';
import { day } from '../support/dates.ts';
import { done, inShort, onA, onB, review, scientific, submission, technical } from './facts.ts';

const stepsOf = (facts: SubmissionFacts) => decideSubmission(facts).map(inShort);
const steps = (reviews: ReviewFacts[], rest: Partial<SubmissionFacts> = {}) =>
  stepsOf(submission(reviews, rest));

describe('the worked cases of domain §5.2', () => {
  const passedByA = [done(technical, 2, onA), done(technical, 4, onB)];
  const failedByBoth = [done(technical, 4, onA), done(technical, 5, onB)];

  test('without reviews, one technical review is created for each of 2 facilities', () => {
    expect(steps([])).toEqual(['create 1 at stage 1 for AA', 'create 1 at stage 1 for BB']);
  });

  test('A = 2 submitted and B open: it waits', () => {
    const open = review(technical, { state: 'OPEN', ...onB });
    expect(steps([done(technical, 2, onA), open])).toEqual(['wait for reviewers at stage 1']);
  });

  test('A = 2 and B = 4: stage 1 passes with A only, 2 scientific reviews are created', () => {
    expect(steps(passedByA)).toEqual(['create 2 at stage 2']);
  });

  test('A = 4 and B = 5: rejected at stage 1', () => {
    expect(steps(failedByBoth)).toEqual(['reject at stage 1']);
  });

  test('scientific 4.0 and 4.0: the mean equals the pass mark, so it is approved', () => {
    expect(steps([...passedByA, done(scientific, 4), done(scientific, 4)])).toEqual(['approve']);
  });

  test('scientific 3.5 and 5.0: mean 4.25, rejected at stage 2', () => {
    expect(steps([...passedByA, done(scientific, 3.5), done(scientific, 5)])).toEqual(['reject at stage 2']);
  });

  test('a scientific 3.0 and a complete draft that is not submitted: it waits', () => {
    const draft = review(scientific, { state: 'OPEN', isComplete: true, score: 1 });
    expect(steps([...passedByA, done(scientific, 3), draft])).toEqual(['wait for reviewers at stage 2']);
  });

  test('with one scientific review of 2, one more is created', () => {
    expect(steps([...passedByA, review(scientific)])).toEqual(['create 1 at stage 2']);
  });
});

describe('what counts', () => {
  const only = (reviews: ReviewFacts[], rest = {}) =>
    steps(reviews, { stages: [{ ...scientific, minReviews: 1, ...rest }], facilities: [] });

  test('a submitted review whose form is not complete leaves the stage unfinished', () => {
    expect(only([done(scientific, 1, { isComplete: false })])).toEqual(['wait for reviewers at stage 2']);
  });

  test('a submitted review counts after it was closed', () => {
    expect(only([done(scientific, 1, { state: 'CLOSED' })])).toEqual(['approve']);
  });

  test('a complete draft that was closed unsubmitted never counts, and is replaced', () => {
    const closed = review(scientific, { state: 'CLOSED', isComplete: true, score: 1 });
    expect(only([closed])).toEqual(['create 1 at stage 2']);
    expect(only([closed, done(scientific, 5)])).toEqual(['reject at stage 2']);
  });

  test('reviews of another stage do not count', () => {
    expect(only([done(technical, 1)])).toEqual(['create 1 at stage 2']);
  });

  test('the mean is of all completed reviews, also beyond the minimum', () => {
    expect(only([done(scientific, 4), done(scientific, 5)])).toEqual(['reject at stage 2']);
    expect(only([done(scientific, 5), done(scientific, 3)])).toEqual(['approve']);
  });

  test.each([
    { lowBetter: true, score: 4, outcome: 'approve' },
    { lowBetter: true, score: 4.01, outcome: 'reject at stage 2' },
    { lowBetter: false, score: 4, outcome: 'approve' },
    { lowBetter: false, score: 3.99, outcome: 'reject at stage 2' },
  ])('with low better $lowBetter, $score against a mark of 4: $outcome', ({ lowBetter, score, outcome }) => {
    expect(only([done(scientific, score)], { lowBetter })).toEqual([outcome]);
  });

  test('a stage that does not block is passed with any score, once it is finished', () => {
    expect(only([done(scientific, 9)], { blocks: false })).toEqual(['approve']);
    expect(only([review(scientific)], { blocks: false })).toEqual(['wait for reviewers at stage 2']);
  });

  test('a score that is no number is refused by name, instead of deciding at random', () => {
    const bad = done(scientific, Number.NaN);
    expect(() => only([bad])).toThrow(`the score of review ${bad.id} is NaN: correct it`);
  });
});

describe('facilities', () => {
  test('count for themselves: 2 reviews on A do not make up for none on B', () => {
    const twice = [done(technical, 2, onA), done(technical, 2, onA)];
    expect(steps(twice)).toEqual(['create 1 at stage 1 for BB']);
  });

  test('pass for themselves: A = 1 and B = 5 pass with A, whatever their mean', () => {
    const third = { ...technical, id: '13', position: 3, passScore: 1 };
    const facts = submission([done(technical, 1, onA), done(technical, 5, onB)], {
      stages: [technical, third],
    });
    expect(stepsOf(facts)).toEqual(['create 1 at stage 3 for AA']);
  });

  test('that failed are out: later stages per facility need no reviews for them', () => {
    const third = { ...technical, id: '13', position: 3 };
    const first = [done(technical, 1, onA), done(technical, 5, onB)];
    const stages = [technical, third];
    expect(steps([...first, done(third, 2, onA)], { stages })).toEqual(['approve']);
    expect(steps([...first, done(third, 5, onA), done(third, 1, onB)], { stages })).toEqual([
      'reject at stage 3',
    ]);
  });

  test('stay in play at a stage per facility that does not block', () => {
    const stages = [
      { ...technical, blocks: false },
      { ...technical, id: '13', position: 3 },
    ];
    expect(steps([done(technical, 5, onA), done(technical, 5, onB)], { stages })).toEqual([
      'create 1 at stage 3 for AA',
      'create 1 at stage 3 for BB',
    ]);
  });

  test('get the missing number each', () => {
    const stages = [{ ...technical, minReviews: 3 }];
    const reviews = [review(technical, onA), review(technical, onA), review(technical, onB)];
    expect(steps(reviews, { stages })).toEqual(['create 1 at stage 1 for AA', 'create 2 at stage 1 for BB']);
  });
});

describe('closing', () => {
  test('what is pending or open of a stage is closed when it is passed, and the walk goes on', () => {
    const spare = [review(technical, onA), review(technical, { state: 'OPEN', ...onB })];
    const reviews = [done(technical, 2, onA), done(technical, 2, onB), ...spare];
    const taken = decideSubmission(submission(reviews));
    expect(taken.map(inShort)).toEqual(['close 2 at stage 1', 'create 2 at stage 2']);
    expect(taken[0]).toMatchObject({ reviewIds: spare.map(({ id }) => id) });
  });

  test('and when it is failed, but not the reviews of other stages', () => {
    const reviews = [
      done(technical, 5, onA),
      done(technical, 5, onB),
      review(technical, { state: 'OPEN', ...onB }),
      review(scientific, { state: 'OPEN' }),
    ];
    expect(steps(reviews)).toEqual(['close 1 at stage 1', 'reject at stage 1']);
  });

  test('nothing is closed while a stage is not decided', () => {
    const reviews = [done(scientific, 1), review(scientific, { state: 'OPEN' }), review(scientific)];
    expect(steps(reviews, { stages: [scientific] })).toEqual(['wait for reviewers at stage 2']);
  });

  test('several stages are passed in one run', () => {
    const reviews = [
      done(technical, 2, onA),
      review(technical, onA),
      done(technical, 2, onB),
      done(scientific, 2),
      done(scientific, 2),
      review(scientific),
    ];
    expect(steps(reviews)).toEqual(['close 1 at stage 1', 'close 1 at stage 2', 'approve']);
  });
});

describe('what is set up wrong', () => {
  test('a track without stages approves nobody', () => {
    expect(steps([], { stages: [] })).toEqual(['warn of NO_STAGES']);
  });

  test('a stage per facility without facilities passes nobody', () => {
    expect(steps([], { facilities: [] })).toEqual(['warn of NO_FACILITIES at stage 1']);
  });

  test('a blocking scored stage without a pass score is passed when finished, with a warning', () => {
    const stages = [{ ...scientific, passScore: null }];
    expect(steps([review(scientific), review(scientific)], { stages })).toEqual([
      'wait for reviewers at stage 2',
    ]);
    expect(steps([done(scientific, 9), done(scientific, 9)], { stages })).toEqual([
      'warn of NO_PASS_SCORE at stage 2',
      'approve',
    ]);
  });

  test('a stage without scores needs no pass score', () => {
    const stages = [{ ...scientific, passScore: null, scored: false }];
    expect(steps([done(scientific, 0), done(scientific, 0)], { stages })).toEqual(['approve']);
  });

  test('reviews of a type without a role cannot be created', () => {
    expect(steps([], { stages: [{ ...scientific, role: null }] })).toEqual(['warn of NO_ROLE at stage 2']);
  });

  test('without autoCreate it waits for an administrator, which is no work', () => {
    const facts = submission([review(scientific)], { stages: [{ ...scientific, autoCreate: false }] });
    expect(stepsOf(facts)).toEqual(['wait for 1 to be created at stage 2']);
    expect(decideSubmission(facts).some(isWork)).toBe(false);
    expect(decideSubmission(submission([])).some(isWork)).toBe(true);
  });
});

test('comments of completed reviews are grouped and numbered by review type', () => {
  const reviews = [
    done(scientific, 2, { comments: 'Strong case.' }),
    done(technical, 2, { ...onA, comments: ' Feasible. \n' }),
    done(technical, 2, { ...onB, comments: '' }),
    done(scientific, 2, { comments: 'Two lines\nof praise.' }),
    review(scientific, { state: 'OPEN', isComplete: true, comments: 'Only a draft' }),
  ];
  expect(decideSubmission(submission(reviews)).at(-1)).toEqual({
    do: 'approve',
    comments: 'technical:\n1. Feasible.\n\nscientific:\n1. Strong case.\n2. Two lines\nof praise.',
  });
  expect(decideSubmission(submission([done(technical, 5, onA), done(technical, 5, onB)]))).toMatchObject([
    { do: 'reject', comments: '' },
  ]);
});

test.each([
  ['the cycle is due later than in two weeks', '2025-04-16', '2025-03-05', '2025-03-19'],
  ['the cycle is due in exactly two weeks', '2025-04-16', '2025-04-02', '2025-04-16'],
  ['the cycle is due sooner', '2025-04-16', '2025-04-10', '2025-04-16'],
  ['the cycle is due today', '2025-04-16', '2025-04-16', '2025-04-16'],
  ['the cycle was due yesterday', '2025-04-16', '2025-04-17', '2025-05-01'],
])('a new review, when %s', (_, cycleDue, today, expected) => {
  expect(reviewDueDate(day(cycleDue), day(today)).toString()).toBe(expected);
});

test("the role of a new review has the facility's acronym in lower case", () => {
  const facility = { id: '1', acronym: 'CMCF-ID' };
  expect(reviewRole({ ...technical, role: 'reviewer:{}' }, facility)).toBe('reviewer:cmcf-id');
  expect(reviewRole(scientific, null)).toBe('reviewer');
  expect(reviewRole({ ...scientific, role: null }, null)).toBeNull();
});

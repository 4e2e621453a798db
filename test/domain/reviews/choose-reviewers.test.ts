import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AssignmentRules,
  type Candidate,
  chooseReviewers,
  isCandidate,
  rewardOf,
  type ToAssign,
} from '../../../server/domain/reviews/choose-reviewers.ts';
import { day } from '../support/dates.ts';

const openDate = day('2025-02-05');

const reviewer = (id: string, rest: Partial<Candidate> = {}): Candidate => ({
  id,
  firstName: 'Ada',
  lastName: `Example ${id}`,
  emails: [`r${id}@example.org`],
  techniques: ['1'],
  areas: ['1'],
  active: true,
  declinedOn: null,
  onCommittee: false,
  ...rest,
});

const paper = (id: string, rest: Partial<ToAssign> = {}): ToAssign => ({
  id,
  team: [],
  excluded: [],
  techniques: ['1'],
  areas: ['1'],
  started: [],
  barred: [],
  ...rest,
});

const choose = (submissions: ToAssign[], reviewers: Candidate[], rules: Partial<AssignmentRules> = {}) => {
  const all = { openDate, minReviews: 1, maxWorkload: 0, withCommittee: false, ...rules };
  return Object.fromEntries(chooseReviewers(submissions, reviewers, all));
};

describe('candidates', () => {
  test.each([
    ['active, with a technique and an area', {}, true],
    ['not active', { active: false }, false],
    ['without a technique', { techniques: [] }, false],
    ['without an area', { areas: [] }, false],
    ['opted out 364 days before the call opens', { declinedOn: day('2024-02-07') }, false],
    ['opted out 365 days before', { declinedOn: day('2024-02-06') }, true],
    ['opted out since', { declinedOn: day('2025-03-01') }, false],
  ])('%s', (_, rest, expected) => {
    expect(isCandidate(reviewer('1', rest), openDate)).toBe(expected);
    expect(choose([paper('1')], [reviewer('1', rest)])).toEqual({ 1: expected ? ['1'] : [] });
  });
});

describe('reward and vetoes', () => {
  test('100 times common techniques times common areas', () => {
    const wide = paper('1', { techniques: ['1', '2', '3'], areas: ['1', '2'] });
    expect(rewardOf(wide, reviewer('1', { techniques: ['2', '3', '4'], areas: ['1', '2', '9'] }))).toBe(400);
    expect(rewardOf(paper('1'), reviewer('1'))).toBe(100);
  });

  test.each([
    ['shares an address with the team, in whatever case', { team: ['R1@Example.ORG'] }],
    ['is named as inappropriate', { excluded: [{ first: ' ada', last: 'EXAMPLE 1' }] }],
    ['has no technique in common', { techniques: ['2'] }],
    ['has no area in common', { areas: ['2'] }],
    ['was closed before submitting', { barred: ['1'] }],
  ])('nobody reviews who %s', (_, rest) => {
    expect(rewardOf(paper('1', rest), reviewer('1'))).toBeNull();
    expect(choose([paper('1', rest)], [reviewer('1')])).toEqual({ 1: [] });
  });

  test('the alternative address counts, and a namesake by one name does not', () => {
    const own = reviewer('1', { emails: ['r1@example.org', 'ada@home.example'] });
    expect(rewardOf(paper('1', { team: ['ada@home.example'] }), own)).toBeNull();
    expect(rewardOf(paper('1', { excluded: [{ first: 'Ada', last: 'Other' }] }), own)).toBe(100);
  });
});

describe('the choice', () => {
  test('takes the best fit, then the least busy, then the lowest id', () => {
    const better = reviewer('3', { techniques: ['1', '2'] });
    const both = paper('1', { techniques: ['1', '2'] });
    const rules = { minReviews: 1, maxWorkload: 1 };
    expect(choose([both], [reviewer('1'), reviewer('2'), better], rules)['1']?.[0]).toBe('3');
    expect(choose([both], [reviewer('10'), reviewer('9')], rules)['1']?.[0]).toBe('9');
    const four = ['1', '2', '3', '4'].map((id) => paper(id));
    expect(choose(four, [reviewer('1'), reviewer('2')], { maxWorkload: 2 })).toEqual({
      1: ['1'],
      2: ['2'],
      3: ['1'],
      4: ['2'],
    });
  });

  test('gives each submission two more than it needs, where there are so many', () => {
    const five = ['1', '2', '3', '4', '5'].map((id) => reviewer(id));
    expect(choose([paper('1')], five)).toEqual({ 1: ['1', '2', '3'] });
    expect(choose([paper('1')], five, { minReviews: 2 })['1']).toHaveLength(4);
    expect(choose([paper('1')], five.slice(0, 1), { minReviews: 2 })).toEqual({ 1: ['1'] });
  });

  test('nobody gets more than the workload; 0 is no limit', () => {
    const three = ['1', '2', '3'].map((id) => paper(id));
    const total = (rules: Partial<AssignmentRules>) =>
      Object.values(choose(three, [reviewer('1')], rules)).flat().length;
    expect(total({ maxWorkload: 2 })).toBe(2);
    expect(total({ maxWorkload: 0 })).toBe(3);
  });

  test('what everybody needs comes before what anybody gets besides', () => {
    const two = [paper('1'), paper('2')];
    const pair = [reviewer('1'), reviewer('2')];
    expect(choose(two, pair, { maxWorkload: 1 })).toEqual({ 1: ['1'], 2: ['2'] });
  });

  test('who can do only one is not taken away from it by a better fit elsewhere', () => {
    const special = paper('2', { techniques: ['2'] });
    const broad = paper('1', { techniques: ['1', '2'] });
    const versatile = reviewer('1', { techniques: ['1', '2'] });
    const chosen = choose([broad, special], [versatile, reviewer('2')], { maxWorkload: 1 });
    expect(chosen).toEqual({ 1: ['2'], 2: ['1'] });
  });

  test('moves others to make room for a submission that would go without', () => {
    // Each has two to choose from; the first two take what the third needs.
    const papers = [
      paper('1', { techniques: ['1', '2'] }),
      paper('2', { techniques: ['2', '3'] }),
      paper('3', { techniques: ['1', '2'] }),
    ];
    const reviewers = [
      reviewer('1', { techniques: ['1'] }),
      reviewer('2', { techniques: ['2'] }),
      reviewer('3', { techniques: ['3'] }),
    ];
    const chosen = choose(papers, reviewers, { maxWorkload: 1 });
    expect(chosen).toEqual({ 1: ['2'], 2: ['3'], 3: ['1'] });
  });

  test('those at work stay, count for the need and as workload', () => {
    const papers = [paper('1', { started: ['2'] }), paper('2')];
    expect(choose(papers, [reviewer('1'), reviewer('2')], { maxWorkload: 1 })).toEqual({
      1: ['2'],
      2: ['1'],
    });
    const gone = [paper('1', { started: ['2'] })];
    expect(choose(gone, [reviewer('2', { active: false })])).toEqual({ 1: ['2'] });
  });
});

describe('the committee', () => {
  const member = (id: string) => reviewer(id, { onCommittee: true });

  test('gives one member to each submission of a call, besides the pool', () => {
    const rules = { withCommittee: true };
    expect(choose([paper('1')], [reviewer('1'), member('2'), member('3')], rules)).toEqual({ 1: ['1', '2'] });
    expect(choose([paper('1')], [reviewer('1'), member('2')])).toEqual({ 1: ['1'] });
  });

  test('has a limit of 2 and its share for each member', () => {
    const papers = Array.from({ length: 7 }, (_, index) => paper(String(index + 1)));
    const chosen = choose(papers, [member('11'), member('12')], { withCommittee: true });
    const loads = Map.groupBy(Object.values(chosen).flat(), (id) => id);
    expect([...loads.values()].map((some) => some.length).toSorted((a, b) => a - b)).toEqual([3, 4]);

    // Member 12 can do none: 11 gets 2 + 7 / 2 of them.
    const elsewhere = reviewer('12', { onCommittee: true, areas: ['9'] });
    const rest = choose(papers, [member('11'), elsewhere], { withCommittee: true });
    expect(Object.values(rest).flat()).toHaveLength(5);
  });
});

test('whatever the facts, nobody is vetoed, doubled or overloaded, and nobody goes short who need not', () => {
  const some = fc.uniqueArray(fc.constantFrom('1', '2', '3'), { maxLength: 3 });
  const reviewers = fc.array(fc.record({ techniques: some, areas: some }), { maxLength: 8 });
  const papers = fc.array(fc.record({ techniques: some, areas: some }), { maxLength: 8 });
  const rules = fc.record({
    minReviews: fc.integer({ min: 1, max: 3 }),
    maxWorkload: fc.integer({ min: 0, max: 4 }),
  });
  fc.assert(
    fc.property(papers, reviewers, rules, (paperFacts, reviewerFacts, { minReviews, maxWorkload }) => {
      const submissions = paperFacts.map((facts, index) => paper(String(index + 1), facts));
      const pool = reviewerFacts.map((facts, index) => reviewer(String(index + 1), facts));
      const chosen = choose(submissions, pool, { minReviews, maxWorkload });
      expect(choose(submissions, pool, { minReviews, maxWorkload })).toEqual(chosen);

      const loads = new Map<string, number>();
      for (const submission of submissions) {
        const names = chosen[submission.id] ?? [];
        expect(new Set(names).size).toBe(names.length);
        expect(names.length).toBeLessThanOrEqual(minReviews + 2);
        for (const id of names) {
          loads.set(id, (loads.get(id) ?? 0) + 1);
          expect(
            rewardOf(
              submission,
              pool.find((one) => one.id === id)!,
            ),
          ).not.toBeNull();
        }
      }
      const limit = maxWorkload || Infinity;
      for (const load of loads.values()) expect(load).toBeLessThanOrEqual(limit);
      for (const submission of submissions) {
        if ((chosen[submission.id] ?? []).length >= minReviews) continue;
        const idle = pool.filter(
          (one) =>
            isCandidate(one, openDate) &&
            rewardOf(submission, one) !== null &&
            !chosen[submission.id]?.includes(one.id) &&
            (loads.get(one.id) ?? 0) < limit,
        );
        expect(idle).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

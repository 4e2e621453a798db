import { expect, test } from 'vitest';
import { passingFacilities, stageAverages } from '../../../server/domain/reviews/stage-outcome.ts';
import { a, b, done, onA, onB, review, scientific, submission, technical } from './facts.ts';

const second = { ...technical, id: '13', position: 3, minReviews: 2, weight: 0.5 };

test('facilities pass that pass every blocking stage per facility', () => {
  const stages = [technical, scientific, second];
  const first = [done(technical, 3, onA), done(technical, 2, onB)];
  const reviews = [...first, done(second, 4, onA), done(second, 2, onB), done(scientific, 1)];
  expect(passingFacilities(submission(reviews, { stages }))).toEqual([b]);
});

test('all facilities pass where no stage is per facility, or none of those blocks', () => {
  expect(passingFacilities(submission([done(scientific, 9)], { stages: [scientific] }))).toEqual([a, b]);
  const stages = [{ ...technical, blocks: false }];
  expect(passingFacilities(submission([done(technical, 9, onA)], { stages }))).toEqual([a, b]);
});

test('a facility without a completed review at a blocking stage does not pass', () => {
  const reviews = [done(technical, 1, onA), review(technical, { ...onB, isComplete: true, score: 1 })];
  expect(passingFacilities(submission(reviews))).toEqual([a]);
});

test('a stage without a pass score is passed by whatever was completed', () => {
  const stages = [{ ...technical, passScore: null }];
  expect(passingFacilities(submission([done(technical, 9, onA)], { stages }))).toEqual([a]);
});

test('averages are of all reviews, at stages per facility of the facility alone, with the weights of the stages', () => {
  const reviews = [
    done(technical, 1, onA),
    done(technical, 3, onB),
    done(scientific, 2),
    done(scientific, 3),
    review(scientific, { isComplete: true, score: 9 }),
    done(second, 4, onB),
  ];
  const facts = submission(reviews, { stages: [technical, scientific, second] });
  expect(stageAverages(facts, a.id)).toEqual([
    { position: 1, weight: 1, average: 1 },
    { position: 2, weight: 1, average: 2.5 },
  ]);
  expect(stageAverages(facts, b.id)).toEqual([
    { position: 1, weight: 1, average: 3 },
    { position: 2, weight: 1, average: 2.5 },
    { position: 3, weight: 0.5, average: 4 },
  ]);
});

test('stages without scores have no average', () => {
  const stages = [{ ...scientific, scored: false }];
  expect(stageAverages(submission([done(scientific, 0)], { stages }), a.id)).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Material } from '../../server/domain/projects/material.entity.ts';
import { Review } from '../../server/domain/reviews/review.entity.ts';
import {
  aCycle,
  aFacility,
  aProject,
  aProposal,
  aReview,
  aReviewer,
  aReviewType,
  aStage,
  aSubmission,
  aSubmittedReview,
  aTrack,
  aUser,
  examples,
} from '../domain/support/world.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { readList } from './support.ts';

let app: TestApp;
let ids: Record<'spring' | 'autumn' | 'person' | 'early' | 'ofMaterial', string>;

beforeAll(async () => {
  // 19:00 of 19 March at the facility, and already the 20th in UTC.
  app = await startTestApp({ env: { ROLE: 'server' }, clock: new TestClock('2025-03-20T01:00:00Z') });
  const { orm } = app.app;
  const [spring, autumn] = [await aCycle(orm), await aCycle(orm, examples.dates(2026))];
  const track = await aTrack(orm);
  const technical = await aReviewType(orm, { code: 'tech', kind: 'TECHNICAL', perFacility: true });
  const first = await aStage(orm, { track, position: 1, reviewType: technical });
  const second = await aStage(orm, { track, position: 2 });
  const person = await aUser(orm, { firstName: 'Lise', lastName: 'Meitner' });
  const reviewer = await aReviewer(orm, { user: person });
  const proposal = await aProposal(orm, { title: 'Fission of the nucleus' });
  const submission = await aSubmission(orm, { cycle: spring, track, code: 'GE1', proposal });
  const later = await aSubmission(orm, { cycle: autumn, track, code: 'GE2' });
  const facility = await aFacility(orm, 'NORTH');

  const early = await aReview(orm, {
    submission,
    stage: first,
    facility,
    state: 'OPEN',
    dueDate: '2025-03-18',
    role: 'reviewer:north',
  });
  await aReview(orm, { submission, stage: second, state: 'OPEN', dueDate: '2025-03-19', reviewer });
  await aReview(orm, { submission: later, stage: second, state: 'PENDING', dueDate: '2025-03-01' });
  await aSubmittedReview(orm, {
    submission: later,
    stage: second,
    dueDate: '2025-03-01',
    reviewer,
    score: 2.5,
  });
  await aReview(orm, { submission: later, stage: first, facility, state: 'OPEN' });

  const em = orm.em.fork();
  const project = await aProject(orm, { cycle: spring, title: 'Uranium in the beam' });
  const material = await em.insert(Material, { code: 'M-1', project });
  const approval = await aReviewType(orm, { code: 'safe', kind: 'APPROVAL', scoreFields: {} });
  const ofMaterial = await em.insert(Review, {
    material,
    cycle: spring,
    type: approval,
    role: 'safety',
    state: 'OPEN',
  });
  ids = { spring, autumn, person, early, ofMaterial };
});
afterAll(() => app[Symbol.asyncDispose]());

const found = async (args: string) => {
  const fields = 'code state type { code }';
  const { nodes } = await readList<{ code: string; state: string; type: { code: string } }>(app, 'reviews', {
    args,
    fields,
  });
  return nodes.map(({ code, state, type }) => `${code} ${type.code.replace(/\d+/, '')} ${state}`);
};

describe('reviews', () => {
  test('come newest first, those of materials among those of submissions', async () => {
    expect(await found('')).toEqual([
      'M-1 safe OPEN',
      'GE2 tech OPEN',
      'GE2 type SUBMITTED',
      'GE2 type PENDING',
      'GE1 type OPEN',
      'GE1 tech OPEN',
    ]);
  });

  test('are filtered by state, kind, cycle and reviewer, in any combination', async () => {
    expect(await found('state: PENDING')).toEqual(['GE2 type PENDING']);
    expect(await found('kind: TECHNICAL')).toEqual(['GE2 tech OPEN', 'GE1 tech OPEN']);
    expect(await found(`cycle: "${ids.spring}", state: OPEN, kind: APPROVAL`)).toEqual(['M-1 safe OPEN']);
    expect(await found(`reviewer: "${ids.person}"`)).toEqual(['GE2 type SUBMITTED', 'GE1 type OPEN']);
    expect(await found(`reviewer: "${ids.person}", cycle: "${ids.autumn}"`)).toEqual(['GE2 type SUBMITTED']);
  });

  test('are overdue when they are open and were due before the day it is at the facility', async () => {
    expect(await found('overdue: true')).toEqual(['GE1 tech OPEN']);
    expect(await found('overdue: false')).toHaveLength(5);
    const { nodes } = await readList<{ overdue: boolean; dueDate: string | null }>(app, 'reviews', {
      fields: 'overdue dueDate',
    });
    expect(nodes.filter(({ overdue }) => overdue)).toEqual([{ overdue: true, dueDate: '2025-03-18' }]);
  });

  test('are found by code and title of their subject, by reviewer and role', async () => {
    expect(await found('search: "ge1"')).toEqual(['GE1 type OPEN', 'GE1 tech OPEN']);
    expect(await found('search: "FISSION", kind: SCIENTIFIC')).toEqual(['GE1 type OPEN']);
    expect(await found('search: "uranium"')).toEqual(['M-1 safe OPEN']);
    expect(await found('search: "m-1"')).toEqual(['M-1 safe OPEN']);
    expect(await found('search: "lise meit"')).toEqual(['GE2 type SUBMITTED', 'GE1 type OPEN']);
    expect(await found('search: "reviewer:n"')).toEqual(['GE1 tech OPEN']);
    expect(await found('search: "ge_"')).toEqual([]);
  });
});

describe('a review', () => {
  const details = `code title state role isComplete score dueDate submittedAt overdue
    cycle { name } stage { position type { code } } reviewer { name } facility { acronym }
    submission { code } material { code project { title } reviews { id } }`;

  test('of a submission tells its stage and beamline', async () => {
    const { review } = await app.query<{ review: unknown }>(
      `query ($id: ID!) { review(id: $id) { ${details} } }`,
      { id: ids.early },
    );
    expect(review).toEqual({
      code: 'GE1',
      title: 'Fission of the nucleus',
      state: 'OPEN',
      role: 'reviewer:north',
      isComplete: false,
      score: null,
      dueDate: '2025-03-18',
      submittedAt: null,
      overdue: true,
      cycle: { name: '2025 Jul-Dec' },
      stage: { position: 1, type: { code: 'tech' } },
      reviewer: null,
      facility: { acronym: 'NORTH' },
      submission: { code: 'GE1' },
      material: null,
    });
  });

  test('of materials tells their project', async () => {
    const { review } = await app.query<{ review: unknown }>(
      `query ($id: ID!) { review(id: $id) { ${details} } }`,
      { id: ids.ofMaterial },
    );
    expect(review).toMatchObject({
      code: 'M-1',
      title: 'Uranium in the beam',
      stage: null,
      submission: null,
      material: { code: 'M-1', project: { title: 'Uranium in the beam' }, reviews: [{ id: ids.ofMaterial }] },
    });
  });

  test('that does not exist is null', async () => {
    expect(await app.query('{ a: review(id: "999999") { id } b: review(id: "-1") { id } }')).toEqual({
      a: null,
      b: null,
    });
  });
});

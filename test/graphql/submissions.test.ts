import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aCycle,
  aFacility,
  aFacilityRequest,
  aProject,
  aProposal,
  aReview,
  aReviewType,
  aStage,
  aSubmission,
  aSubmittedReview,
  aTechnique,
  aTrack,
  aUser,
  examples,
} from '../domain/support/world.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { readList } from './support.ts';

let app: TestApp;
let ids: Record<'spring' | 'autumn' | 'call' | 'rapid' | 'department' | 'north' | 'south', string>;
let decided: string;

beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' }, clock: new TestClock('2025-03-20T18:00:00Z') });
  const { orm } = app.app;
  const department = await aFacility(orm, 'DEP', { kind: 'DEPARTMENT' });
  const north = await aFacility(orm, 'NORTH', { parent: department });
  const south = await aFacility(orm, 'SOUTH', { parent: department });
  const spring = await aCycle(orm);
  const autumn = await aCycle(orm, examples.dates(2026));
  const call = await aTrack(orm, { name: 'General Access' });
  const rapid = await aTrack(orm, { name: 'Rapid Access', requireCall: false });
  ids = { spring, autumn, call, rapid, department, north, south };
  const [atNorth, atSouth] = [await aTechnique(orm, north), await aTechnique(orm, south)];

  const marie = await aUser(orm, { firstName: 'Marie', lastName: 'Łuczak' });
  const proposal = await aProposal(orm, {
    code: 'P-1903',
    title: '100% of it under_score',
    spokesperson: marie,
    team: ['pierre@example.org'],
  });
  await aFacilityRequest(orm, { proposal, facility: north, shifts: 6 });
  const technical = await aStage(orm, {
    track: call,
    position: 1,
    passScore: 3,
    reviewType: await aReviewType(orm, { kind: 'TECHNICAL', perFacility: true }),
  });
  const scientific = await aStage(orm, { track: call, position: 2, minReviews: 2 });
  const project = await aProject(orm, { cycle: spring, proposal, code: 'PR-1' });
  const row = { cycle: spring, track: call };
  decided = await aSubmission(
    orm,
    { ...row, code: 'GE1', state: 'REVIEWED', approved: true, proposal, project, comments: 'Well done.' },
    [atNorth, atSouth],
  );
  await aSubmittedReview(orm, { submission: decided, stage: technical, facility: north, score: 2 });
  await aSubmittedReview(orm, { submission: decided, stage: technical, facility: south, score: 4 });
  await aSubmittedReview(orm, { submission: decided, stage: scientific, score: 3 });
  await aReview(orm, { submission: decided, stage: scientific, state: 'OPEN', score: 5, isComplete: true });

  await aSubmission(orm, { ...row, code: 'GE2', state: 'REVIEWED', approved: false }, [atSouth]);
  await aSubmission(orm, { ...row, code: 'GE3' });
  await aSubmission(orm, { cycle: autumn, track: rapid, code: 'RA4' }, [atNorth]);
  await aSubmission(orm, { cycle: autumn, track: call, code: 'GE5', state: 'STARTED' }, [atSouth]);
});
afterAll(() => app[Symbol.asyncDispose]());

const codes = async (args: string) => {
  const { nodes, totals } = await readList<{ code: string }>(app, 'submissions', { args, fields: 'code' });
  expect(totals.every((total) => total === nodes.length)).toBe(true);
  return nodes.map(({ code }) => code);
};

describe('submissions', () => {
  test('come newest first, page by page', async () => {
    expect(await codes('')).toEqual(['GE5', 'RA4', 'GE3', 'GE2', 'GE1']);
  });

  test('are filtered by state, decision, cycle and track, in any combination', async () => {
    expect(await codes('state: PENDING')).toEqual(['RA4', 'GE3']);
    expect(await codes('approved: false')).toEqual(['GE2']);
    expect(await codes(`cycle: "${ids.spring}"`)).toEqual(['GE3', 'GE2', 'GE1']);
    expect(await codes(`track: "${ids.rapid}"`)).toEqual(['RA4']);
    expect(await codes(`track: "${ids.call}", cycle: "${ids.autumn}"`)).toEqual(['GE5']);
    expect(await codes(`state: REVIEWED, approved: true, cycle: "${ids.spring}"`)).toEqual(['GE1']);
    expect(await codes(`state: PENDING, approved: true`)).toEqual([]);
  });

  test('are filtered by beamline, a department standing for all that is below it', async () => {
    expect(await codes(`facility: "${ids.north}"`)).toEqual(['RA4', 'GE1']);
    expect(await codes(`facility: "${ids.department}"`)).toEqual(['GE5', 'RA4', 'GE2', 'GE1']);
    expect(await codes(`facility: "999999"`)).toEqual([]);
  });

  test('are found by code, proposal and spokesperson in any case; % and _ mean themselves', async () => {
    expect(await codes('search: "ge2"')).toEqual(['GE2']);
    expect(await codes('search: "p-1903"')).toEqual(['GE1']);
    expect(await codes('search: " marie łuc "')).toEqual(['GE1']);
    expect(await codes('search: "100%"')).toEqual(['GE1']);
    expect(await codes('search: "UNDER_s"')).toEqual(['GE1']);
    expect(await codes('search: "ge%"')).toEqual([]);
    expect(await codes('search: "GE_"')).toEqual([]);
    expect(await codes(String.raw`search: "\\"`)).toEqual([]);
    expect(await codes('search: "  "')).toHaveLength(5);
    expect(await codes('search: "ge", state: STARTED')).toEqual(['GE5']);
  });

  test('that arrive while somebody pages neither skip nor double any', async () => {
    const first = await app.query<{
      submissions: { pageInfo: { endCursor: string }; edges: { node: { code: string } }[] };
    }>(`{ submissions(first: 2, track: "${ids.call}") { pageInfo { endCursor } edges { node { code } } } }`);
    const late = await aSubmission(app.app.orm, { cycle: ids.spring, track: ids.call, code: 'GE6' });
    const second = await app.query<typeof first>(
      `query ($after: String) { submissions(first: 2, track: "${ids.call}", after: $after) {
         pageInfo { endCursor } edges { node { code } } } }`,
      { after: first.submissions.pageInfo.endCursor },
    );
    await app.app.orm.em.execute('delete from submission where id = ?', [late]);
    const pages = [first, second].flatMap(({ submissions }) => submissions.edges);
    expect(pages.map(({ node }) => node.code)).toEqual(['GE5', 'GE3', 'GE2', 'GE1']);
  });
});

describe('a submission', () => {
  test('tells its proposal, where it goes and what it led to', async () => {
    const answer = await app.query<{ submission: unknown }>(
      `query ($id: ID!) { submission(id: $id) {
         code state approved comments decidedAt notifiedAt noProjectReason
         cycle { id name } track { name requireCall } pool { name } project { code }
         facilities { acronym parent { acronym } }
         proposal { code title state team areas spokesperson { name } leader { name }
                    requests { shifts facility { acronym } } } } }`,
      { id: decided },
    );
    expect(answer.submission).toEqual({
      code: 'GE1',
      state: 'REVIEWED',
      approved: true,
      comments: 'Well done.',
      decidedAt: '2025-03-20T12:00:00Z',
      notifiedAt: null,
      noProjectReason: null,
      cycle: { id: ids.spring, name: '2025 Jul-Dec' },
      track: { name: 'General Access', requireCall: true },
      pool: { name: 'General' },
      project: { code: 'PR-1' },
      facilities: [
        { acronym: 'NORTH', parent: { acronym: 'DEP' } },
        { acronym: 'SOUTH', parent: { acronym: 'DEP' } },
      ],
      proposal: {
        code: 'P-1903',
        title: '100% of it under_score',
        state: 'SUBMITTED',
        team: ['pierre@example.org'],
        areas: [],
        spokesperson: { name: 'Marie Łuczak' },
        leader: null,
        requests: [{ shifts: 6, facility: { acronym: 'NORTH' } }],
      },
    });
  });

  test('tells for each stage what its reviews say, for each beamline where the type is per beamline', async () => {
    const { submission } = await app.query<{ submission: { stages: unknown } }>(
      `query ($id: ID!) { submission(id: $id) { stages {
         position type { kind perFacility } minReviews passScore blocks average outcome
         facilities { facility { acronym } outcome average } reviews { state score facility { acronym } } } } }`,
      { id: decided },
    );
    const north = { acronym: 'NORTH' };
    const south = { acronym: 'SOUTH' };
    expect(submission.stages).toEqual([
      {
        position: 1,
        type: { kind: 'TECHNICAL', perFacility: true },
        minReviews: 1,
        passScore: 3,
        blocks: true,
        average: null,
        outcome: 'PASSED',
        facilities: [
          { facility: north, outcome: 'PASSED', average: 2 },
          { facility: south, outcome: 'FAILED', average: 4 },
        ],
        reviews: [
          { state: 'SUBMITTED', score: 2, facility: north },
          { state: 'SUBMITTED', score: 4, facility: south },
        ],
      },
      {
        position: 2,
        type: { kind: 'SCIENTIFIC', perFacility: false },
        minReviews: 2,
        passScore: 4,
        blocks: true,
        // The open review is complete, but counts only once it is submitted.
        average: 3,
        outcome: 'IN_REVIEW',
        facilities: [],
        reviews: [
          { state: 'SUBMITTED', score: 3, facility: null },
          { state: 'OPEN', score: 5, facility: null },
        ],
      },
    ]);
  });

  test('that does not exist is null', async () => {
    const none = await app.query('{ a: submission(id: "999999") { id } b: submission(id: "x") { id } }');
    expect(none).toEqual({ a: null, b: null });
  });
});

test('a cycle counts its submissions and reviews by state, its projects and allocations', async () => {
  const { cycle, none } = await app.query<{ cycle: unknown; none: unknown }>(
    `query ($id: ID!) { cycle(id: $id) { name type { name } resultsNotifiedAt projectCount allocationCount
       submissionCounts { state count } reviewCounts { state count } } none: cycle(id: "0") { id } }`,
    { id: ids.spring },
  );
  expect(cycle).toEqual({
    name: '2025 Jul-Dec',
    type: { name: expect.stringMatching(/^Type \d+$/) },
    resultsNotifiedAt: null,
    projectCount: 1,
    allocationCount: 0,
    submissionCounts: [
      { state: 'PENDING', count: 1 },
      { state: 'STARTED', count: 0 },
      { state: 'REVIEWED', count: 2 },
      { state: 'COMPLETE', count: 0 },
    ],
    reviewCounts: [
      { state: 'PENDING', count: 0 },
      { state: 'OPEN', count: 1 },
      { state: 'SUBMITTED', count: 3 },
      { state: 'CLOSED', count: 0 },
    ],
  });
  expect(none).toBeNull();
});

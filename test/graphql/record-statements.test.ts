import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Notification } from '../../server/domain/notifications/notification.entity.ts';
import { Material } from '../../server/domain/projects/material.entity.ts';
import { Review } from '../../server/domain/reviews/review.entity.ts';
import {
  aCycle,
  aFacility,
  aFacilityRequest,
  anAllocation,
  anAllocationRequest,
  aProject,
  aProposal,
  aReviewer,
  aReviewType,
  aSession,
  aStage,
  aSubmission,
  aSubmittedReview,
  aTechnique,
  aTrack,
  aUser,
} from '../domain/support/world.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';

/** One record of everything, none of them shared with another call. */
async function addAll(orm: MikroORM, number: number): Promise<void> {
  const em = orm.em.fork();
  const department = await aFacility(orm, `D${number}`, { kind: 'DEPARTMENT' });
  const facility = await aFacility(orm, `F${number}`, { parent: department });
  const technique = await aTechnique(orm, facility);
  const cycle = await aCycle(orm);
  const track = await aTrack(orm);
  const stage = await aStage(orm, {
    track,
    position: 1,
    reviewType: await aReviewType(orm, { perFacility: true }),
  });
  const person = await aUser(orm, { roles: ['admin:uso'] });
  const proposal = await aProposal(orm, { spokesperson: person, leader: person, delegate: person });
  await aFacilityRequest(orm, { proposal, facility, shifts: 3 });
  const project = await aProject(orm, { cycle, proposal, leader: person, delegate: person });
  const state = { state: 'COMPLETE', approved: true } as const;
  const submission = await aSubmission(orm, { cycle, track, proposal, project, ...state }, [technique]);
  const reviewer = await aReviewer(orm);
  await aSubmittedReview(orm, { submission, stage, facility, reviewer, score: 2 });
  await em.execute('insert into project_member (project_id, user_id) values (?, ?)', [project, person]);
  const material = await em.insert(Material, { code: `M${number}`, project });
  const type = await aReviewType(orm, { kind: 'APPROVAL' });
  await em.insert(Review, { material, cycle, type, role: 'safety' });
  await anAllocation(orm, { project, facility, cycle });
  await anAllocationRequest(orm, { project, facility, cycle });
  await aSession(orm, {
    project,
    facility,
    endAt: '2027-01-10T16:00:00Z',
    staff: person,
    spokesperson: person,
  });
  await em.insert(Notification, {
    user: person,
    kind: 'review-request',
    level: 'INFO',
    subject: 'A review waits',
    body: 'Text',
    html: '<p>Text</p>',
    dedupeKey: `key ${number}`,
    queuedAt: Temporal.Instant.from('2027-01-10T16:00:00Z'),
    nextAttemptAt: Temporal.Instant.from('2027-01-10T16:00:00Z'),
  });
}

const person = '{ id name roles }';
const beamline = '{ acronym parent { acronym } }';
const cycle = '{ name type { name } }';
const proposal = `{ code areas spokesperson ${person} leader ${person} delegate ${person}
  requests { shifts facility ${beamline} } }`;
const review = `{ code title score overdue type { code } cycle ${cycle} stage { position type { code } }
  reviewer ${person} facility ${beamline} submission { code } material { code } }`;

/** Each list with all that a row of it has, but lists within lists. */
const documents: Record<string, string> = {
  cycles: `name type { name } nextChange { date } transitions { at } projectCount allocationCount
    submissionCounts { count } reviewCounts { count }`,
  submissions: `code cycle ${cycle} track { name } pool { name } project { code } facilities ${beamline}
    proposal ${proposal} stages { type { code } outcome average reviews ${review}
    facilities { outcome facility ${beamline} } }`,
  reviews: review.slice(1, -1),
  projects: `code state cycle ${cycle} pool { name } proposal ${proposal} spokesperson ${person} leader ${person}
    delegate ${person} team ${person} submissions { code } materials { code reviews ${review} }
    allocations { facility ${beamline} cycle ${cycle} } requests { facility ${beamline} cycle ${cycle} }
    sessions { staff ${person} spokesperson ${person} facility ${beamline} }`,
  allocations: `facility ${beamline} cycle ${cycle} project { code spokesperson ${person} }`,
  allocationRequests: `facility ${beamline} cycle ${cycle} project { code spokesperson ${person} }`,
  sessions: `facility ${beamline} project { code } staff ${person} spokesperson ${person}`,
  notifications: `subject recipient { name address }`,
  people: 'name roles',
};

const few = 2;
const many = 12;

// A server without workers and with a clock that asks no database: every statement it sends is an answer's own.
describe('the statements that an answer costs', () => {
  let app: TestApp;
  const seen = new Map<string, { statements: number; items: number }[]>();

  beforeAll(async () => {
    app = await startTestApp({ env: { ROLE: 'server' }, clock: new TestClock('2027-01-15T16:00:00Z') });
    for (let number = 1; number <= many; number++) {
      await addAll(app.app.orm, number);
      if (number !== few && number !== many) continue;
      for (const [list, fields] of Object.entries(documents)) {
        app.takeSql();
        const answer = await app.query<Record<string, { edges: unknown[] }>>(
          `{ ${list}(first: ${many}) { totalCount edges { node { ${fields} } } } }`,
        );
        const statements = app.takeSql().length;
        seen.set(list, [...(seen.get(list) ?? []), { statements, items: answer[list]!.edges.length }]);
      }
    }
  });
  afterAll(() => app[Symbol.asyncDispose]());

  test.each(Object.keys(documents))(
    `of the list of %s are the same for ${few} and for ${many} records`,
    (list) => {
      const [small, large] = seen.get(list)!;
      expect(small!.statements).toBeGreaterThan(1);
      expect(large!.statements).toBe(small!.statements);
      expect(large!.items).toBeGreaterThan(small!.items);
    },
  );

  test.each(Object.keys(documents))(
    'of the list of %s hold no count unless it is asked for',
    async (list) => {
      const statements = async (fields: string) => {
        app.takeSql();
        await app.query(`{ ${list}(first: 1) { ${fields} } }`);
        return app.takeSql();
      };
      expect(await statements('pageInfo { hasNextPage endCursor }')).toHaveLength(1);
      const counted = await statements('totalCount pageInfo { hasNextPage }');
      expect(counted.filter((sql) => sql.includes('count(*)'))).toHaveLength(1);
    },
  );

  test('of the tree of beamlines with their parents are two', async () => {
    app.takeSql();
    await app.query(`{ facilities ${beamline} }`);
    expect(app.takeSql()).toHaveLength(2);
  });
});

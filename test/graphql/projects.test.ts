import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Material } from '../../server/domain/projects/material.entity.ts';
import {
  aCycle,
  aFacility,
  anAllocation,
  anAllocationRequest,
  aProject,
  aProposal,
  aSession,
  aSubmission,
  aTrack,
  aUser,
  examples,
} from '../domain/support/world.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { readList } from './support.ts';

let app: TestApp;
let ids: Record<'spring' | 'autumn' | 'sector' | 'north' | 'south' | 'old' | 'running' | 'coming', string>;

beforeAll(async () => {
  // 19:00 of 30 June at the facility, and already July in UTC.
  app = await startTestApp({ env: { ROLE: 'server' }, clock: new TestClock('2027-07-01T01:00:00Z') });
  const { orm } = app.app;
  const [spring, autumn] = [await aCycle(orm), await aCycle(orm, examples.dates(2027))];
  const sector = await aFacility(orm, 'SECTOR', { kind: 'SECTOR' });
  const north = await aFacility(orm, 'NORTH', { parent: sector });
  const south = await aFacility(orm, 'SOUTH');

  const old = await aProject(orm, { cycle: spring, code: 'P-OLD', endDate: '2027-06-29' });
  const spokesperson = await aUser(orm, { firstName: 'Dorothy', lastName: 'Hodgkin' });
  const proposal = await aProposal(orm, { code: 'B-12' });
  const running = await aProject(orm, {
    cycle: spring,
    code: 'P-RUN',
    title: 'Vitamins',
    endDate: '2027-06-30',
    spokesperson,
    proposal,
  });
  const coming = await aProject(orm, {
    cycle: autumn,
    code: 'P-NEW',
    startDate: '2027-07-01',
    endDate: '2029-06-30',
  });
  ids = { spring, autumn, sector, north, south, old, running, coming };

  await aSubmission(orm, {
    cycle: spring,
    track: await aTrack(orm),
    code: 'GE1',
    state: 'COMPLETE',
    approved: true,
    proposal,
    project: running,
  });
  await orm.em.execute('insert into project_member (project_id, user_id) values (?, ?)', [
    running,
    spokesperson,
  ]);
  await orm.em.fork().insert(Material, {
    code: 'M-1',
    project: running,
    samples: [{ name: 'Cyanide', hazards: ['toxic'] }],
  });
  await anAllocation(orm, {
    project: running,
    facility: north,
    cycle: spring,
    shifts: 6,
    shiftsRequested: 9,
    score: 2.5,
    scores: { 10: 3, 2: 2 },
  });
  await anAllocation(orm, { project: running, facility: south, cycle: autumn, origin: 'FLEXIBLE' });
  await anAllocation(orm, { project: coming, facility: south, cycle: autumn });
  await anAllocationRequest(orm, { project: running, facility: north, cycle: autumn });
  await anAllocationRequest(orm, {
    project: old,
    facility: south,
    cycle: autumn,
    state: 'REJECTED',
    rejectionReason: 'It ends too early.',
  });
  const staff = await aUser(orm, { firstName: 'Max', lastName: 'Perutz' });
  await aSession(orm, { project: running, facility: north, endAt: '2027-06-20T16:00:00Z', staff });
  await aSession(orm, {
    project: running,
    facility: south,
    endAt: '2027-06-10T16:00:00Z',
    state: 'COMPLETE',
    spokesperson,
    history: [{ at: '2027-06-10T16:00:00Z', message: 'Signed off.' }],
  });
  await aSession(orm, { project: old, facility: south, endAt: '2027-06-20T16:00:00Z', state: 'CANCELLED' });
});
afterAll(() => app[Symbol.asyncDispose]());

const codes = async (list: string, args: string, fields = 'project { code } facility { acronym }') => {
  const { nodes } = await readList<Record<string, unknown>>(app, list, { args, fields });
  return nodes.map((node) =>
    JSON.stringify(node)
      .match(/(?<=:")[^"]+/g)!
      .join(' '),
  );
};

describe('projects', () => {
  test("are filtered by cycle and by state, which follows from the facility's date", async () => {
    expect(await codes('projects', '', 'code state')).toEqual([
      'P-NEW UPCOMING',
      'P-RUN RUNNING',
      'P-OLD OVER',
    ]);
    expect(await codes('projects', 'state: UPCOMING', 'code')).toEqual(['P-NEW']);
    expect(await codes('projects', 'state: RUNNING', 'code')).toEqual(['P-RUN']);
    expect(await codes('projects', 'state: OVER', 'code')).toEqual(['P-OLD']);
    expect(await codes('projects', `cycle: "${ids.spring}"`, 'code')).toEqual(['P-RUN', 'P-OLD']);
    expect(await codes('projects', `cycle: "${ids.autumn}", state: OVER`, 'code')).toEqual([]);
  });

  test('are found by code, title, proposal and spokesperson', async () => {
    for (const search of ['p-run', 'VITAM', 'b-12', 'dorothy hodg']) {
      expect(await codes('projects', `search: "${search}"`, 'code')).toEqual(['P-RUN']);
    }
  });

  test('tell all that belongs to them', async () => {
    const { project, none } = await app.query<{ project: unknown; none: unknown }>(
      `query ($id: ID!) { project(id: $id) {
         code title state startDate endDate startNotifiedAt spokesperson { name } leader { name } delegate { name }
         team { name } pool { code } cycle { id } proposal { code } submissions { code }
         allocations { origin shifts shiftsRequested score scores { position average } facility { acronym } cycle { id } }
         requests { state shiftRequest facility { acronym } } materials { code state samples { name hazards } }
         sessions { startAt endAt state kind staff { name } spokesperson { name } history { at message } }
       } none: project(id: "999999") { id } }`,
      { id: ids.running },
    );
    expect(none).toBeNull();
    expect(project).toEqual({
      code: 'P-RUN',
      title: 'Vitamins',
      state: 'RUNNING',
      startDate: '2025-07-01',
      endDate: '2027-06-30',
      startNotifiedAt: null,
      spokesperson: { name: 'Dorothy Hodgkin' },
      leader: null,
      delegate: null,
      team: [{ name: 'Dorothy Hodgkin' }],
      pool: { code: 'G' },
      cycle: { id: ids.spring },
      proposal: { code: 'B-12' },
      submissions: [{ code: 'GE1' }],
      allocations: [
        {
          origin: 'CALL',
          shifts: 6,
          shiftsRequested: 9,
          score: 2.5,
          scores: [
            { position: 2, average: 2 },
            { position: 10, average: 3 },
          ],
          facility: { acronym: 'NORTH' },
          cycle: { id: ids.spring },
        },
        {
          origin: 'FLEXIBLE',
          shifts: 0,
          shiftsRequested: 0,
          score: null,
          scores: [],
          facility: { acronym: 'SOUTH' },
          cycle: { id: ids.autumn },
        },
      ],
      requests: [{ state: 'SUBMITTED', shiftRequest: 3, facility: { acronym: 'NORTH' } }],
      materials: [{ code: 'M-1', state: 'PENDING', samples: [{ name: 'Cyanide', hazards: ['toxic'] }] }],
      sessions: [
        {
          startAt: '2027-06-10T08:00:00Z',
          endAt: '2027-06-10T16:00:00Z',
          state: 'COMPLETE',
          kind: 'ONSITE',
          staff: null,
          spokesperson: { name: 'Dorothy Hodgkin' },
          history: [{ at: '2027-06-10T16:00:00Z', message: 'Signed off.' }],
        },
        {
          startAt: '2027-06-20T08:00:00Z',
          endAt: '2027-06-20T16:00:00Z',
          state: 'READY',
          kind: 'ONSITE',
          staff: { name: 'Max Perutz' },
          spokesperson: null,
          history: [],
        },
      ],
    });
  });
});

test('allocations are filtered by cycle, beamline and project', async () => {
  expect(await codes('allocations', '')).toEqual(['P-NEW SOUTH', 'P-RUN SOUTH', 'P-RUN NORTH']);
  expect(await codes('allocations', `cycle: "${ids.autumn}"`)).toEqual(['P-NEW SOUTH', 'P-RUN SOUTH']);
  expect(await codes('allocations', `facility: "${ids.sector}"`)).toEqual(['P-RUN NORTH']);
  expect(await codes('allocations', `project: "${ids.running}", cycle: "${ids.autumn}"`)).toEqual([
    'P-RUN SOUTH',
  ]);
});

test('requests for shifts are filtered by state besides, and say why they were rejected', async () => {
  expect(await codes('allocationRequests', '')).toEqual(['P-OLD SOUTH', 'P-RUN NORTH']);
  expect(await codes('allocationRequests', `state: SUBMITTED, cycle: "${ids.autumn}"`)).toEqual([
    'P-RUN NORTH',
  ]);
  expect(await codes('allocationRequests', 'state: REJECTED', 'rejectionReason')).toEqual([
    'It ends too early.',
  ]);
  expect(await codes('allocationRequests', `state: REJECTED, project: "${ids.running}"`)).toEqual([]);
});

test('sessions come by their start, also where several start at once, and are found and filtered', async () => {
  const all = ['P-OLD SOUTH', 'P-RUN NORTH', 'P-RUN SOUTH'];
  expect(await codes('sessions', '')).toEqual(all);
  const one = await readList<{ project: { code: string } }>(app, 'sessions', {
    fields: 'project { code }',
    first: 1,
  });
  expect(one.nodes.map(({ project }) => project.code)).toEqual(['P-OLD', 'P-RUN', 'P-RUN']);
  expect(await codes('sessions', 'state: READY')).toEqual(['P-RUN NORTH']);
  expect(await codes('sessions', `facility: "${ids.sector}"`)).toEqual(['P-RUN NORTH']);
  expect(await codes('sessions', 'search: "south", state: COMPLETE')).toEqual(['P-RUN SOUTH']);
  expect(await codes('sessions', 'search: "max peru"')).toEqual(['P-RUN NORTH']);
  expect(await codes('sessions', 'search: "dorothy"')).toEqual(['P-RUN SOUTH']);
  expect(await codes('sessions', 'search: "p-old"')).toEqual(['P-OLD SOUTH']);
});

test('the tree of beamlines lists each followed by what is below it; tracks come by name', async () => {
  await aFacility(app.app.orm, 'ALPHA', { kind: 'INSTRUMENT', parent: ids.north });
  const { facilities, tracks } = await app.query<{ facilities: unknown; tracks: unknown[] }>(
    '{ facilities { acronym kind parent { acronym } } tracks { id acronym name } }',
  );
  expect(facilities).toEqual([
    { acronym: 'SECTOR', kind: 'SECTOR', parent: null },
    { acronym: 'NORTH', kind: 'BEAMLINE', parent: { acronym: 'SECTOR' } },
    { acronym: 'ALPHA', kind: 'INSTRUMENT', parent: { acronym: 'NORTH' } },
    { acronym: 'SOUTH', kind: 'BEAMLINE', parent: null },
  ]);
  expect(tracks).toHaveLength(1);
});

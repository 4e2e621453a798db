import { describe, expect, test } from 'vitest';
import { facilityTree } from '../../../server/domain/projects/facility-tree.ts';
import { meritOf } from '../../../server/domain/projects/merit.ts';
import {
  type ApprovedSubmission,
  type ExistingProject,
  planProjects,
  type ShiftRequest,
} from '../../../server/domain/projects/plan-projects.ts';
import { day } from '../support/dates.ts';

const tree = facilityTree([
  { id: '2', acronym: 'MX', kind: 'SECTOR', parentId: null },
  { id: '3', acronym: 'MX-ID', kind: 'BEAMLINE', parentId: '2' },
  { id: '5', acronym: 'MX-ID-A', kind: 'INSTRUMENT', parentId: '3' },
]);

const passed = (id: string) => ({ id, score: 2, scores: { 1: 2 } });

const submission = (row: Partial<ApprovedSubmission> = {}): ApprovedSubmission => ({
  id: '100',
  code: 'GE100',
  proposalId: '1',
  poolId: '1',
  poolCode: 'G',
  cycleId: '12',
  cycleStart: day('2025-07-01'),
  cycleEnd: day('2026-01-01'),
  durationCycles: 4,
  durationMonths: 6,
  passing: [passed('3')],
  ...row,
});

const request = (row: Partial<ShiftRequest>): ShiftRequest => ({
  proposalId: '1',
  facilityId: '3',
  shifts: 6,
  justification: 'because',
  procedure: 'so',
  ...row,
});

const plan = (
  submissions: ApprovedSubmission[],
  facts: { existing?: ExistingProject[]; requests?: ShiftRequest[] } = {},
) =>
  planProjects(
    submissions,
    { existing: facts.existing ?? [], requests: facts.requests ?? [], tree, numbers: [26, 27, 28] },
    'CALL',
  );

describe('merit', () => {
  test.each([
    ['nothing', [], null, {}],
    ['one stage', [[1, 2, 3.5]], 3.5, { 1: 3.5 }],
    [
      'two stages, weighted',
      [
        [1, 1, 2],
        [2, 3, 4],
      ],
      3.5,
      { 1: 2, 2: 4 },
    ],
    [
      'a stage without weight, left out',
      [
        [1, 0, 5],
        [2, 2, 1],
      ],
      1,
      { 2: 1 },
    ],
    ['only stages without weight', [[1, 0, 5]], null, {}],
  ])('of %s', (_, stages, score, scores) => {
    const averages = (stages as [number, number, number][]).map(([position, weight, average]) => ({
      position,
      weight,
      average,
    }));
    expect(meritOf(averages)).toEqual({ score, scores });
  });
});

describe('a project', () => {
  test('begins with its cycle and ends by the rule; its code is of cycle, pool and number', () => {
    expect(plan([submission()]).created).toEqual([
      {
        code: '012G-0001a',
        proposalId: '1',
        poolId: '1',
        cycleId: '12',
        startDate: day('2025-07-01'),
        endDate: day('2027-06-30'),
      },
    ]);
  });

  test('is made once for two submissions of one proposal, by the one with the earlier cycle, and lives for both', () => {
    const early = { cycleId: '11', cycleStart: day('2025-01-01'), cycleEnd: day('2025-07-01') };
    const { created, accepted } = plan([
      submission(),
      submission({ ...early, id: '101', durationCycles: 1 }),
    ]);
    expect(created).toMatchObject([
      { code: '011G-0001a', cycleId: '11', startDate: day('2025-01-01'), endDate: day('2027-06-30') },
    ]);
    expect(accepted.map(({ id }) => id)).toEqual(['101', '100']);
  });

  test('of which no facility passes is none', () => {
    const { created, accepted, without, allocations } = plan([submission({ passing: [] })]);
    expect({ created, accepted, allocations }).toEqual({ created: [], accepted: [], allocations: [] });
    expect(without.map(({ id }) => id)).toEqual(['100']);
  });
});

describe('a project that the proposal has', () => {
  const existing = (start: string, end: string): ExistingProject => ({
    id: '7',
    code: '010G-00001',
    proposalId: '1',
    cycleId: '10',
    startDate: day(start),
    endDate: day(end),
  });

  test.each([
    ['ends later when the submission does', '2025-01-01', '2026-06-30', '10', '2025-01-01', '2027-06-30'],
    ['begins earlier when the submission does', '2026-01-01', '2028-06-30', '12', '2025-07-01', '2028-06-30'],
  ])('%s', (_, start, end, cycleId, newStart, newEnd) => {
    const { created, extended } = plan([submission()], { existing: [existing(start, end)] });
    expect(created).toEqual([]);
    expect(extended).toEqual([
      { ...existing(start, end), cycleId, startDate: day(newStart), endDate: day(newEnd) },
    ]);
  });

  test('never ends earlier', () => {
    const { created, extended } = plan([submission()], { existing: [existing('2025-01-01', '2030-12-31')] });
    expect({ created, extended }).toEqual({ created: [], extended: [] });
  });
});

describe('allocations', () => {
  const facilities = (planned: ReturnType<typeof plan>) =>
    planned.allocations.map(({ facilityId, shiftsRequested }) => [facilityId, shiftsRequested]);

  test('go to the beamline and its instrument, with what was asked of the beamline, the merit and no shifts', () => {
    const shared = {
      proposalId: '1',
      cycleId: '12',
      origin: 'CALL',
      shiftsRequested: 6,
      justification: 'because',
      procedure: 'so',
      score: 2,
      scores: { 1: 2 },
    };
    expect(plan([submission()], { requests: [request({})] }).allocations).toEqual([
      { ...shared, facilityId: '3' },
      { ...shared, facilityId: '5' },
    ]);
  });

  test('prefer what was asked of the facility itself', () => {
    const requests = [request({}), request({ facilityId: '5', shifts: 2 })];
    expect(facilities(plan([submission()], { requests }))).toEqual([
      ['3', 6],
      ['5', 2],
    ]);
  });

  test('ask for nothing when nothing was asked', () => {
    const requests = [request({ proposalId: '2' })];
    expect(facilities(plan([submission()], { requests }))).toEqual([
      ['3', 0],
      ['5', 0],
    ]);
  });

  test.each([[['3', '5']], [['5', '3']]])(
    'are one for each facility when both the beamline and its instrument pass (%s), with its own merit',
    (ids) => {
      const passing = ids.map((id) => ({ id, score: Number(id), scores: {} }));
      const { allocations } = plan([submission({ passing })]);
      const merits = Object.fromEntries(allocations.map(({ facilityId, score }) => [facilityId, score]));
      expect(merits).toEqual({ 3: 3, 5: 5 });
      expect(allocations).toHaveLength(2);
    },
  );

  test('of a sector go to its beamline, not to the instrument below', () => {
    const requests = [request({ facilityId: '2', shifts: 4 })];
    expect(facilities(plan([submission({ passing: [passed('2')] })], { requests }))).toEqual([['3', 4]]);
  });
});

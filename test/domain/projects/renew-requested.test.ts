import { describe, expect, test } from 'vitest';
import { Notification } from '../../../server/domain/notifications/notification.entity.ts';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import { AllocationRequest } from '../../../server/domain/projects/allocation-request.entity.ts';
import { Allocation } from '../../../server/domain/projects/allocation.entity.ts';
import {
  createCallProjects,
  pendingCallProjects,
} from '../../../server/domain/projects/create-call-projects.ts';
import { atOnce } from '../support/at-once.ts';
import { day, noon } from '../support/dates.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { aCycle, aFacility, anAllocation, anAllocationRequest, aProject, aUser } from '../support/world.ts';

const db = useEmptyDomain();

/** One run on a day: what it returned and logged. The allocation date of the example cycle is 30 April 2025. */
async function runOn(date: string) {
  const today = day(date);
  const now = noon(today);
  const { log, lines, fields } = recordedLog();
  const result = await createCallProjects(db.orm.em.fork(), {
    today,
    now,
    log,
    notify: queueMessages({ now }),
  });
  return { ...result, lines, fields };
}

/** A project's request for six shifts in the example cycle on the beamline XRD, which has an instrument. */
async function requested(row: object = {}, project: object = {}) {
  const cycle = await aCycle(db.orm);
  const facility = await aFacility(db.orm, 'XRD');
  const instrument = await aFacility(db.orm, 'XRD-A', { kind: 'INSTRUMENT', parent: facility });
  const spokesperson = await aUser(db.orm);
  const columns = { cycle, code: '010G-00001', title: 'On salt', spokesperson, ...project };
  const id = await aProject(db.orm, columns);
  const request = await anAllocationRequest(db.orm, {
    project: id,
    cycle,
    facility,
    shiftRequest: 6,
    justification: 'More salt',
    procedure: 'As before',
    ...row,
  });
  return { cycle, facility, instrument, spokesperson, project: id, request };
}

const request = (id: string) => db.orm.em.fork().findOneOrFail(AllocationRequest, id);
const allocations = () => db.orm.em.fork().find(Allocation, {}, { orderBy: { id: 'asc' } });
const messages = () => db.orm.em.fork().find(Notification, {}, { populate: ['user'] });

describe('a request', () => {
  test('of a project that covers the cycle gets allocations without shifts, and is COMPLETE', async () => {
    const { project, cycle, facility, instrument, request: id } = await requested();
    const run = await runOn('2025-04-30');
    expect(run).toMatchObject({ renewed: 1, rejected: 0 });
    expect(run.lines).toEqual(['INFO 010G-00001: renewed on XRD for 2025 Jul-Dec']);
    expect(run.fields).toEqual([{ projectId: project, facilityId: facility, cycleId: cycle }]);
    const shared = {
      project: { id: project },
      cycle: { id: cycle },
      origin: 'RENEWAL',
      shifts: 0,
      shiftsRequested: 6,
      score: null,
      scores: {},
      justification: 'More salt',
      procedure: 'As before',
    };
    expect(await allocations()).toMatchObject([
      { ...shared, facility: { id: facility } },
      { ...shared, facility: { id: instrument } },
    ]);
    expect(await request(id)).toMatchObject({ state: 'COMPLETE', rejectionReason: null });
    expect(await messages()).toEqual([]);
  });

  test.each([
    ['on the last day of the cycle: granted', '2025-12-31', 'COMPLETE'],
    ['a day before it: rejected', '2025-12-30', 'REJECTED'],
  ])('of a project that ends %s', async (_, endDate, state) => {
    const { request: id } = await requested({}, { endDate });
    await runOn('2025-04-30');
    expect((await request(id)).state).toBe(state);
    expect(await allocations()).toHaveLength(state === 'COMPLETE' ? 2 : 0);
  });

  test('of a project that ends too early is rejected with the reason, and the spokesperson is told', async () => {
    const {
      project,
      cycle,
      facility,
      spokesperson,
      request: id,
    } = await requested({}, { endDate: '2025-10-31' });
    const run = await runOn('2025-04-30');
    const reason = 'the project ends on 31 October 2025, before the cycle does';
    expect(run).toMatchObject({ renewed: 0, rejected: 1 });
    expect(run.lines).toEqual([`INFO 010G-00001: not renewed on XRD for 2025 Jul-Dec, ${reason}`]);
    expect(run.fields).toEqual([{ projectId: project, facilityId: facility, cycleId: cycle }]);
    expect(await request(id)).toMatchObject({ state: 'REJECTED', rejectionReason: reason });
    const [message, ...more] = await messages();
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      user: { id: spokesperson },
      kind: 'renewal-rejected',
      level: 'IMPORTANT',
      dedupeKey: `renewal-rejected:${id}`,
    });
    for (const text of ['010G-00001', 'On salt', 'XRD', '2025 Jul-Dec', reason]) {
      expect(message!.body.replaceAll('\n', ' ')).toContain(text);
    }
  });

  test('for a cycle that is over is rejected, too', async () => {
    const { request: id } = await requested();
    await runOn('2026-01-01');
    expect(await request(id)).toMatchObject({ state: 'REJECTED', rejectionReason: 'the cycle is over' });
    expect(await allocations()).toEqual([]);
  });

  test.each([
    ['before the allocation date', '2025-04-29', {}],
    ['that is a draft', '2025-04-30', { state: 'DRAFT' }],
    ['that was answered', '2025-04-30', { state: 'COMPLETE' }],
  ])('%s is left alone', async (_, date, row) => {
    await requested(row);
    expect(await pendingCallProjects(db.orm.em.fork(), day(date))).toEqual({ submissions: 0, requests: 0 });
    expect(await runOn(date)).toMatchObject({ renewed: 0, rejected: 0, lines: [] });
    expect(await allocations()).toEqual([]);
  });

  test('leaves an allocation that is there as people made it, and is COMPLETE', async () => {
    const { project, cycle, facility, instrument, request: id } = await requested();
    const granted = { shifts: 9, shiftsRequested: 12, discretionary: true, origin: 'NON_CALL' };
    for (const there of [facility, instrument]) {
      await anAllocation(db.orm, { project, facility: there, cycle, ...granted });
    }
    const { lines } = await runOn('2025-04-30');
    expect(lines).toEqual(['INFO 010G-00001: had been allocated already on XRD for 2025 Jul-Dec']);
    expect(await allocations()).toMatchObject([granted, granted]);
    expect((await request(id)).state).toBe('COMPLETE');
  });

  test('for an instrument comes before the one for the beamline above it', async () => {
    const { project, cycle, instrument } = await requested();
    await anAllocationRequest(db.orm, { project, cycle, facility: instrument, shiftRequest: 2 });
    expect((await runOn('2025-04-30')).renewed).toBe(2);
    const found = await allocations();
    expect(found.find(({ facility }) => facility.id === instrument)?.shiftsRequested).toBe(2);
    expect(found.find(({ facility }) => facility.id !== instrument)?.shiftsRequested).toBe(6);
    expect(found).toHaveLength(2);
  });

  test('for an empty sector allocates nothing, and a person is told', async () => {
    const sector = await aFacility(db.orm, 'MX', { kind: 'SECTOR' });
    await requested({ facility: sector });
    const { lines } = await runOn('2025-04-30');
    const missing = 'MX has no beamline or instrument directly below it';
    expect(lines).toEqual([`WARN 010G-00001: nothing allocated for 2025 Jul-Dec, ${missing}`]);
  });
});

describe('runs', () => {
  test('a second one does nothing', async () => {
    await requested({}, { endDate: '2025-10-31' });
    await runOn('2025-04-30');
    expect(await runOn('2025-04-30')).toMatchObject({ renewed: 0, rejected: 0, lines: [] });
    expect(await messages()).toHaveLength(1);
  });

  test('at once answer, log and tell each request once', async () => {
    const { cycle, facility } = await requested({}, { endDate: '2025-10-31' });
    for (let index = 0; index < 9; index++) {
      const endDate = index < 4 ? '2025-10-31' : '2027-06-30';
      await anAllocationRequest(db.orm, {
        project: await aProject(db.orm, { cycle, endDate }),
        cycle,
        facility,
      });
    }
    const run = () => runOn('2025-04-30');
    const runs = await atOnce(db.orm, 'allocation', [run, run, run]);
    expect(runs.reduce((sum, { renewed }) => sum + renewed, 0)).toBe(5);
    expect(runs.reduce((sum, { rejected }) => sum + rejected, 0)).toBe(5);
    const lines = runs.flatMap((run) => run.lines);
    expect(lines).toHaveLength(10);
    expect(new Set(lines).size).toBe(10);
    expect(await allocations()).toHaveLength(10);
    expect(await messages()).toHaveLength(5);
  });

  test('one request that cannot be answered is named, the others are answered, and the run fails', async () => {
    const { project, cycle, facility, request: bad } = await requested();
    const good = await anAllocationRequest(db.orm, {
      project: await aProject(db.orm, { cycle }),
      cycle,
      facility,
    });
    await db.orm.em.execute(
      `alter table allocation add constraint stubborn check (project_id <> ${project})`,
    );
    const today = day('2025-04-30');
    const now = noon(today);
    const { log, lines, fields } = recordedLog();
    try {
      await expect(
        createCallProjects(db.orm.em.fork(), { today, now, log, notify: queueMessages({ now }) }),
      ).rejects.toThrow('1 of 2 renewals could not be answered: see the log');
    } finally {
      await db.orm.em.execute('alter table allocation drop constraint stubborn');
    }
    const index = lines.findIndex((line) =>
      line.startsWith('ERROR 010G-00001: could not be renewed on XRD: '),
    );
    expect(fields[index]).toEqual({ projectId: project, facilityId: facility, cycleId: cycle });
    expect((await request(bad)).state).toBe('SUBMITTED');
    expect((await request(good)).state).toBe('COMPLETE');
  });
});

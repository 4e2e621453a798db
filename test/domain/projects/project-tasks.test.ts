import { expect, test } from 'vitest';
import { autoSignOff } from '../../../server/tasks/auto-sign-off.ts';
import { createCallProjects } from '../../../server/tasks/create-call-projects.ts';
import { createNonCallProjects } from '../../../server/tasks/create-non-call-projects.ts';
import { notifyProjects } from '../../../server/tasks/notify-projects.ts';
import { day, noon } from '../support/dates.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { contextAt } from '../support/task-context.ts';
import {
  aCycle,
  aFacility,
  anAllocationRequest,
  aProject,
  aSession,
  aSubmission,
  aTechnique,
  aTrack,
} from '../support/world.ts';

const db = useEmptyDomain();

const contextOn = (date: string) => contextAt(db.orm, noon(day(date)));

test('Create Call Projects and, the day after, Notify Projects carry an approved submission to its project', async () => {
  const nothing = '0 approved call submissions lack a project, 0 renewals wait for an answer';
  expect(await createCallProjects.ready?.(contextOn('2025-04-30'))).toBe(nothing);
  const cycle = await aCycle(db.orm);
  const facility = await aFacility(db.orm, 'XRD');
  const columns = { cycle, track: await aTrack(db.orm), state: 'REVIEWED', approved: true };
  await aSubmission(db.orm, columns, [await aTechnique(db.orm, facility)]);
  await anAllocationRequest(db.orm, { project: await aProject(db.orm, { cycle }), cycle, facility });
  expect(await createCallProjects.ready?.(contextOn('2025-04-30'))).toBeNull();

  // Should Create Call Projects not have run, the results wait for it.
  expect(await notifyProjects.ready?.(contextOn('2025-05-01'))).toBeNull();
  expect(await notifyProjects.run(contextOn('2025-05-01'))).toEqual({
    summary: '0 success, 0 failure messages; 0 cycles finished',
  });
  expect(await createCallProjects.run(contextOn('2025-05-01'))).toEqual({
    summary: '1 project created, 0 joined, 0 refused; 1 renewal granted, 0 rejected',
  });
  expect(await createCallProjects.ready?.(contextOn('2025-05-01'))).toBe(nothing);
  expect(await notifyProjects.run(contextOn('2025-05-01'))).toEqual({
    summary: '2 success, 0 failure messages; 1 cycle finished',
  });
  expect(await notifyProjects.ready?.(contextOn('2025-05-01'))).toBe(
    '0 cycles have results to tell, 0 decisions without a call are due',
  );
});

test('Create Non-Call Projects runs when a submission lacks a project', async () => {
  const nothing =
    '0 approved non-call submissions lack a project, 0 flexible allocations end with their cycle';
  expect(await createNonCallProjects.ready?.(contextOn('2025-04-30'))).toBe(nothing);
  const track = await aTrack(db.orm, { requireCall: false });
  await aSubmission(db.orm, { cycle: await aCycle(db.orm), track, state: 'REVIEWED', approved: true });
  expect(await createNonCallProjects.ready?.(contextOn('2025-04-30'))).toBeNull();
  expect(await createNonCallProjects.run(contextOn('2025-04-30'))).toEqual({
    summary: '0 projects created, 0 joined, 1 refused; 0 flexible allocations renewed',
  });
  expect(await createNonCallProjects.ready?.(contextOn('2025-04-30'))).toBe(nothing);
});

test('Auto Sign-Off runs when a session is overdue', async () => {
  expect(await autoSignOff.ready?.(contextOn('2025-08-01'))).toBe('0 of 0 unfinished sessions are overdue');
  const project = await aProject(db.orm, { cycle: await aCycle(db.orm) });
  const facility = await aFacility(db.orm, 'XRD');
  await aSession(db.orm, { project, facility, endAt: '2025-08-01T08:00:00Z', state: 'LIVE' });
  expect(await autoSignOff.ready?.(contextOn('2025-08-01'))).toBe('0 of 1 unfinished sessions are overdue');
  expect(await autoSignOff.ready?.(contextOn('2025-08-02'))).toBeNull();
  expect(await autoSignOff.run(contextOn('2025-08-02'))).toEqual({
    summary: '1 session signed off, 0 cancelled, 0 messages',
  });
});

import { expect, test } from 'vitest';
import { createCycles } from '../../../server/tasks/create-cycles.ts';
import { cycleLifecycle } from '../../../server/tasks/cycle-lifecycle.ts';
import { day, example1, halfYear, noon } from '../support/dates.ts';
import { addCycle, addCycleType, useEmptyDomain } from '../support/domain-database.ts';
import { contextAt } from '../support/task-context.ts';

const db = useEmptyDomain();

const contextOn = (date: string) => contextAt(db.orm, noon(day(date)));

test('Cycle Lifecycle runs when a cycle changes, and says how many do not', async () => {
  await addCycle(db.orm, await addCycleType(db.orm, 'July-December', halfYear(7, 1)), example1);
  expect(await cycleLifecycle.ready?.(contextOn('2025-02-04'))).toBe('0 of 1 cycles change today');
  expect(await cycleLifecycle.ready?.(contextOn('2025-02-05'))).toBeNull();
  expect(await cycleLifecycle.scope?.(contextOn('2025-02-04'))).toBe(
    'It checks 1 cycle: none changes today.',
  );
  expect(await cycleLifecycle.scope?.(contextOn('2025-02-05'))).toBe('It checks 1 cycle: 1 changes today.');
  expect(await cycleLifecycle.run(contextOn('2025-02-05'))).toEqual({ summary: '1 of 1 cycle changed' });
  expect(await cycleLifecycle.ready?.(contextOn('2025-02-05'))).toBe('0 of 1 cycles change today');
});

test('Create Cycles runs when a cycle is missing, and says until when none is', async () => {
  expect(await createCycles.ready?.(contextOn('2026-03-10'))).toBe('No cycle type is active');
  await addCycleType(db.orm, 'July-December', halfYear(7, 1));
  expect(await createCycles.ready?.(contextOn('2026-03-10'))).toBeNull();
  expect(await createCycles.run(contextOn('2026-03-10'))).toEqual({ summary: '3 cycles created' });
  expect(await createCycles.ready?.(contextOn('2026-03-10'))).toBe('0 cycles are missing until 2028');
  expect(await createCycles.ready?.(contextOn('2027-01-01'))).toBeNull();
});

import { CheckConstraintViolationException, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { beforeEach, describe, expect, test } from 'vitest';
import { type CycleDates, cycleDates } from '../../../server/domain/cycles/cycle-dates.ts';
import { CycleSchedule } from '../../../server/domain/cycles/cycle-schedule.entity.ts';
import { CycleTransition } from '../../../server/domain/cycles/cycle-transition.entity.ts';
import { CycleType } from '../../../server/domain/cycles/cycle-type.entity.ts';
import { Cycle } from '../../../server/domain/cycles/cycle.entity.ts';
import { ShiftConfig } from '../../../server/domain/cycles/shift-config.entity.ts';
import { day, example1, halfYear } from '../support/dates.ts';
import { addCycle, addCycleType, useEmptyDomain } from '../support/domain-database.ts';
import { addSubmission } from '../support/world.ts';

const db = useEmptyDomain();
let type: string;
beforeEach(async () => {
  type = await addCycleType(db.orm, 'July-December', halfYear(7, 1));
});

test('the migrations say the same as the entities', async () => {
  expect(await db.orm.schema.getUpdateSchemaSQL()).toBe('');
});

describe('a cycle', () => {
  test.each<[string, Partial<CycleDates>]>([
    ['closes before it opens', { openDate: day('2025-03-05') }],
    ['is due on the close', { dueDate: day('2025-03-05') }],
    ['is allocated before it is due', { allocDate: day('2025-04-15') }],
    ['starts before the allocation', { allocDate: day('2025-07-02') }],
    ['has no day', { endDate: day('2025-07-01') }],
  ])('is refused when it %s', async (_, dates) => {
    await expect(addCycle(db.orm, type, { ...example1, ...dates })).rejects.toThrow('cycle_date_order');
  });

  test('may have phases without a day', async () => {
    const empty = { dueDate: day('2025-07-01'), allocDate: day('2025-07-01') };
    await expect(addCycle(db.orm, type, { ...example1, ...empty })).resolves.toEqual(expect.any(String));
  });

  test('is refused when it overlaps one of its type by a day, but may follow on it', async () => {
    await addCycle(db.orm, type, example1);
    const next = cycleDates(halfYear(1, 1), 2026);
    const previous = { ...cycleDates(halfYear(1, 1), 2024), endDate: day('2025-07-02') };
    await expect(addCycle(db.orm, type, previous)).rejects.toThrow('cycle_no_overlap');
    await addCycle(db.orm, type, { ...previous, endDate: day('2025-07-01') });
    await addCycle(db.orm, type, next);
    const other = await addCycleType(db.orm, 'Other', halfYear(7, 1));
    await addCycle(db.orm, other, example1);
  });

  test('is refused when its type has one that starts in the same year', async () => {
    const short = { ...example1, endDate: day('2025-08-01') };
    await addCycle(db.orm, type, short);
    const second = { ...example1, startDate: day('2025-10-01') };
    await expect(addCycle(db.orm, type, second)).rejects.toThrow(UniqueConstraintViolationException);
  });

  test('is refused in a state that does not exist', async () => {
    const id = await addCycle(db.orm, type, example1);
    const change = db.orm.em.execute(`update cycle set state = 'FORGOTTEN' where id = ?`, [id]);
    await expect(change).rejects.toThrow('cycle_state_check');
  });

  test('takes its schedule and transitions with it, but not while it has submissions', async () => {
    const cycle = await addCycle(db.orm, type, example1);
    const em = db.orm.em.fork();
    const shiftConfig = (await em.findAll(ShiftConfig))[0]!;
    await em.insert(CycleSchedule, { cycle, description: '2025 July-December: Schedule', shiftConfig });
    const change = { fromState: 'PENDING', toState: 'OPEN', skipped: [], direction: 'FORWARD' } as const;
    await em.insert(CycleTransition, {
      cycle,
      ...change,
      skipped: [],
      onDate: day('2025-02-05'),
      at: Temporal.Instant.from('2025-02-05T06:00Z'),
    });
    await addSubmission(db.orm, cycle, 'PENDING');
    await expect(em.nativeDelete(Cycle, cycle)).rejects.toThrow('submission_cycle_id_foreign');
    await em.execute('delete from submission');
    await em.nativeDelete(Cycle, cycle);
    expect(await em.count(CycleSchedule)).toBe(0);
    expect(await em.count(CycleTransition)).toBe(0);
  });

  test('has at most one schedule', async () => {
    const cycle = await addCycle(db.orm, type, example1);
    const em = db.orm.em.fork();
    const shiftConfig = (await em.findAll(ShiftConfig))[0]!;
    await em.insert(CycleSchedule, { cycle, description: 'one', shiftConfig });
    await expect(em.insert(CycleSchedule, { cycle, description: 'two', shiftConfig })).rejects.toThrow(
      UniqueConstraintViolationException,
    );
  });
});

describe('a cycle type', () => {
  test.each([
    [{ startMonth: 13 }],
    [{ startDay: 0 }],
    [{ durationMonths: 37 }],
    [{ callOffsetWeeks: 0 }],
    [{ callPeriodWeeks: -1 }],
    [{ reviewWeeks: 0 }],
    [{ allocationWeeks: -1 }],
    [{ openOn: 7 }],
    [{ closeOn: -1 }],
  ])('is refused with %j', async (wrong) => {
    await expect(addCycleType(db.orm, 'Wrong', halfYear(1, 1, wrong))).rejects.toThrow(
      CheckConstraintViolationException,
    );
  });

  test('is refused with the name of another', async () => {
    await expect(addCycleType(db.orm, 'July-December', halfYear(1, 1))).rejects.toThrow(
      UniqueConstraintViolationException,
    );
  });

  test('has the defaults of domain §2', async () => {
    const em = db.orm.em.fork();
    const shiftConfig = (await em.findAll(ShiftConfig))[0]!;
    const created = em.create(CycleType, { name: 'Default', startMonth: 1, startDay: 1, shiftConfig });
    await em.flush();
    expect(created).toMatchObject({ ...halfYear(1, 1), active: true });
  });

  test('cannot be deleted while it has cycles', async () => {
    await addCycle(db.orm, type, example1);
    await expect(db.orm.em.fork().nativeDelete(CycleType, type)).rejects.toThrow('cycle_type_id_foreign');
  });
});

test.each([
  [{ durationHours: 25, number: 1, names: ['Day'] }],
  [{ durationHours: 8, number: 4, names: ['1', '2', '3', '4'] }],
  [{ durationHours: 8, number: 0, names: [] }],
  [{ durationHours: 8, number: 3, names: ['Day', 'Night'] }],
])('a shift configuration is refused with %j', async (wrong) => {
  await expect(db.orm.em.fork().insert(ShiftConfig, { start: '08:00', ...wrong })).rejects.toThrow(
    CheckConstraintViolationException,
  );
});

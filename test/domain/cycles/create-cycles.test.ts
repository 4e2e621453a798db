import { describe, expect, test } from 'vitest';
import { createCycles, missingCycles } from '../../../server/domain/cycles/create-cycles.ts';
import { cycleDates, cycleName } from '../../../server/domain/cycles/cycle-dates.ts';
import { CycleSchedule } from '../../../server/domain/cycles/cycle-schedule.entity.ts';
import { CycleType } from '../../../server/domain/cycles/cycle-type.entity.ts';
import { Cycle } from '../../../server/domain/cycles/cycle.entity.ts';
import { Conflict } from '../../../server/domain/errors.ts';
import { day, halfYear, noon } from '../support/dates.ts';
import { addCycle, addCycleType, useEmptyDomain, wipe } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';

const db = useEmptyDomain();

/** One run on a day: what it returned or threw, and logged. */
async function runOn(date: string) {
  const today = day(date);
  const { log, lines, fields } = recordedLog();
  const outcome = await createCycles(db.orm.em.fork(), { today, now: noon(today), log }).catch(
    (cause: unknown) => cause,
  );
  return { outcome, lines, fields };
}

const cycles = () => db.orm.em.fork().find(Cycle, {}, { orderBy: { startDate: 'asc' }, populate: ['type'] });
const missingOn = async (date: string) => {
  const { missing } = await missingCycles(db.orm.em.fork(), day(date));
  return missing.map(({ dates }) => cycleName(dates));
};

describe('what is created', () => {
  test('this year and the next two, by year, start day and name; each with its schedule', async () => {
    await addCycleType(db.orm, 'July-December', halfYear(7, 1));
    await addCycleType(db.orm, 'January-June', halfYear(1, 1));
    const { outcome, lines } = await runOn('2026-03-10');
    expect(outcome).toEqual({ created: 6 });
    expect(lines).toEqual([
      'INFO Created cycle 2026 Jan-Jun (open 2025-08-06, close 2025-09-03, due 2025-10-15, alloc 2025-10-29)',
      'INFO Created cycle 2026 Jul-Dec (open 2026-02-04, close 2026-03-04, due 2026-04-15, alloc 2026-04-29)',
      'INFO Created cycle 2027 Jan-Jun (open 2026-08-05, close 2026-09-02, due 2026-10-14, alloc 2026-10-28)',
      'INFO Created cycle 2027 Jul-Dec (open 2027-02-03, close 2027-03-03, due 2027-04-14, alloc 2027-04-28)',
      'INFO Created cycle 2028 Jan-Jun (open 2027-08-04, close 2027-09-01, due 2027-10-13, alloc 2027-10-27)',
      'INFO Created cycle 2028 Jul-Dec (open 2028-02-02, close 2028-03-01, due 2028-04-12, alloc 2028-04-26)',
    ]);
    const states = (await cycles()).map(({ state }) => state);
    expect(states).toEqual(['ACTIVE', 'ASSIGNING', 'PENDING', 'PENDING', 'PENDING', 'PENDING']);

    const schedules = await db.orm.em
      .fork()
      .find(CycleSchedule, {}, { populate: ['cycle.type'], orderBy: { id: 'asc' } });
    expect(schedules.length).toBe(6);
    for (const { description, cycle, state, shiftConfig } of schedules) {
      expect(description).toBe(`${cycle.startDate.year} ${cycle.type.name}: Schedule`);
      expect(state).toBe('DRAFT');
      expect(shiftConfig.id).toBe(cycle.type.shiftConfig.id);
    }
  });

  test('types that start on one day come by name', async () => {
    for (const name of ['Beta', 'Alpha']) await addCycleType(db.orm, name, halfYear(1, 1));
    const { fields } = await runOn('2026-03-10');
    const types = await db.orm.em.fork().find(CycleType, {});
    const names = fields.map((data) => types.find(({ id }) => id === data?.cycleTypeId)?.name);
    expect(names).toEqual(['Alpha', 'Beta', 'Alpha', 'Beta', 'Alpha', 'Beta']);
  });

  test('a second run creates nothing, and nothing is missing', async () => {
    await addCycleType(db.orm, 'January-June', halfYear(1, 1));
    await runOn('2026-03-10');
    expect(await runOn('2026-03-10')).toMatchObject({ outcome: { created: 0 }, lines: [] });
    expect(await missingOn('2026-03-10')).toEqual([]);
    expect(await missingOn('2027-01-01')).toEqual(['2029 Jan-Jun']);
  });

  test('no cycle that is wholly over: its last day has passed', async () => {
    await addCycleType(db.orm, 'January-June', halfYear(1, 1));
    expect(await missingOn('2026-06-30')).toEqual(['2026 Jan-Jun', '2027 Jan-Jun', '2028 Jan-Jun']);
    expect(await missingOn('2026-07-01')).toEqual(['2027 Jan-Jun', '2028 Jan-Jun']);
  });

  test('on 31 December it is still the old year', async () => {
    await addCycleType(db.orm, 'January-June', halfYear(1, 1));
    expect(await missingOn('2026-12-31')).toEqual(['2027 Jan-Jun', '2028 Jan-Jun']);
    expect(await missingOn('2027-01-01')).toEqual(['2027 Jan-Jun', '2028 Jan-Jun', '2029 Jan-Jun']);
  });

  test('no cycle of an inactive type', async () => {
    await addCycleType(db.orm, 'January-June', halfYear(1, 1), false);
    expect(await runOn('2026-03-10')).toMatchObject({ outcome: { created: 0 }, lines: [] });
  });

  test('every other year for a type of 24 months, also within one run', async () => {
    await addCycleType(db.orm, 'Long', halfYear(9, 1, { durationMonths: 24 }));
    expect((await runOn('2024-03-10')).outcome).toEqual({ created: 2 });
    expect((await cycles()).map(cycleName)).toEqual(['2024 Sep-Aug', '2026 Sep-Aug']);
    expect(await missingOn('2025-03-10')).toEqual([]);
  });

  test('29 February is a start like any other, with the 28th in common years', async () => {
    await addCycleType(db.orm, 'Leap', halfYear(2, 29, { durationMonths: 12 }));
    expect((await runOn('2027-03-10')).outcome).toEqual({ created: 3 });
    expect(
      (await cycles()).map(({ startDate, endDate }) => `${String(startDate)} ${String(endDate)}`),
    ).toEqual(['2027-02-28 2028-02-28', '2028-02-29 2029-02-28', '2029-02-28 2030-02-28']);
  });

  test('edited cycles count where they lie now: by overlap and by the year of their start', async () => {
    const type = await addCycleType(db.orm, 'July-December', halfYear(7, 1));
    const moved = { startDate: day('2026-06-01'), endDate: day('2026-07-01') };
    await addCycle(db.orm, type, { ...cycleDates(halfYear(7, 1), 2026), ...moved });
    const longer = { endDate: day('2028-07-02') };
    await addCycle(db.orm, type, { ...cycleDates(halfYear(7, 1), 2027), ...longer });
    expect(await missingOn('2026-03-10')).toEqual([]);
    expect(await runOn('2026-03-10')).toMatchObject({ outcome: { created: 0 }, lines: [] });
  });
});

describe('a type whose dates are out of order', () => {
  test('is named in an ERROR line, does not stop the others, and fails the run in the end', async () => {
    await addCycleType(db.orm, 'Broken', halfYear(1, 1, { callOffsetWeeks: 10 }));
    await addCycleType(db.orm, 'July-December', halfYear(7, 1));
    const { outcome, lines } = await runOn('2026-03-10');
    expect(outcome).toBeInstanceOf(Conflict);
    expect(String(outcome)).toBe(
      'Conflict: 1 of 2 cycle types cannot make their cycles: edit them, see the log',
    );
    expect(lines.filter((line) => line.startsWith('INFO Created')).length).toBe(3);
    expect(lines.filter((line) => line.startsWith('ERROR'))).toEqual([
      'ERROR Cycle type "Broken" cannot make its cycle of 2026: the cycle start 2026-01-01 must not come before ' +
        'the allocation 2026-01-14; edit the type',
    ]);
    expect((await cycles()).map(cycleName)).toEqual(['2026 Jul-Dec', '2027 Jul-Dec', '2028 Jul-Dec']);
  });

  test('in one year only, still gets its cycles of the other years', async () => {
    // 2029 begins on a Monday, which moves the opening day two days ahead.
    await addCycleType(db.orm, 'Tight', halfYear(1, 1, { callOffsetWeeks: 12 }));
    const { outcome, lines } = await runOn('2027-03-10');
    expect(outcome).toBeInstanceOf(Conflict);
    expect(lines.at(-1)).toContain('cannot make its cycle of 2029');
    expect((await cycles()).map(cycleName)).toEqual(['2027 Jan-Jun', '2028 Jan-Jun']);
  });
});

test('many runs at once create and log each cycle once', async () => {
  for (let month = 1; month <= 12; month++) {
    await addCycleType(db.orm, `Month ${month}`, halfYear(month, 1, { durationMonths: 12 }));
  }
  const runs = await Promise.all(Array.from({ length: 6 }, () => runOn('2026-03-10')));
  for (const { outcome } of runs) expect(outcome).toHaveProperty('created');
  const ids = runs.flatMap(({ fields }) => fields.map((data) => data?.cycleId));
  expect(ids.length).toBe(36);
  expect(new Set(ids).size).toBe(36);
  expect(await db.orm.em.fork().count(Cycle)).toBe(36);
  expect(await db.orm.em.fork().count(CycleSchedule)).toBe(36);
});

test('a hundred missing cycles take as many statements as one', async () => {
  const statements = async (types: number) => {
    await wipe(db.orm);
    for (let index = 0; index < types; index++) await addCycleType(db.orm, `Type ${index}`, halfYear(1, 1));
    db.sql.length = 0;
    expect((await runOn('2026-03-10')).outcome).toEqual({ created: 3 * types });
    return db.sql.length;
  };
  expect(await statements(34)).toBe(await statements(1));
});

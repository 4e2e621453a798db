import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanceCycles, pendingCycleChanges } from '../../../server/domain/cycles/advance-cycles.ts';
import { cycleDates } from '../../../server/domain/cycles/cycle-dates.ts';
import { cycleStates, deriveState } from '../../../server/domain/cycles/cycle-state.ts';
import { CycleTransition } from '../../../server/domain/cycles/cycle-transition.entity.ts';
import { Cycle } from '../../../server/domain/cycles/cycle.entity.ts';
import { anyDay } from '../support/cycle-type-arbitrary.ts';
import { day, example1, halfYear, noon } from '../support/dates.ts';
import { addCycle, addCycleType, useEmptyDomain, wipe } from '../support/domain-database.ts';
import { addSubmission } from '../support/world.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { someoneWaitsForALock } from '../support/waiting.ts';

const db = useEmptyDomain();

/** One run on a day: what it returned and logged. */
async function runOn(date: string | Temporal.PlainDate, em = db.orm.em.fork()) {
  const today = Temporal.PlainDate.from(date);
  const { log, lines, fields } = recordedLog();
  const result = await advanceCycles(em, { today, now: noon(today), log });
  return { ...result, lines, fields };
}

const stateOf = async (id: string) => (await db.orm.em.fork().findOneOrFail(Cycle, id)).state;
const transitions = () => db.orm.em.fork().find(CycleTransition, {}, { orderBy: { id: 'asc' } });

const july = () => addCycleType(db.orm, 'July-December', halfYear(7, 1));

describe('one cycle through its life', () => {
  test('follows the check table of domain §4 day by day, each change once', async () => {
    const id = await addCycle(db.orm, await july(), example1);
    const seen: string[] = [];
    const end = day('2026-01-03');
    for (
      let today = day('2025-02-01');
      Temporal.PlainDate.compare(today, end) < 0;
      today = today.add({ days: 1 })
    ) {
      const started = today.equals('2025-03-06');
      if (started) await addSubmission(db.orm, id, 'STARTED');
      const { lines } = await runOn(today);
      const again = await runOn(today);
      expect(again).toMatchObject({ changed: 0, checked: 1, lines: [] });
      seen.push(...lines.map((line) => `${today.toString()} ${line}`));
    }
    expect(seen).toEqual([
      '2025-02-05 INFO 2025 Jul-Dec: PENDING -> OPEN',
      '2025-03-05 INFO 2025 Jul-Dec: OPEN -> ASSIGNING',
      '2025-03-06 INFO 2025 Jul-Dec: ASSIGNING -> REVIEW',
      '2025-04-16 INFO 2025 Jul-Dec: REVIEW -> EVALUATION',
      '2025-04-30 INFO 2025 Jul-Dec: EVALUATION -> SCHEDULING',
      '2025-07-01 INFO 2025 Jul-Dec: SCHEDULING -> ACTIVE',
      '2026-01-01 INFO 2025 Jul-Dec: ACTIVE -> ARCHIVED',
    ]);
    expect((await transitions()).length).toBe(7);
  });

  test('after weeks of downtime goes straight to the state of the day, records what was skipped and warns', async () => {
    const id = await addCycle(db.orm, await july(), example1, 'OPEN');
    await addSubmission(db.orm, id, 'REVIEWED');
    const { lines, fields } = await runOn('2025-05-10');
    expect(lines).toEqual(['WARN 2025 Jul-Dec: OPEN -> SCHEDULING (skipped ASSIGNING, REVIEW, EVALUATION)']);
    expect(fields).toEqual([{ cycleId: id, from: 'OPEN', to: 'SCHEDULING' }]);

    const [transition] = await transitions();
    expect(transition).toMatchObject({
      fromState: 'OPEN',
      toState: 'SCHEDULING',
      skipped: ['ASSIGNING', 'REVIEW', 'EVALUATION'],
      direction: 'FORWARD',
    });
    expect(transition?.onDate.toString()).toBe('2025-05-10');
    expect(String(transition?.at)).toBe('2025-05-10T12:00:00Z');
  });

  test('follows edited dates backwards, with a warning and a transition of its own', async () => {
    const id = await addCycle(db.orm, await july(), example1, 'ASSIGNING');
    await db.orm.em.fork().nativeUpdate(Cycle, id, { closeDate: day('2025-03-20') });
    const { lines } = await runOn('2025-03-10');
    expect(lines).toEqual(['WARN 2025 Jul-Dec: ASSIGNING -> OPEN (backwards)']);
    expect(await stateOf(id)).toBe('OPEN');
    expect(await transitions()).toMatchObject([{ direction: 'BACK', skipped: [] }]);
  });

  test('PENDING submissions leave it ASSIGNING; one that has started is enough for REVIEW', async () => {
    const id = await addCycle(db.orm, await july(), example1, 'OPEN');
    await addSubmission(db.orm, id, 'PENDING');
    await runOn('2025-03-10');
    expect(await stateOf(id)).toBe('ASSIGNING');
    await addSubmission(db.orm, id, 'STARTED');
    await runOn('2025-03-10');
    expect(await stateOf(id)).toBe('REVIEW');
  });

  test("another cycle's started submissions do not count", async () => {
    const type = await july();
    const id = await addCycle(db.orm, type, example1, 'OPEN');
    const other = await addCycle(db.orm, type, cycleDates(halfYear(7, 1), 2024), 'ACTIVE');
    await addSubmission(db.orm, other, 'COMPLETE');
    await runOn('2025-03-10');
    expect(await stateOf(id)).toBe('ASSIGNING');
  });
});

describe('the database', () => {
  test('an empty one is fine', async () => {
    expect(await runOn('2025-03-10')).toMatchObject({ changed: 0, checked: 0, lines: [] });
    expect(await pendingCycleChanges(db.orm.em.fork(), day('2025-03-10'))).toEqual({
      pending: 0,
      checked: 0,
    });
  });

  test('counting what is pending writes nothing', async () => {
    const id = await addCycle(db.orm, await july(), example1);
    expect(await pendingCycleChanges(db.orm.em.fork(), day('2025-03-10'))).toEqual({
      pending: 1,
      checked: 1,
    });
    expect(await stateOf(id)).toBe('PENDING');
    expect(await pendingCycleChanges(db.orm.em.fork(), day('2025-02-04'))).toEqual({
      pending: 0,
      checked: 1,
    });
  });

  test('a hundred cycles take as many statements as one', async () => {
    const rule = halfYear(7, 1);
    const type = await addCycleType(db.orm, 'July-December', rule);
    const statements = async (years: number[]) => {
      for (const year of years) await addCycle(db.orm, type, cycleDates(rule, year));
      db.sql.length = 0;
      const { changed } = await runOn('2200-01-01');
      expect(changed).toBe(years.length);
      return db.sql.length;
    };
    const one = await statements([2000]);
    const hundred = await statements(Array.from({ length: 100 }, (_, index) => 2001 + index));
    expect(hundred).toBe(one);
    expect(await db.orm.em.fork().count(Cycle, { state: 'ARCHIVED' })).toBe(101);
  });

  test('many runs at once write and log each change once', async () => {
    const rule = halfYear(7, 1);
    const type = await addCycleType(db.orm, 'July-December', rule);
    for (let year = 2001; year <= 2040; year++) await addCycle(db.orm, type, cycleDates(rule, year));
    const runs = await Promise.all(Array.from({ length: 6 }, () => runOn('2025-03-10')));
    const lines = runs.flatMap((run) => run.lines);
    expect(new Set(lines).size).toBe(lines.length);
    expect(runs.reduce((sum, { changed }) => sum + changed, 0)).toBe(lines.length);
    expect((await transitions()).length).toBe(lines.length);
    expect(lines.length).toBe(25);
  });

  test('a cycle that somebody changes after it was read is left to the next run', async () => {
    const id = await addCycle(db.orm, await july(), example1, 'OPEN');
    let run: ReturnType<typeof runOn> | undefined;
    await db.orm.em.fork().transactional(async (editor) => {
      await editor.nativeUpdate(Cycle, id, { closeDate: day('2025-03-20') });
      run = runOn('2025-03-10');
      await someoneWaitsForALock(db.orm);
    });
    expect(await run).toMatchObject({ changed: 0, checked: 1, lines: [] });
    expect(await stateOf(id)).toBe('OPEN');
    expect(await transitions()).toEqual([]);
  });

  test('a run that cannot commit leaves no trace and no line', async () => {
    const id = await addCycle(db.orm, await july(), example1);
    const { log, lines } = recordedLog();
    const em = db.orm.em.fork({ freshEventManager: true });
    em.getEventManager().registerSubscriber({
      beforeTransactionCommit: () => Promise.reject(new Error('fenced off')),
    });
    const today = day('2025-03-10');
    await expect(advanceCycles(em, { today, now: noon(today), log })).rejects.toThrow('fenced off');
    expect(lines).toEqual([]);
    expect(await stateOf(id)).toBe('PENDING');
    expect(await transitions()).toEqual([]);
  });

  test('whatever was stored, a run brings every cycle to its derived state', async () => {
    const rule = halfYear(7, 1);
    const years = Array.from({ length: 12 }, (_, index) => 2010 + index);
    const stored = fc.record({ state: fc.constantFrom(...cycleStates), started: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(stored, { minLength: years.length, maxLength: years.length }),
        anyDay.filter(({ year }) => year > 2008 && year < 2023),
        async (cycles, today) => {
          await wipe(db.orm);
          const type = await july();
          const expected: string[] = [];
          for (const [index, { state, started }] of cycles.entries()) {
            const dates = cycleDates(rule, years[index]!);
            const id = await addCycle(db.orm, type, dates, state);
            if (started) await addSubmission(db.orm, id, 'STARTED');
            expected.push(deriveState(dates, started, today));
          }
          const { changed } = await runOn(today);
          const after = await db.orm.em.fork().find(Cycle, {}, { orderBy: { startDate: 'asc' } });
          expect(after.map(({ state }) => state)).toEqual(expected);
          expect((await transitions()).length).toBe(changed);
          expect((await runOn(today)).changed).toBe(0);
        },
      ),
      { numRuns: 15 },
    );
  });
});

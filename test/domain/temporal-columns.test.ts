import { ValidationError } from '@mikro-orm/postgresql';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InstantType, PlainDateType } from '../../server/db/types.ts';
import { CycleTransition } from '../../server/domain/cycles/cycle-transition.entity.ts';
import { Cycle } from '../../server/domain/cycles/cycle.entity.ts';
import { example1, day, halfYear } from './support/dates.ts';
import { addCycle, addCycleType, useEmptyDomain } from './support/domain-database.ts';

const db = useEmptyDomain();

const addExample = async () =>
  addCycle(db.orm, await addCycleType(db.orm, 'July-December', halfYear(7, 1)), example1);
const instant = (text: string) => Temporal.Instant.from(text);

describe('in the database', () => {
  test('dates and instants come back as Temporal values, to the microsecond', async () => {
    const id = await addExample();
    const at = instant('2025-03-05T06:00:00.123456Z');
    await db.orm.em.fork().nativeUpdate(Cycle, id, { resultsNotifiedAt: at });

    const cycle = await db.orm.em.fork().findOneOrFail(Cycle, id);
    expect(cycle.openDate).toBeInstanceOf(Temporal.PlainDate);
    expect(cycle.openDate.toString()).toBe('2025-02-05');
    expect(cycle.resultsNotifiedAt).toBeInstanceOf(Temporal.Instant);
    expect(cycle.resultsNotifiedAt?.equals(at)).toBe(true);
    expect(typeof cycle.id).toBe('string');
  });

  test('null stays null', async () => {
    const id = await addExample();
    expect((await db.orm.em.fork().findOneOrFail(Cycle, id)).resultsNotifiedAt).toBeNull();
  });

  test('nothing is dirty after loading, nor after setting an equal value', async () => {
    const id = await addExample();
    await db.orm.em.fork().nativeUpdate(Cycle, id, { resultsNotifiedAt: instant('2025-03-05T06:00:00.5Z') });
    const em = db.orm.em.fork();
    const cycle = await em.findOneOrFail(Cycle, id);
    em.getUnitOfWork().computeChangeSets();
    expect(em.getUnitOfWork().getChangeSets()).toEqual([]);

    cycle.openDate = day('2025-02-05');
    cycle.resultsNotifiedAt = instant('2025-03-05T06:00:00.500000Z');
    em.getUnitOfWork().computeChangeSets();
    expect(em.getUnitOfWork().getChangeSets()).toEqual([]);
  });

  test('a changed value is written, and finer than a microsecond is cut off', async () => {
    const id = await addExample();
    const em = db.orm.em.fork();
    const cycle = await em.findOneOrFail(Cycle, id);
    cycle.openDate = day('2025-02-04');
    cycle.resultsNotifiedAt = instant('2025-03-05T06:00:00.123456999Z');
    await em.flush();
    em.getUnitOfWork().computeChangeSets();
    expect(em.getUnitOfWork().getChangeSets()).toEqual([]);

    const again = await db.orm.em.fork().findOneOrFail(Cycle, id);
    expect(again.openDate.toString()).toBe('2025-02-04');
    expect(String(again.resultsNotifiedAt)).toBe('2025-03-05T06:00:00.123456Z');
  });

  test('an update moves updatedAt and leaves createdAt', async () => {
    const id = await addExample();
    const em = db.orm.em.fork();
    const cycle = await em.findOneOrFail(Cycle, id);
    const { createdAt, updatedAt } = cycle;
    cycle.openDate = day('2025-02-04');
    await em.flush();
    const again = await db.orm.em.fork().findOneOrFail(Cycle, id);
    expect(again.createdAt.equals(createdAt)).toBe(true);
    expect(Temporal.Instant.compare(again.updatedAt, updatedAt)).toBe(1);
    expect(cycle.updatedAt).toBeInstanceOf(Temporal.Instant);
  });

  test('conditions, order and cursors work with both', async () => {
    const type = await addCycleType(db.orm, 'July-December', halfYear(7, 1));
    await addCycle(db.orm, type, example1);
    const em = db.orm.em.fork();
    expect(await em.count(Cycle, { openDate: { $lte: day('2025-02-05') } })).toBe(1);
    expect(await em.count(Cycle, { openDate: { $lt: day('2025-02-05') } })).toBe(0);
    expect(await em.count(Cycle, { openDate: day('2025-02-05') })).toBe(1);
    expect(await em.count(Cycle, { openDate: { $in: [day('2025-02-05'), day('2025-02-06')] } })).toBe(1);
    expect(await em.count(Cycle, { createdAt: { $gt: instant('2020-01-01T00:00Z') } })).toBe(1);

    const dates = Object.entries(example1).map(([name, date]) => [name, date.add({ years: 1 })]);
    await addCycle(db.orm, type, Object.fromEntries(dates));
    const orderBy = { startDate: 'desc', createdAt: 'desc', id: 'desc' } as const;
    const first = await em.findByCursor(Cycle, { first: 1, orderBy });
    const second = await em.findByCursor(Cycle, { first: 1, orderBy, after: first.endCursor! });
    expect([...first.items, ...second.items].map(({ startDate }) => startDate.year)).toEqual([2026, 2025]);
  });

  test('a relation is populated in one query, with its Temporal values', async () => {
    const id = await addExample();
    await db.orm.em.fork().insert(CycleTransition, {
      cycle: id,
      fromState: 'PENDING',
      toState: 'ASSIGNING',
      skipped: ['OPEN'],
      direction: 'FORWARD',
      onDate: day('2025-03-05'),
      at: instant('2025-03-05T06:00:00.000001Z'),
    });
    const [transition] = await db.orm.em.fork().find(CycleTransition, {}, { populate: ['cycle.type'] });
    expect(transition?.cycle.endDate.toString()).toBe('2026-01-01');
    expect(transition?.skipped).toEqual(['OPEN']);
    expect(String(transition?.at)).toBe('2025-03-05T06:00:00.000001Z');
    expect(transition?.onDate.toString()).toBe('2025-03-05');
  });

  test('any instant between 1900 and 2200 survives, whatever the zone of the session', async () => {
    const id = await addExample();
    const millisecond = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2200, 0) });
    await fc.assert(
      fc.asyncProperty(
        millisecond,
        fc.integer({ min: 0, max: 999 }),
        fc.constantFrom('UTC', 'America/Regina', 'Asia/Kathmandu'),
        async (milli, micro, zone) => {
          const at = Temporal.Instant.fromEpochMilliseconds(milli).add({ microseconds: micro });
          await db.orm.em.fork().transactional(async (tx) => {
            await tx.execute(`set local time zone '${zone}'`);
            await tx.nativeUpdate(Cycle, id, { resultsNotifiedAt: at });
            const { resultsNotifiedAt } = await tx.findOneOrFail(Cycle, id, { refresh: true });
            expect(String(resultsNotifiedAt)).toBe(at.toString());
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('from a client', () => {
  test.each([[42], ['yesterday'], [null], [{}]])('the cursor value %j is refused', (value) => {
    expect(() => new InstantType().fromJSON(value)).toThrow(ValidationError);
    expect(() => new PlainDateType().fromJSON(value)).toThrow(ValidationError);
  });
});

import { describe, expect, test } from 'vitest';
import { cycleDates, orderProblem, validateCycleType } from '../../../server/domain/cycles/cycle-dates.ts';
import { deriveState, isBackwards } from '../../../server/domain/cycles/cycle-state.ts';
import { sampleCycles, sampleTypes } from '../../../server/domain/sample/cycle-plan.ts';
import { day } from '../support/dates.ts';

const days = Array.from({ length: 3 * 366 }, (_, index) => day('2026-01-01').add({ days: index }));

const plans = new Map(days.map((today) => [today, sampleCycles(today)]));

/** The plan of one of the days. */
const planOf = (today: Temporal.PlainDate) => plans.get(today)!;

/** What the first run of Cycle Lifecycle does: from-state and to-state of each change. */
const changes = (today: Temporal.PlainDate) =>
  planOf(today).flatMap(({ typeName, dates, state, submissions }) => {
    const to = deriveState(
      dates,
      submissions.some((submission) => submission.state !== 'PENDING'),
      today,
    );
    return to === state ? [] : [{ typeName, from: state, to }];
  });

describe('on every day of three years', () => {
  test('the types are valid', () => {
    for (const today of days) {
      for (const type of sampleTypes(today)) expect(validateCycleType(type, today.year)).toEqual([]);
    }
  });

  test('the cycles keep every constraint of the database', () => {
    for (const today of days) {
      const cycles = planOf(today);
      for (const { dates } of cycles) expect(orderProblem(dates)).toBeNull();
      const keys = cycles.map(({ typeName, dates }) => `${typeName} ${dates.startDate.year}`);
      expect(new Set(keys).size).toBe(keys.length);
      const codes = cycles.flatMap(({ submissions }) => submissions.map(({ code }) => code));
      expect(new Set(codes).size).toBe(codes.length);
      for (const { name } of sampleTypes(today)) {
        const spans = cycles.filter(({ typeName }) => typeName === name).map(({ dates }) => dates);
        for (const [index, next] of spans.slice(1).entries()) {
          expect(Temporal.PlainDate.compare(spans[index]!.endDate, next.startDate)).toBeLessThanOrEqual(0);
        }
      }
    }
  });

  test('a call opens, a call closes, a cycle starts and a cycle ends; nothing goes backwards', () => {
    for (const today of days) {
      const seen = changes(today);
      expect(seen.some(({ to }) => to === 'OPEN')).toBe(true);
      expect(seen.some(({ from, to }) => from === 'OPEN' && (to === 'ASSIGNING' || to === 'REVIEW'))).toBe(
        true,
      );
      expect(seen.some(({ from, to }) => from === 'SCHEDULING' && to === 'ACTIVE')).toBe(true);
      expect(seen.some(({ from, to }) => from === 'ACTIVE' && to === 'ARCHIVED')).toBe(true);
      expect(seen.filter(({ from, to }) => isBackwards(from, to))).toEqual([]);
    }
  });

  test('at least one cycle of an active type is missing', () => {
    for (const today of days) {
      const cycles = planOf(today);
      const missing = sampleTypes(today)
        .filter(({ active }) => active)
        .flatMap((type) => [0, 1, 2].map((ahead) => cycleDates(type, today.year + ahead)))
        .filter(({ startDate }) => !cycles.some(({ dates }) => dates.startDate.equals(startDate)));
      expect(missing.length).toBeGreaterThanOrEqual(1);
    }
  });

  test('beam time has been allocated of a call whose results nobody was told', () => {
    for (const today of days) {
      const fresh = planOf(today).filter(
        ({ dates, isTold }) =>
          !isTold &&
          Temporal.PlainDate.compare(dates.allocDate, today) < 0 &&
          Temporal.PlainDate.compare(today, dates.endDate) < 0,
      );
      expect(fresh.length).toBeGreaterThanOrEqual(1);
    }
  });

  test('as many submissions came through calls as on any other day', () => {
    for (const today of days) {
      expect(planOf(today).reduce((sum, { submissions }) => sum + submissions.length, 0)).toBe(440);
    }
  });

  test('submissions exist only once their call has opened, and are started only once it has closed', () => {
    for (const today of days) {
      const reached = (date: Temporal.PlainDate) => Temporal.PlainDate.compare(today, date) >= 0;
      const cycles = planOf(today);
      const early = cycles.filter(
        ({ dates, submissions }) => submissions.length > 0 && !reached(dates.openDate),
      );
      expect(early).toEqual([]);
      const unread = cycles
        .filter(({ dates }) => !reached(dates.closeDate))
        .flatMap(({ submissions }) => submissions);
      expect(unread.filter(({ state }) => state !== 'PENDING')).toEqual([]);
    }
  });
});

test('over the year both ASSIGNING and REVIEW come up as the state after a closed call', () => {
  const reached = new Set(days.flatMap((today) => changes(today).map(({ to }) => to)));
  expect([...reached]).toEqual(expect.arrayContaining(['ASSIGNING', 'REVIEW']));
});

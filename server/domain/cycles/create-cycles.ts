import type { EntityManager } from '@mikro-orm/postgresql';
import { Conflict } from '../errors.ts';
import type { DomainLog } from '../log.ts';
import { type CycleDates, type FieldProblem, cycleDates, cycleName, orderProblem } from './cycle-dates.ts';
import { deriveState } from './cycle-state.ts';
import { CycleType } from './cycle-type.entity.ts';
import { Cycle } from './cycle.entity.ts';

/** Cycles are created for this year and so many more (domain §3, A3). */
const yearsAhead = 2;

/** A cycle that an active type should have and has not. */
export interface MissingCycle {
  type: CycleType;
  dates: CycleDates;
  /** Why its type cannot make it; null when it can be created. */
  problem: FieldProblem | null;
}

/** What is missing, and among what. */
export interface MissingCycles {
  missing: MissingCycle[];
  /** How many cycle types are active. */
  types: number;
  /** The last year looked at. */
  lastYear: number;
}

/**
 * The cycles to create today, in the order of their creation (domain §3): for this year and the next two, each
 * active type's cycle that is not wholly over and would neither overlap one the type has, those earlier in the
 * list included, nor share a start year with one.
 */
export async function missingCycles(em: EntityManager, today: Temporal.PlainDate): Promise<MissingCycles> {
  const types = await em.find(
    CycleType,
    { active: true },
    { orderBy: { startMonth: 'asc', startDay: 'asc', name: 'asc' } },
  );
  const cycles = await em.find(Cycle, { type: types }, { disableIdentityMap: true });
  const taken = cycles.map(({ type, startDate, endDate }) => ({ typeId: type.id, startDate, endDate }));

  const missing: MissingCycle[] = [];
  const lastYear = today.year + yearsAhead;
  for (let year = today.year; year <= lastYear; year++) {
    for (const type of types) {
      const dates = cycleDates(type, year);
      if (!isAfter(dates.endDate, today)) continue;
      if (taken.some((span) => span.typeId === type.id && clashes(span, dates))) continue;
      const problem = orderProblem(dates);
      missing.push({ type, dates, problem });
      if (!problem) taken.push({ typeId: type.id, startDate: dates.startDate, endDate: dates.endDate });
    }
  }
  return { missing, types: types.length, lastYear };
}

/** What the database refuses too: an overlap, or two of a type in one year, as after an edit of the dates. */
function clashes(span: Pick<CycleDates, 'startDate' | 'endDate'>, dates: CycleDates): boolean {
  const overlap = isAfter(dates.endDate, span.startDate) && isAfter(span.endDate, dates.startDate);
  return overlap || span.startDate.year === dates.startDate.year;
}

function isAfter(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) > 0;
}

/**
 * Creates the missing cycles, each with its schedule (domain §3). Safe to run twice at once: the database's
 * constraints let one of them create a cycle, and only that one counts and logs it.
 *
 * A type whose dates are out of order gets an ERROR line and does not stop the others; in the end
 * {@link Conflict} is thrown, when what could be created is in the database.
 */
export async function createCycles(
  em: EntityManager,
  { today, now, log }: { today: Temporal.PlainDate; now: Temporal.Instant; log: DomainLog },
): Promise<{ created: number }> {
  const { created, broken, types } = await em.transactional(async (tx) => {
    const { missing, types } = await missingCycles(tx, today);
    const sound = missing.filter(({ problem }) => !problem);
    const created = sound.length === 0 ? [] : await insert(tx, sound, today, now);
    return { created, broken: firstOfEachType(missing.filter(({ problem }) => problem)), types };
  });

  for (const { id, type, dates } of created) {
    const { openDate: open, closeDate: close, dueDate: due, allocDate: alloc } = dates;
    const days = Object.entries({ open, close, due, alloc }).map(
      ([name, day]) => `${name} ${day.toString()}`,
    );
    const fields = { cycleId: id, cycleTypeId: type.id };
    await log.info(`Created cycle ${cycleName(dates)} (${days.join(', ')})`, fields);
  }
  for (const { type, dates, problem } of broken) {
    await log.error(
      `Cycle type "${type.name}" cannot make its cycle of ${dates.startDate.year}: the ${problem?.message}; edit the type`,
      { cycleTypeId: type.id },
    );
  }
  if (broken.length > 0) {
    throw new Conflict(
      `${broken.length} of ${types} cycle types cannot make their cycles: edit them, see the log`,
    );
  }
  return { created: created.length };
}

function firstOfEachType(cycles: MissingCycle[]): MissingCycle[] {
  return cycles.filter((cycle, index) => cycles.findIndex(({ type }) => type === cycle.type) === index);
}

/** Inserts cycles and schedules in one statement; returns the cycles that were not there, in the order given. */
async function insert(
  tx: EntityManager,
  cycles: MissingCycle[],
  today: Temporal.PlainDate,
  now: Temporal.Instant,
): Promise<(MissingCycle & { id: string })[]> {
  const rows = cycles.map(({ type, dates }, position) => ({
    position,
    typeId: type.id,
    shiftConfigId: type.shiftConfig.id,
    description: `${dates.startDate.year} ${type.name}: Schedule`,
    // No submission can exist yet, so no review has started.
    state: deriveState(dates, false, today),
    ...dates,
  }));
  const inserted = await tx.execute<{ id: string; position: number }[]>(
    `with wanted as (
       select * from jsonb_to_recordset(?::jsonb) as w (
         position int, "typeId" bigint, "shiftConfigId" bigint, description text, state text,
         "openDate" date, "closeDate" date, "dueDate" date, "allocDate" date, "startDate" date, "endDate" date
       )
     ), created as (
       insert into cycle
         (type_id, state, open_date, close_date, due_date, alloc_date, start_date, end_date, created_at, updated_at)
       select "typeId", state, "openDate", "closeDate", "dueDate", "allocDate", "startDate", "endDate",
              at, at
       from wanted, (select ?::timestamptz as at) as clock order by position
       on conflict do nothing
       returning id, type_id, start_date
     ), schedules as (
       insert into cycle_schedule (cycle_id, description, shift_config_id)
       select c.id, w.description, w."shiftConfigId"
       from created c join wanted w on w."typeId" = c.type_id and w."startDate" = c.start_date
     )
     select c.id, w.position
     from created c join wanted w on w."typeId" = c.type_id and w."startDate" = c.start_date
     order by w.position`,
    [JSON.stringify(rows), now.toString()],
  );
  return inserted.flatMap(({ id, position }) => {
    const cycle = cycles[position];
    return cycle ? [{ ...cycle, id }] : [];
  });
}

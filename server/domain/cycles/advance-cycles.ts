import type { EntityManager } from '@mikro-orm/postgresql';
import type { DomainLog } from '../log.ts';
import { cyclesWithReviewStarted } from '../reviews/review-started.ts';
import { cycleName } from './cycle-dates.ts';
import { type CycleState, deriveState, isBackwards, skippedStates } from './cycle-state.ts';
import type { TransitionDirection } from './cycle-transition.entity.ts';
import { Cycle } from './cycle.entity.ts';

/** How many cycles have another state than their dates ask for, of how many. */
export interface PendingCycleChanges {
  pending: number;
  checked: number;
}

/** Counts what {@link advanceCycles} would change today, without writing. */
export async function pendingCycleChanges(
  em: EntityManager,
  today: Temporal.PlainDate,
): Promise<PendingCycleChanges> {
  const cycles = await readCycles(em);
  return { pending: changesOf(cycles, today).length, checked: cycles.length };
}

/**
 * Brings the state of every cycle to what its dates say today, and records each change (domain §4).
 *
 * Three statements however many cycles there are. Safe to run twice at once: a change is written, recorded and
 * logged only by the one that finds the cycle still as it read it. Cycles that `em` has loaded go stale.
 */
export async function advanceCycles(
  em: EntityManager,
  { today, now, log }: { today: Temporal.PlainDate; now: Temporal.Instant; log: DomainLog },
): Promise<{ changed: number; checked: number }> {
  const { cycles, written } = await em.transactional(async (tx) => {
    const cycles = await readCycles(tx);
    const changes = changesOf(cycles, today);
    return { cycles, written: changes.length === 0 ? [] : await write(tx, changes, today, now) };
  });

  // After the commit: a line must not tell of a change that was rolled back.
  for (const change of written) {
    const noteworthy = change.direction === 'BACK' || change.skipped.length > 0;
    const { cycle, from, to } = change;
    await log[noteworthy ? 'warn' : 'info'](describe(change), { cycleId: cycle.id, from, to });
  }
  return { changed: written.length, checked: cycles.length };
}

interface Change {
  cycle: Cycle;
  from: CycleState;
  to: CycleState;
  skipped: CycleState[];
  direction: TransitionDirection;
}

interface CycleFacts {
  cycle: Cycle;
  reviewStarted: boolean;
}

/** Reads past the identity map: what `em` has loaded may be older than the database. */
async function readCycles(em: EntityManager): Promise<CycleFacts[]> {
  const started = await cyclesWithReviewStarted(em);
  const cycles = await em.find(
    Cycle,
    {},
    { orderBy: { startDate: 'asc', id: 'asc' }, disableIdentityMap: true },
  );
  return cycles.map((cycle) => ({ cycle, reviewStarted: started.has(cycle.id) }));
}

function changesOf(cycles: CycleFacts[], today: Temporal.PlainDate): Change[] {
  return cycles.flatMap(({ cycle, reviewStarted }) => {
    const to = deriveState(cycle, reviewStarted, today);
    const from = cycle.state;
    if (to === from) return [];
    const direction: TransitionDirection = isBackwards(from, to) ? 'BACK' : 'FORWARD';
    return [{ cycle, from, to, skipped: skippedStates(from, to, cycle), direction }];
  });
}

/**
 * Writes the changes and their transitions; returns those that took effect, in the order of `changes`.
 * A cycle whose state or dates somebody changed meanwhile is left to the next run: its new state would be a guess.
 * Rows are locked in the order of their ids, so that two runs at once wait for each other and never deadlock.
 */
async function write(
  tx: EntityManager,
  changes: Change[],
  today: Temporal.PlainDate,
  now: Temporal.Instant,
): Promise<Change[]> {
  const rows = changes.map(({ cycle, ...change }) => {
    const { id, openDate, closeDate, dueDate, allocDate, startDate, endDate } = cycle;
    return { ...change, id, openDate, closeDate, dueDate, allocDate, startDate, endDate };
  });
  const written = await tx.execute<{ id: string }[]>(
    `with wanted as (
       select * from jsonb_to_recordset(?::jsonb) as w (
         id bigint, "from" text, "to" text, skipped text[], direction text,
         "openDate" date, "closeDate" date, "dueDate" date, "allocDate" date, "startDate" date, "endDate" date
       )
     ), unchanged as (
       select w.* from cycle c join wanted w on w.id = c.id
       where c.state = w."from"
         and (c.open_date, c.close_date, c.due_date, c.alloc_date, c.start_date, c.end_date)
           = (w."openDate", w."closeDate", w."dueDate", w."allocDate", w."startDate", w."endDate")
       order by c.id
       for update of c
     ), updated as (
       update cycle c set state = u."to", updated_at = ?
       from unchanged u where c.id = u.id and c.state = u."from"
       returning u.*
     )
     insert into cycle_transition (cycle_id, from_state, to_state, skipped, direction, on_date, at)
     select id, "from", "to", skipped, direction, ?::date, ?::timestamptz from updated order by id
     returning cycle_id as id`,
    [JSON.stringify(rows), now.toString(), today.toString(), now.toString()],
  );
  const ids = new Set(written.map(({ id }) => id));
  return changes.filter(({ cycle }) => ids.has(cycle.id));
}

function describe({ cycle, from, to, skipped, direction }: Change): string {
  const line = `${cycleName(cycle)}: ${from} -> ${to}`;
  if (direction === 'BACK') return `${line} (backwards)`;
  return skipped.length > 0 ? `${line} (skipped ${skipped.join(', ')})` : line;
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { eachRecord } from '../each-record.ts';
import { idsOf } from '../ids-of.ts';
import type { Work } from '../work.ts';
import { nameOfCycle } from './name-of-cycle.ts';

/**
 * The cycles of today, from the opening of their calls to their ends, each with the one that follows it: the smallest
 * start at or after its end, of any type, ties by id (domain §6.3). `?` is today, twice.
 */
const successions = `select c.id, c.start_date, n.id as next_id, n.start_date as next_start, n.end_date as next_end
  from cycle c cross join lateral (
    select n.id, n.start_date, n.end_date from cycle n where n.start_date >= c.end_date
    order by n.start_date, n.id limit 1
  ) n
  where c.open_date <= ?::date and ?::date < c.end_date`;

/** From where on allocations are read that go on in the next cycle by themselves; needs a `succession` s. */
const renewable = `from allocation a
    join succession s on s.id = a.cycle_id
    join facility f on f.id = a.facility_id and f.flex_schedule
    join project p on p.id = a.project_id and p.end_date >= s.next_end - 1
  where not a.declined and not a.discretionary
    and not exists (
      select from allocation there
      where there.project_id = a.project_id and there.facility_id = a.facility_id and there.cycle_id = s.next_id
    )`;

/** How many allocations {@link renewFlexible} would roll over at once, without writing. */
export async function pendingFlexible(em: EntityManager, today: Temporal.PlainDate): Promise<number> {
  const date = today.toString();
  const [row] = await em.execute<{ count: number }[]>(
    `with succession as (${successions}) select count(*)::int as count ${renewable}`,
    [date, date],
  );
  return row?.count ?? 0;
}

/**
 * Rolls the allocations on flexible facilities over to the next cycle (domain §6.3), without shifts, unless they were
 * declined or granted at discretion, the project ends before that cycle does, or has an allocation there. Cycles are
 * taken in the order of their starts, so that what is rolled over into one goes on from there in the same run and a
 * second run finds nothing. Safe to run twice at once.
 */
export async function renewFlexible(
  em: EntityManager,
  { today, log, signal, progress }: Work,
): Promise<{ renewed: number; failed: number; total: number }> {
  const date = today.toString();
  const cycles = await em.execute<Succession[]>(
    `select id, next_id as "nextId", next_start::text as "nextStart", next_end::text as "nextEnd"
     from (${successions}) as s order by start_date, id`,
    [date, date],
  );
  const count = { renewed: 0, failed: 0, total: 0 };
  for (const cycle of cycles) {
    const succession = `with succession as (select ?::bigint as id, ?::bigint as next_id, ?::date as next_end)`;
    const params = [cycle.id, cycle.nextId, cycle.nextEnd];
    const allocations = await em.execute<Renewable[]>(
      `${succession} select a.id, p.id as "projectId", p.code as project, f.id as "facilityId", f.acronym as facility
       ${renewable} order by p.id, f.id`,
      params,
    );
    const name = nameOfCycle({ startDate: cycle.nextStart, endDate: cycle.nextEnd });
    count.total += allocations.length;
    const { failed } = await eachRecord(em, allocations, {
      async write(tx, batch) {
        const made = await tx.execute<{ projectId: string; facilityId: string }[]>(
          `${succession}
           insert into allocation (project_id, facility_id, cycle_id, origin, justification, procedure)
           select a.project_id, a.facility_id, s.next_id, 'FLEXIBLE', a.justification, a.procedure
           ${renewable} and a.id = any(?::bigint[])
           order by a.project_id, a.facility_id
           on conflict (project_id, facility_id, cycle_id) do nothing
           returning project_id as "projectId", facility_id as "facilityId"`,
          [...params, arrayLiteral(idsOf(batch))],
        );
        const isMade = new Set(made.map((one) => `${one.projectId} ${one.facilityId}`));
        return batch
          .filter(({ projectId, facilityId }) => isMade.has(`${projectId} ${facilityId}`))
          .map(({ project, projectId, facility, facilityId }) => async () => {
            count.renewed += 1;
            const fields = { projectId, facilityId, cycleId: cycle.nextId };
            await log.info(`${project}: renewed on ${facility} for ${name}`, fields);
          });
      },
      fail: ({ project, projectId, facility, facilityId }, cause) =>
        log.error(`${project}: could not be renewed on ${facility} for ${name}: ${cause.message}`, {
          projectId,
          facilityId,
          cycleId: cycle.nextId,
        }),
      signal,
      progress,
    });
    count.failed += failed;
  }
  return count;
}

interface Succession {
  id: string;
  nextId: string;
  nextStart: string;
  /** Exclusive. */
  nextEnd: string;
}

/** An allocation that goes on. */
interface Renewable {
  id: string;
  projectId: string;
  project: string;
  facilityId: string;
  facility: string;
}

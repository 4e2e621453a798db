import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { eachRecord } from '../each-record.ts';
import { idsOf } from '../ids-of.ts';
import { day } from '../notifications/message-text.ts';
import type { Notify } from '../notifications/notify.ts';
import type { Work } from '../work.ts';
import { allocatedFacilities, type FacilityTree, readFacilityTree } from './facility-tree.ts';
import { nameOfCycle } from './name-of-cycle.ts';
import { coversCycle } from './project-dates.ts';
import { insertAllocations } from './write-projects.ts';

/** From where on SUBMITTED requests are read whose cycle has reached its allocation date; `?` is today. */
export const dueRequests = `from allocation_request r join cycle c on c.id = r.cycle_id
  where r.state = 'SUBMITTED' and c.alloc_date <= ?::date`;

/**
 * Answers the requests of running projects for a cycle that is being allocated (domain §6.2): allocations without
 * shifts yet, or a rejection that the spokesperson is told of, when the project ends before the cycle does or the cycle
 * is over. Safe to run twice at once: a request is answered while it is SUBMITTED only.
 */
export async function renewRequested(
  em: EntityManager,
  { today, now, log, notify, signal, progress }: Work & { notify: Notify },
): Promise<{ renewed: number; rejected: number; failed: number; total: number }> {
  const tree = await readFacilityTree(em);
  const requests = await em.execute<Pick<Request, 'id' | keyof RequestKey | 'project' | 'facility'>[]>(
    `select due.id, p.id as "projectId", p.code as project, f.id as "facilityId", f.acronym as facility,
            due.cycle_id as "cycleId"
     from (select r.id, r.project_id, r.facility_id, r.cycle_id ${dueRequests}) as due
       join project p on p.id = due.project_id join facility f on f.id = due.facility_id
     order by due.id`,
    [today.toString()],
  );
  const count = { renewed: 0, rejected: 0 };

  const { failed } = await eachRecord(em, requests, {
    async write(tx, batch) {
      const answers = await lockRequests(tx, idsOf(batch), today);
      const granted = answers.filter(({ reason }) => reason === null);
      const rejected = answers.filter(({ reason }) => reason !== null);

      const allocations = await insertAllocations(
        tx,
        // What was asked of that very facility comes before what was asked of the one above it.
        granted
          .flatMap((request) => plannedFor(request, tree))
          .toSorted((a, b) => Number(b.isDirect) - Number(a.isDirect)),
      );
      await answer(tx, answers, now);
      await notify(
        tx,
        rejected.map(({ id, spokespersonId, project, title, facility, cycle, reason }) => ({
          to: { user: spokespersonId },
          template: 'renewal-rejected',
          level: 'IMPORTANT',
          data: { project, title, facility, cycle, reason },
          dedupeKey: `renewal-rejected:${id}`,
        })),
      );

      const made = new Set(allocations.map(allocationKey));
      return answers.map((request) => async () => {
        const { project, facility, cycle, projectId, facilityId, cycleId, reason } = request;
        const fields = { projectId, facilityId, cycleId };
        count[reason === null ? 'renewed' : 'rejected'] += 1;
        if (reason !== null) {
          return log.info(`${project}: not renewed on ${facility} for ${cycle}, ${reason}`, fields);
        }
        const allocated = plannedFor(request, tree);
        if (allocated.length === 0) {
          const missing = `${facility} has no beamline or instrument directly below it`;
          return log.warn(`${project}: nothing allocated for ${cycle}, ${missing}`, fields);
        }
        const isNew = allocated.some((allocation) => made.has(allocationKey(allocation)));
        const line = isNew ? 'renewed' : 'had been allocated already';
        await log.info(`${project}: ${line} on ${facility} for ${cycle}`, fields);
      });
    },
    fail: ({ project, projectId, facility, facilityId, cycleId }, cause) =>
      log.error(`${project}: could not be renewed on ${facility}: ${cause.message}`, {
        projectId,
        facilityId,
        cycleId,
      }),
    signal,
    progress,
  });
  return { ...count, failed, total: requests.length };
}

/** A project asks once for a facility in a cycle. */
interface RequestKey {
  projectId: string;
  facilityId: string;
  cycleId: string;
}

interface Request extends RequestKey {
  id: string;
  project: string;
  title: string;
  spokespersonId: string;
  /** Inclusive. */
  projectEnd: Temporal.PlainDate;
  facility: string;
  cycle: string;
  /** Exclusive. */
  cycleEnd: Temporal.PlainDate;
  shifts: number;
  justification: string | null;
  procedure: string | null;
  /** Why it is rejected; null when it is granted. */
  reason: string | null;
}

/** Why a request is rejected, as the spokesperson will read it; null when it is granted. */
function whyNot(
  { projectEnd, cycleEnd }: Pick<Request, 'projectEnd' | 'cycleEnd'>,
  today: Temporal.PlainDate,
): string | null {
  if (Temporal.PlainDate.compare(cycleEnd, today) <= 0) return 'the cycle is over';
  if (coversCycle(projectEnd, cycleEnd)) return null;
  return `the project ends on ${day(projectEnd)}, before the cycle does`;
}

/** Locks requests that are still SUBMITTED, and then their projects, so that none is rejected while it is extended. */
async function lockRequests(
  tx: EntityManager,
  ids: readonly string[],
  today: Temporal.PlainDate,
): Promise<Request[]> {
  const still = await tx.execute<{ id: string; projectId: string }[]>(
    `select id, project_id as "projectId" from allocation_request where id = any(?::bigint[]) and state = 'SUBMITTED'
     order by id for no key update`,
    [arrayLiteral(ids)],
  );
  const projects = still.map(({ projectId }) => projectId);
  await tx.execute('select id from project where id = any(?::bigint[]) order by id for share', [
    arrayLiteral(projects),
  ]);
  const rows = await tx.execute<Row[]>(
    `select r.id, r.project_id as "projectId", p.code as project, p.title, p.spokesperson_id as "spokespersonId",
            p.end_date::text as "projectEnd", r.facility_id as "facilityId", f.acronym as facility,
            r.cycle_id as "cycleId", c.start_date::text as "cycleStart", c.end_date::text as "cycleEnd",
            r.shift_request as shifts, r.justification, r.procedure
     from allocation_request r
       join project p on p.id = r.project_id
       join facility f on f.id = r.facility_id
       join cycle c on c.id = r.cycle_id
     where r.id = any(?::bigint[]) order by r.id`,
    [arrayLiteral(idsOf(still))],
  );
  return rows.map((row) => toRequest(row, today));
}

type Row = Omit<Request, 'cycle' | 'cycleEnd' | 'projectEnd' | 'reason'> & {
  cycleStart: string;
  cycleEnd: string;
  projectEnd: string;
};

function toRequest(row: Row, today: Temporal.PlainDate): Request {
  const cycleEnd = Temporal.PlainDate.from(row.cycleEnd);
  const projectEnd = Temporal.PlainDate.from(row.projectEnd);
  return {
    ...row,
    cycle: nameOfCycle({ startDate: row.cycleStart, endDate: row.cycleEnd }),
    cycleEnd,
    projectEnd,
    reason: whyNot({ cycleEnd, projectEnd }, today),
  };
}

function plannedFor(request: Request, tree: FacilityTree) {
  const { projectId, cycleId, facilityId, shifts, justification, procedure } = request;
  return allocatedFacilities(tree, facilityId).map((allocated) => ({
    projectId,
    cycleId,
    facilityId: allocated,
    isDirect: allocated === facilityId,
    origin: 'RENEWAL' as const,
    shiftsRequested: shifts,
    score: null,
    scores: {},
    justification,
    procedure,
  }));
}

const allocationKey = ({ projectId, facilityId, cycleId }: RequestKey) =>
  `${projectId} ${facilityId} ${cycleId}`;

async function answer(
  tx: EntityManager,
  answers: readonly { id: string; reason: string | null }[],
  now: Temporal.Instant,
): Promise<void> {
  await tx.execute(
    `update allocation_request r
     set state = case when w.reason is null then 'COMPLETE' else 'REJECTED' end, rejection_reason = w.reason,
         updated_at = ?
     from jsonb_to_recordset(?::jsonb) as w (id bigint, reason text)
     where r.id = w.id`,
    [now.toString(), JSON.stringify(answers.map(({ id, reason }) => ({ id, reason })))],
  );
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { idsOf } from '../ids-of.ts';
import type { ExistingProject, NewProject, PlannedAllocation } from './plan-projects.ts';

/** The safety review that a project's materials get. */
export interface SafetyReview {
  typeId: string;
  role: string;
  dueDate: Temporal.PlainDate;
}

/**
 * Inserts projects with what they take from their proposals: title, people, the team members that are users, and the
 * samples as material, with an open safety review unless that is null.
 */
export async function insertProjects(
  tx: EntityManager,
  projects: readonly NewProject[],
  review: SafetyReview | null,
): Promise<{ id: string; code: string; proposalId: string }[]> {
  if (projects.length === 0) return [];
  const inserted = await tx.execute<{ id: string; code: string; proposalId: string }[]>(
    `insert into project (code, title, proposal_id, pool_id, cycle_id, start_date, end_date,
                          spokesperson_id, leader_id, delegate_id)
     select w.code, p.title, p.id, w."poolId", w."cycleId", w."startDate", w."endDate",
            p.spokesperson_id, p.leader_id, p.delegate_id
     from jsonb_to_recordset(?::jsonb) as w (
       code text, "proposalId" bigint, "poolId" bigint, "cycleId" bigint, "startDate" date, "endDate" date
     ) join proposal p on p.id = w."proposalId"
     order by p.id
     returning id, code, proposal_id as "proposalId"`,
    [JSON.stringify(projects)],
  );
  const ids = arrayLiteral(idsOf(inserted));
  // An address that is somebody's own counts for that person only, else it may be anybody's second one.
  await tx.execute(
    `with invited as (
       select distinct p.id, lower(trim(address)) as address
       from project p join proposal pr on pr.id = p.proposal_id, unnest(pr.team) as address
       where p.id = any(?::bigint[])
     )
     insert into project_member (project_id, user_id)
     select distinct i.id, u.id from invited i cross join lateral (
       select id from facility_user where lower(email) = i.address
       union all
       select id from facility_user where lower(alt_email) = i.address
         and not exists (select from facility_user own where lower(own.email) = i.address)
     ) u
     order by 1, 2`,
    [ids],
  );
  await tx.execute(
    `with brought as (
       insert into material (code, project_id, samples)
       select p.code || '-M1', p.id, pr.samples from project p join proposal pr on pr.id = p.proposal_id
       where p.id = any(?::bigint[])
       order by p.id
       returning id, project_id
     )
     insert into review (material_id, cycle_id, type_id, role, state, due_date)
     select b.id, p.cycle_id, w.type, w.role, 'OPEN', w.due
     from brought b join project p on p.id = b.project_id,
       (select ?::bigint as type, ?::text as role, ?::date as due) as w
     where w.type is not null
     order by b.id`,
    [ids, review?.typeId ?? null, review?.role ?? null, review?.dueDate.toString() ?? null],
  );
  return inserted;
}

/** Gives projects the span they were planned to have. */
export async function extendProjects(
  tx: EntityManager,
  projects: readonly ExistingProject[],
  now: Temporal.Instant,
): Promise<void> {
  if (projects.length === 0) return;
  await tx.execute(
    `update project p
     set cycle_id = w."cycleId", start_date = w."startDate", end_date = w."endDate", updated_at = ?
     from jsonb_to_recordset(?::jsonb) as w (id bigint, "cycleId" bigint, "startDate" date, "endDate" date)
     where p.id = w.id`,
    [now.toString(), JSON.stringify(projects)],
  );
}

/**
 * Inserts allocations and returns those that were not there; the others are left as they are, whatever was planned,
 * since people may have granted shifts in them. Rows go in by key, so that two writers never wait for each other.
 */
export async function insertAllocations(
  tx: EntityManager,
  allocations: readonly (Omit<PlannedAllocation, 'proposalId'> & { projectId: string })[],
): Promise<{ projectId: string; facilityId: string; cycleId: string }[]> {
  if (allocations.length === 0) return [];
  return tx.execute(
    `insert into allocation (project_id, facility_id, cycle_id, origin, shifts_requested, score, scores,
                             justification, procedure)
     select "projectId", "facilityId", "cycleId", origin, "shiftsRequested", score, scores, justification, procedure
     from jsonb_to_recordset(?::jsonb) as a (
       position int, "projectId" bigint, "facilityId" bigint, "cycleId" bigint, origin text, "shiftsRequested" int,
       score double precision, scores jsonb, justification text, procedure text
     ) order by "projectId", "cycleId", "facilityId", position
     on conflict (project_id, facility_id, cycle_id) do nothing
     returning project_id as "projectId", facility_id as "facilityId", cycle_id as "cycleId"`,
    [JSON.stringify(allocations.map((allocation, position) => ({ position, ...allocation })))],
  );
}

/** Adds what the submissions ask for at the facilities that pass to their projects' techniques. */
export async function addTechniques(
  tx: EntityManager,
  submissions: readonly { submissionId: string; projectId: string; facilityIds: readonly string[] }[],
): Promise<void> {
  await tx.execute(
    `insert into project_technique (project_id, facility_technique_id)
     select distinct w."projectId", ft.id
     from jsonb_to_recordset(?::jsonb) as w ("submissionId" bigint, "projectId" bigint, "facilityIds" bigint[])
       join submission_technique st on st.submission_id = w."submissionId"
       join facility_technique ft on ft.id = st.facility_technique_id and ft.facility_id = any(w."facilityIds")
     order by 1, 2
     on conflict do nothing`,
    [JSON.stringify(submissions)],
  );
}

/** Writes where submissions led: to a project, or to none and why. */
export async function settleSubmissions(
  tx: EntityManager,
  submissions: readonly { id: string; projectId: string | null; reason: string | null }[],
  now: Temporal.Instant,
): Promise<void> {
  await tx.execute(
    `update submission s set project_id = w."projectId", no_project_reason = w.reason, updated_at = ?
     from jsonb_to_recordset(?::jsonb) as w (id bigint, "projectId" bigint, reason text)
     where s.id = w.id`,
    [now.toString(), JSON.stringify(submissions)],
  );
}

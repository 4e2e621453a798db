import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { idsOf } from '../ids-of.ts';
import { readReviewFacts, type SubmissionFacts } from '../reviews/review-facts.ts';
import { passingFacilities, stageAverages } from '../reviews/stage-outcome.ts';
import { meritOf } from './merit.ts';
import type { ApprovedSubmission, ExistingProject, ShiftRequest } from './plan-projects.ts';

/**
 * Locks the proposals of some submissions, then those submissions that are still approved and without project, and
 * returns the latter in the order of their ids. Whoever makes projects comes through here, so that one proposal never
 * gets two, from whatever tracks and tasks its submissions come.
 */
export async function lockApproved(
  tx: EntityManager,
  submissionIds: readonly string[],
): Promise<ApprovedSubmission[]> {
  const ids = arrayLiteral(submissionIds);
  // Not `for update`, which would hold up everybody who refers to the proposal.
  await tx.execute(
    `select id from proposal where id in (select proposal_id from submission where id = any(?::bigint[]))
     order by id for no key update`,
    [ids],
  );
  const rows = await tx.execute<Row[]>(
    `select s.id, s.code, s.proposal_id as "proposalId", s.pool_id as "poolId", pool.code as "poolCode",
            s.cycle_id as "cycleId", c.start_date::text as "cycleStart", c.end_date::text as "cycleEnd",
            t.duration_cycles as "durationCycles", ct.duration_months as "durationMonths"
     from submission s
       join access_pool pool on pool.id = s.pool_id
       join cycle c on c.id = s.cycle_id
       join cycle_type ct on ct.id = c.type_id
       join track t on t.id = s.track_id
     where s.id = any(?::bigint[]) and s.approved and s.project_id is null and s.no_project_reason is null
     order by s.id
     for no key update of s`,
    [ids],
  );
  const facts = await readReviewFacts(tx, idsOf(rows));
  return rows.map((row) => toSubmission(row, facts.get(row.id)));
}

type Row = Omit<ApprovedSubmission, 'cycleStart' | 'cycleEnd' | 'passing'> & {
  cycleStart: string;
  cycleEnd: string;
};

function toSubmission(row: Row, facts: SubmissionFacts | undefined): ApprovedSubmission {
  const passing = (facts: SubmissionFacts, id: string) => ({ id, ...meritOf(stageAverages(facts, id)) });
  return {
    ...row,
    cycleStart: Temporal.PlainDate.from(row.cycleStart),
    cycleEnd: Temporal.PlainDate.from(row.cycleEnd),
    passing: facts ? passingFacilities(facts).map(({ id }) => passing(facts, id)) : [],
  };
}

/** Locks the projects that proposals have already. */
export async function lockProjects(
  tx: EntityManager,
  proposalIds: readonly string[],
): Promise<ExistingProject[]> {
  const rows = await tx.execute<ProjectRow[]>(
    `select id, code, proposal_id as "proposalId", cycle_id as "cycleId",
            start_date::text as "startDate", end_date::text as "endDate"
     from project where proposal_id = any(?::bigint[])
     order by id for no key update`,
    [arrayLiteral(proposalIds)],
  );
  return rows.map(toProject);
}

type ProjectRow = Omit<ExistingProject, 'startDate' | 'endDate'> & { startDate: string; endDate: string };

const toProject = (row: ProjectRow): ExistingProject => ({
  ...row,
  startDate: Temporal.PlainDate.from(row.startDate),
  endDate: Temporal.PlainDate.from(row.endDate),
});

export async function readRequests(
  tx: EntityManager,
  proposalIds: readonly string[],
): Promise<ShiftRequest[]> {
  return tx.execute<ShiftRequest[]>(
    `select proposal_id as "proposalId", facility_id as "facilityId", shifts, justification, procedure
     from facility_request where proposal_id = any(?::bigint[]) order by id`,
    [arrayLiteral(proposalIds)],
  );
}

/** Takes `count` numbers for project codes. A number is never given out again, even when it is not used. */
export async function takeNumbers(tx: EntityManager, count: number): Promise<number[]> {
  const rows = await tx.execute<{ number: number }[]>(
    `select nextval('project_code')::int as number from generate_series(1, ?::int)`,
    [count],
  );
  return rows.map(({ number }) => number);
}

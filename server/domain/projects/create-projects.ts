import type { EntityManager } from '@mikro-orm/postgresql';
import { eachRecord } from '../each-record.ts';
import { idsOf } from '../ids-of.ts';
import type { Work } from '../work.ts';
import type { AllocationOrigin } from './allocation.entity.ts';
import { allocatedFacilities, type FacilityTree, readFacilityTree } from './facility-tree.ts';
import { type ApprovedSubmission, planProjects } from './plan-projects.ts';
import { lockApproved, lockProjects, readRequests, takeNumbers } from './read-approved.ts';
import {
  addTechniques,
  extendProjects,
  insertAllocations,
  insertProjects,
  type SafetyReview,
  settleSubmissions,
} from './write-projects.ts';

/** Days in which the safety of a project's materials is to be reviewed. */
const safetyReviewDays = 14;

const noPassingFacility = 'no facility passed every blocking stage';

/** What has become of submissions. */
export interface CreatedProjects {
  created: number;
  /** Submissions that joined the project their proposal had. */
  joined: number;
  /** Submissions that no facility passed. */
  without: number;
  failed: number;
}

/**
 * Makes the projects of approved submissions, or has them join the one their proposal has (domain §6.1), with
 * allocations of the given origin. Everything for one submission is one transaction. Safe to run twice at once: a
 * submission that has a project by now, or was found to get none, is passed over.
 */
export async function createProjects(
  em: EntityManager,
  submissions: readonly { id: string; code: string }[],
  origin: AllocationOrigin,
  { today, now, log, signal, progress }: Work,
): Promise<CreatedProjects> {
  const review = await safetyReview(em, today);
  const tree = await readFacilityTree(em);
  const count = { created: 0, joined: 0, without: 0 };

  const tell = async ({ submission, project, isNew }: Settled) => {
    const { id: submissionId, code, passing } = submission;
    if (!project) {
      count.without += 1;
      return log.warn(`${code}: no project, ${noPassingFacility}`, { submissionId });
    }
    count[isNew ? 'created' : 'joined'] += 1;
    const fields = { submissionId, projectId: project.id };
    await log.info(`${code}: ${isNew ? 'created' : 'joined'} project ${project.code}`, fields);
    for (const { id: facilityId } of passing) {
      if (allocatedFacilities(tree, facilityId).length > 0) continue;
      const acronym = tree.byId.get(facilityId)?.acronym;
      const reason = `${acronym} has no beamline or instrument directly below it`;
      await log.warn(`${code}: nothing allocated, ${reason}`, { ...fields, facilityId });
    }
  };
  const { failed } = await eachRecord(em, submissions, {
    async write(tx, batch) {
      const ids = idsOf(batch);
      const settled = await settle(tx, ids, { origin, tree, review, now });
      return settled.map((one) => () => tell(one));
    },
    fail: ({ id, code }, cause) =>
      log.error(`${code}: no project could be made: ${cause.message}`, { submissionId: id }),
    signal,
    progress,
  });
  if (count.created > 0 && !review) {
    await log.warn(
      'No safety review of materials was opened: no review type of kind APPROVAL has a role that names no facility',
    );
  }
  return { ...count, failed };
}

/** Where a submission led. */
interface Settled {
  submission: ApprovedSubmission;
  /** Null when no facility passed. */
  project: { id: string; code: string } | null;
  /** Whether it made the project. */
  isNew: boolean;
}

async function settle(
  tx: EntityManager,
  submissionIds: readonly string[],
  {
    origin,
    tree,
    review,
    now,
  }: { origin: AllocationOrigin; tree: FacilityTree; review: SafetyReview | null; now: Temporal.Instant },
): Promise<Settled[]> {
  const submissions = await lockApproved(tx, submissionIds);
  const proposals = [...new Set(submissions.map(({ proposalId }) => proposalId))];
  const existing = await lockProjects(tx, proposals);
  const requests = await readRequests(tx, proposals);
  const numbers = await takeNumbers(tx, proposals.length - existing.length);
  const plan = planProjects(submissions, { existing, requests, tree, numbers }, origin);

  const made = await insertProjects(tx, plan.created, review);
  await extendProjects(tx, plan.extended, now);
  const projects = new Map([...existing, ...made].map((project) => [project.proposalId, project]));
  const projectOf = ({ proposalId }: { proposalId: string }) => {
    const project = projects.get(proposalId);
    if (!project) throw new Error(`Proposal ${proposalId} got no project`);
    return project;
  };
  await insertAllocations(
    tx,
    plan.allocations.map((allocation) => ({ ...allocation, projectId: projectOf(allocation).id })),
  );
  await addTechniques(
    tx,
    plan.accepted.map((submission) => ({
      submissionId: submission.id,
      projectId: projectOf(submission).id,
      facilityIds: submission.passing.map(({ id }) => id),
    })),
  );

  // The first of a new project's submissions made it, and the others joined.
  const unclaimed = new Set(made.map(({ proposalId }) => proposalId));
  const settled: Settled[] = [
    ...plan.accepted.map((submission) => ({
      submission,
      project: projectOf(submission),
      isNew: unclaimed.delete(submission.proposalId),
    })),
    ...plan.without.map((submission) => ({ submission, project: null, isNew: false })),
  ];
  await settleSubmissions(
    tx,
    settled.map(({ submission, project }) => ({
      id: submission.id,
      projectId: project?.id ?? null,
      reason: project ? null : noPassingFacility,
    })),
    now,
  );
  return settled;
}

/** The review that materials get; null when no review type fits. */
async function safetyReview(em: EntityManager, today: Temporal.PlainDate): Promise<SafetyReview | null> {
  // A role with `{}` is one for each facility, and materials belong to none.
  const [type] = await em.execute<{ typeId: string; role: string }[]>(
    `select id as "typeId", role from review_type
     where kind = 'APPROVAL' and role is not null and position('{}' in role) = 0
     order by id limit 1`,
  );
  return type ? { ...type, dueDate: today.add({ days: safetyReviewDays }) } : null;
}

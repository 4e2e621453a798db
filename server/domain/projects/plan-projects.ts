import type { AllocationOrigin } from './allocation.entity.ts';
import { allocatedFacilities, type FacilityTree } from './facility-tree.ts';
import type { Merit } from './merit.ts';
import { projectCode, projectEnd } from './project-dates.ts';

/** An approved submission without a project, and what decides about the project. */
export interface ApprovedSubmission {
  id: string;
  code: string;
  proposalId: string;
  poolId: string;
  poolCode: string;
  cycleId: string;
  cycleStart: Temporal.PlainDate;
  /** Exclusive. */
  cycleEnd: Temporal.PlainDate;
  durationCycles: number;
  durationMonths: number;
  passing: readonly PassingFacility[];
}

/** A facility that passes every blocking stage, and the submission's merit there. */
export interface PassingFacility extends Merit {
  id: string;
}

/** What a proposal asks of one facility. */
export interface ShiftRequest {
  proposalId: string;
  facilityId: string;
  shifts: number;
  justification: string | null;
  procedure: string | null;
}

/** The dates of a project, and the cycle in which it begins. */
export interface ProjectSpan {
  cycleId: string;
  startDate: Temporal.PlainDate;
  /** Inclusive. */
  endDate: Temporal.PlainDate;
}

/** A project that a proposal has already. */
export interface ExistingProject extends ProjectSpan {
  id: string;
  code: string;
  proposalId: string;
}

/** A project to make. */
export interface NewProject extends ProjectSpan {
  code: string;
  proposalId: string;
  poolId: string;
}

/** An allocation to make for a proposal's project; one that is there already is left as it is. */
export interface PlannedAllocation extends Merit {
  proposalId: string;
  facilityId: string;
  cycleId: string;
  origin: AllocationOrigin;
  shiftsRequested: number;
  justification: string | null;
  procedure: string | null;
}

export interface ProjectPlan {
  created: NewProject[];
  /** Existing projects with other dates than they have. */
  extended: ExistingProject[];
  allocations: PlannedAllocation[];
  /** Submissions that lead to a project; those of one proposal lead to the same. */
  accepted: ApprovedSubmission[];
  /** Submissions of which no facility passes. */
  without: ApprovedSubmission[];
}

/**
 * Decides which projects submissions lead to (domain §6.1): one per proposal, made by the submission with the
 * earliest cycle and reused by the others, from the start of the first cycle to the latest end.
 * `numbers` are unused numbers for project codes, at least one for each proposal without a project.
 */
export function planProjects(
  submissions: readonly ApprovedSubmission[],
  facts: {
    existing: readonly ExistingProject[];
    requests: readonly ShiftRequest[];
    tree: FacilityTree;
    numbers: readonly number[];
  },
  origin: AllocationOrigin,
): ProjectPlan {
  const accepted = submissions.filter(({ passing }) => passing.length > 0).toSorted(byCycle);
  const existing = new Map(facts.existing.map((project) => [project.proposalId, project]));
  const requests = Map.groupBy(facts.requests, ({ proposalId }) => proposalId);
  const numbers = facts.numbers.values();
  const created = new Map<string, NewProject>();
  const extended = new Map<string, ExistingProject>();

  for (const submission of accepted) {
    const { proposalId, poolId, poolCode, cycleId, cycleStart, cycleEnd } = submission;
    const endDate = projectEnd(cycleEnd, submission.durationCycles, submission.durationMonths);
    const span = { cycleId, startDate: cycleStart, endDate };
    const made = created.get(proposalId);
    const known = extended.get(proposalId) ?? existing.get(proposalId);
    if (made) {
      created.set(proposalId, { ...made, ...union(made, span) });
    } else if (known) {
      const wider = union(known, span);
      if (wider !== known) extended.set(proposalId, { ...known, ...wider });
    } else {
      const number = numbers.next().value;
      if (number === undefined) throw new Error('More projects to make than numbers were given');
      created.set(proposalId, { ...span, code: projectCode(cycleId, poolCode, number), proposalId, poolId });
    }
  }
  return {
    created: [...created.values()],
    extended: [...extended.values()],
    allocations: accepted.flatMap((submission) =>
      allocationsOf(submission, requests.get(submission.proposalId) ?? [], facts.tree, origin),
    ),
    accepted,
    without: submissions.filter(({ passing }) => passing.length === 0),
  };
}

/** The earliest cycle first, so that a project begins with it whatever the order of the decisions was. */
function byCycle(a: ApprovedSubmission, b: ApprovedSubmission): number {
  return Temporal.PlainDate.compare(a.cycleStart, b.cycleStart) || Number(BigInt(a.id) - BigInt(b.id));
}

/** The span of both; `a` itself when it contains `b`. */
function union(a: ProjectSpan, b: ProjectSpan): ProjectSpan {
  const first = Temporal.PlainDate.compare(b.startDate, a.startDate) < 0 ? b : a;
  const last = Temporal.PlainDate.compare(b.endDate, a.endDate) > 0 ? b : a;
  if (first === a && last === a) return a;
  return { cycleId: first.cycleId, startDate: first.startDate, endDate: last.endDate };
}

/**
 * One allocation for each facility below those that pass. What was asked of that very facility counts, else what was
 * asked of the one it lies below; so does the merit. No shifts are granted: that is for people.
 */
function allocationsOf(
  { proposalId, cycleId, passing }: ApprovedSubmission,
  requests: readonly ShiftRequest[],
  tree: FacilityTree,
  origin: AllocationOrigin,
): PlannedAllocation[] {
  const request = (facilityId: string) => requests.find((request) => request.facilityId === facilityId);
  const planned = new Map<string, PlannedAllocation>();
  for (const { id: granted, score, scores } of passing) {
    for (const facilityId of allocatedFacilities(tree, granted)) {
      if (planned.has(facilityId) && facilityId !== granted) continue;
      const asked = request(facilityId) ?? request(granted);
      planned.set(facilityId, {
        proposalId,
        facilityId,
        cycleId,
        origin,
        shiftsRequested: asked?.shifts ?? 0,
        justification: asked?.justification ?? null,
        procedure: asked?.procedure ?? null,
        score,
        scores,
      });
    }
  }
  return [...planned.values()];
}

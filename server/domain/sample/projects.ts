import { day } from '../notifications/message-text.ts';
import { allocatedFacilities, type FacilityTree, facilityTree } from '../projects/facility-tree.ts';
import { meritOf } from '../projects/merit.ts';
import { coversCycle, projectCode, projectEnd } from '../projects/project-dates.ts';
import { reviewDueDate } from '../reviews/decide-submission.ts';
import { passingFacilities, stageAverages } from '../reviews/stage-outcome.ts';
import { standstill } from './cycle-plan.ts';
import { byId, type Sample } from './sample.ts';
import type { Outcome } from './submissions.ts';

/** Projects of approved submissions with all that belongs to them, as the tasks would have left them (domain §6). */
export function addProjects(sample: Sample, outcomes: readonly Outcome[]): void {
  const tree = treeOf(sample);
  const cut = new Set<number>();
  for (const outcome of outcomes) {
    if (!outcome.approved || !outcome.hasProject) continue;
    const submission = byId(sample.submissions, outcome.submission);
    const passing = passingFacilities(outcome.facts).map(({ id }) => Number(id));
    // In each cycle one team gives up the time after it, and then asks for more in vain.
    const canAsk = passing.some((facility) => !sample.facility(facility).flexSchedule);
    const isCut = canAsk && byId(sample.tracks, submission.track).requireCall && !cut.has(submission.cycle);
    if (isCut) cut.add(submission.cycle);
    const project = addProject(sample, submission, passing, isCut);
    submission.project = project;
    addFirstAllocations(sample, outcome, project, passing, tree);
    addMaterial(sample, project, submission.decidedAt!);
    rollOver(sample, project);
    addRenewals(sample, project, { passing, isCut }, tree);
  }
}

function treeOf({ facilities }: Sample): FacilityTree {
  return facilityTree(
    facilities.rows.map(({ id, acronym, kind, parent }) => ({
      id: String(id),
      acronym,
      kind,
      parentId: parent === null ? null : String(parent),
    })),
  );
}

function addProject(
  sample: Sample,
  submission: Sample['submissions']['rows'][number],
  passing: number[],
  isCut: boolean,
): number {
  const cycle = sample.cycle(submission.cycle);
  const proposal = byId(sample.proposals, submission.proposal);
  const pool = byId(sample.pools, submission.pool);
  const { durationCycles } = byId(sample.tracks, submission.track);
  const { durationMonths } = byId(sample.cycleTypes, cycle.type);
  const { id } = sample.projects.add({
    code: projectCode(String(cycle.id), pool.code, sample.projects.rows.length + 1),
    title: proposal.title,
    proposal: proposal.id,
    pool: pool.id,
    cycle: cycle.id,
    startDate: cycle.startDate,
    endDate: projectEnd(cycle.endDate, isCut ? 1 : durationCycles, durationMonths),
    spokesperson: proposal.spokesperson,
    leader: proposal.leader,
    delegate: proposal.delegate,
    startNotifiedAt: null,
  });
  const members = sample.users.rows.filter(({ email }) => proposal.team.includes(email));
  for (const member of members) sample.projectMembers.add(id, member.id);
  for (const { submission_id: of, facility_technique_id: offer } of sample.submissionTechniques.rows) {
    if (of !== submission.id) continue;
    if (passing.includes(byId(sample.offers, offer!).facility)) sample.projectTechniques.add(id, offer!);
  }
  return id;
}

function addFirstAllocations(
  sample: Sample,
  { submission, facts }: Outcome,
  project: number,
  passing: number[],
  tree: FacilityTree,
): void {
  const { proposal, cycle, track } = byId(sample.submissions, submission);
  for (const granted of passing) {
    const merit = meritOf(stageAverages(facts, String(granted)));
    const asked = sample.requests.rows.find((row) => row.proposal === proposal && row.facility === granted)!;
    for (const facility of allocatedFacilities(tree, String(granted)).map(Number)) {
      addAllocation(sample, {
        project,
        facility,
        cycle,
        origin: byId(sample.tracks, track).requireCall ? 'CALL' : 'NON_CALL',
        shiftsRequested: asked.shifts,
        justification: asked.justification,
        procedure: asked.procedure,
        ...merit,
      });
    }
  }
}

type AllocationRow = Sample['allocations']['rows'][number];

/** Adds an allocation, unless there is one, with the shifts that people granted: none where they are booked on demand. */
function addAllocation(
  sample: Sample,
  row: Omit<AllocationRow, 'id' | 'shifts' | 'declined' | 'discretionary'>,
): void {
  const { allocations, random } = sample;
  const isThere = allocations.rows.some(
    ({ project, facility, cycle }) =>
      project === row.project && facility === row.facility && cycle === row.cycle,
  );
  if (isThere) return;
  const isFlexible = sample.facility(row.facility).flexSchedule;
  allocations.add({
    ...row,
    shifts: isFlexible ? 0 : random.between(0, row.shiftsRequested),
    declined: random.chance(0.04),
    discretionary: random.chance(0.03),
  });
}

/** The samples, and their safety approval: a few wait for it and a few were denied. */
function addMaterial(sample: Sample, projectId: number, decidedAt: Temporal.Instant): void {
  const { random, time } = sample;
  const project = byId(sample.projects, projectId);
  const cycle = sample.cycle(project.cycle);
  const made = sample.past(decidedAt.toZonedDateTimeISO(time.timeZone).toPlainDate());
  const isRecent = made.until(time.today, { largestUnit: 'days' }).days < 120;
  const state = random.chance(isRecent ? 0.4 : 0.03)
    ? 'PENDING'
    : random.chance(0.06)
      ? 'DENIED'
      : 'APPROVED';
  const material = sample.materials.add({
    code: `${project.code}-M1`,
    project: projectId,
    state,
    samples: byId(sample.proposals, project.proposal).samples,
  });
  const type = sample.reviewTypes.rows.find(({ kind }) => kind === 'APPROVAL')!;
  const isDone = state !== 'PENDING';
  sample.reviews.add({
    submission: null,
    material: material.id,
    cycle: cycle.id,
    stage: null,
    type: type.id,
    reviewer: null,
    role: type.role,
    facility: null,
    state: isDone ? 'SUBMITTED' : 'OPEN',
    isComplete: isDone,
    score: 0,
    comments: state === 'DENIED' ? 'No risk assessment was supplied for the toxic components.' : '',
    dueDate: reviewDueDate(cycle.dueDate, made),
    submittedAt: isDone ? sample.at(sample.past(made.add({ days: random.between(2, 9) })), 14) : null,
  });
}

/**
 * Beam time on demand goes on from cycle to cycle (domain §6.3), for one project in two until the standstill; the
 * others wait for the task in the cycle of today.
 */
function rollOver(sample: Sample, projectId: number): void {
  const { today } = sample.time;
  const project = byId(sample.projects, projectId);
  const until = projectId % 2 === 0 ? today.subtract(standstill) : today.subtract({ years: 1 });
  // Grows while it is walked: what was rolled over is rolled over again.
  const pending = sample.allocations.rows.filter((row) => row.project === projectId);
  for (const row of pending) {
    const cycle = sample.cycle(row.cycle);
    const next = nextCycle(sample, cycle.endDate);
    const isOpen = Temporal.PlainDate.compare(cycle.openDate, until) <= 0;
    if (!next || !isOpen || !coversCycle(project.endDate, next.endDate)) continue;
    if (!sample.facility(row.facility).flexSchedule || row.declined || row.discretionary) continue;
    const { id: _id, shifts: _shifts, declined: _declined, discretionary: _discretionary, ...kept } = row;
    const known = sample.allocations.rows.length;
    addAllocation(sample, {
      ...kept,
      cycle: next.id,
      origin: 'FLEXIBLE',
      shiftsRequested: 0,
      score: null,
      scores: {},
    });
    pending.push(...sample.allocations.rows.slice(known));
  }
}

/** The cycle with the earliest start from a day on, of any type; cycles are numbered in the order of their starts. */
function nextCycle({ cycles }: Sample, from: Temporal.PlainDate) {
  return cycles.rows.find(({ startDate }) => Temporal.PlainDate.compare(startDate, from) >= 0);
}

/**
 * What running projects asked for in later cycles whose call has opened: still being written or submitted, and
 * answered where the results were out before the standstill.
 */
function addRenewals(
  sample: Sample,
  projectId: number,
  { passing, isCut }: { passing: number[]; isCut: boolean },
  tree: FacilityTree,
): void {
  const { random, time } = sample;
  const project = byId(sample.projects, projectId);
  const reached = (date: Temporal.PlainDate) => Temporal.PlainDate.compare(time.today, date) >= 0;
  const fixed = passing.filter((facility) => !sample.facility(facility).flexSchedule);
  for (const cycle of laterCycles(sample, project.cycle)) {
    const isCovered = coversCycle(project.endDate, cycle.endDate);
    if (!reached(cycle.openDate)) return;
    for (const facility of fixed) {
      // Whoever asks though the project ends too early is found out at the allocation.
      if (!isCut && random.chance(isCovered ? 0.4 : 0.97)) continue;
      const isAnswered = cycle.resultsNotifiedAt !== null;
      const shiftRequest = random.between(2, 8);
      const justification = 'To complete the series begun in the last cycle.';
      sample.renewals.add({
        project: projectId,
        cycle: cycle.id,
        facility,
        state: isAnswered
          ? isCovered
            ? 'COMPLETE'
            : 'REJECTED'
          : !reached(cycle.closeDate) && random.chance(0.5)
            ? 'DRAFT'
            : 'SUBMITTED',
        rejectionReason:
          isAnswered && !isCovered
            ? `the project ends on ${day(project.endDate)}, before the cycle does`
            : null,
        shiftRequest,
        justification,
        procedure: null,
      });
      if (!isAnswered || !isCovered) continue;
      for (const allocated of allocatedFacilities(tree, String(facility)).map(Number)) {
        addAllocation(sample, {
          project: projectId,
          facility: allocated,
          cycle: cycle.id,
          origin: 'RENEWAL',
          shiftsRequested: shiftRequest,
          score: null,
          scores: {},
          justification,
          procedure: null,
        });
      }
    }
    if (!isCovered) return;
  }
}

/** The cycles after one in its own series: the half-years follow each other, other types themselves. */
function laterCycles(sample: Sample, cycleId: number) {
  const cycle = sample.cycle(cycleId);
  const isHalfYear = ({ type }: { type: number }) => type <= 2;
  return sample.cycles.rows.filter(
    (other) =>
      other.id > cycleId &&
      (isHalfYear(cycle) ? isHalfYear(other) : other.type === cycle.type) &&
      Temporal.PlainDate.compare(other.startDate, cycle.endDate) >= 0,
  );
}

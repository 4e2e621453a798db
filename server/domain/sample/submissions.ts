import type { StageFacts, SubmissionFacts } from '../reviews/review-facts.ts';
import type { SampleCycle } from './cycle-plan.ts';
import { formerRapidCourse, isDecided, type Progress, rapidCourse, stateOf } from './progress.ts';
import { addProposal, type SampleProposal } from './proposals.ts';
import { addReviews, decisionOf } from './reviews.ts';
import { byId, type Sample } from './sample.ts';
import type { TrackName } from './track-plan.ts';

/** A submission that may lead to a project, with what decides about it. */
export interface Outcome {
  submission: number;
  facts: SubmissionFacts;
  approved: boolean;
  /** Whether the sample has its project already, or leaves it to the tasks. */
  hasProject: boolean;
}

/** Submissions with their proposals and reviews: through calls as planned, and without. Returns the decided ones. */
export function addSubmissions(sample: Sample, plans: ReadonlyMap<number, SampleCycle>): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const [cycle, { submissions, isTold }] of plans) {
    for (const [number, { code, track, progress }] of submissions.entries()) {
      const pool = poolOf(track, number);
      const proposal = addProposal(sample, {
        code: code.slice(2),
        pool,
        facilities: facilitiesFor(progress, number),
      });
      const firstDay = reviewsFrom(sample, cycle, progress);
      const added = addSubmission(sample, { code, track, pool, cycle, proposal, progress, firstDay, isTold });
      if (added) outcomes.push({ ...added, hasProject: isTold });
    }
  }
  return [...outcomes, ...addRapidSubmissions(sample, outcomes)];
}

/** Submissions without a call, in the half-year cycle of today and the one before. */
function addRapidSubmissions(sample: Sample, previous: readonly Outcome[]): Outcome[] {
  const { today } = sample.time;
  const halfYears = sample.cycles.rows.filter(({ type }) => type <= 2);
  const current = halfYears.findIndex(
    ({ startDate, endDate }) =>
      Temporal.PlainDate.compare(startDate, today) <= 0 && Temporal.PlainDate.compare(today, endDate) < 0,
  );
  const outcomes: Outcome[] = [];
  // Two applicants whose project exists ask for more through the other track: their project is used again.
  const again = previous.filter(({ approved, hasProject }) => approved && hasProject).slice(-2);
  for (const [index, course] of [
    [current, rapidCourse],
    [current - 1, formerRapidCourse],
  ] as const) {
    const { id: cycle, startDate } = halfYears[index]!;
    const year = String(startDate.year % 100).padStart(2, '0');
    for (const [number, { progress, daysAgo, isTold = false, hasProject = false }] of course.entries()) {
      const known = progress === 'APPROVED' && !hasProject ? again.pop() : undefined;
      const pool = known ? byId(sample.submissions, known.submission).pool : poolOf('RA', number);
      const fresh = `${year}R${String(cycle).padStart(2, '0')}${String(number + 1).padStart(3, '0')}`;
      const proposal = known
        ? proposalOf(sample, known)
        : addProposal(sample, { code: fresh, pool, facilities: facilitiesFor(progress, number) });
      const added = addSubmission(sample, {
        code: `RA${byId(sample.proposals, proposal.id).code}`,
        track: 'RA',
        pool,
        cycle,
        proposal,
        progress,
        firstDay: today.subtract({ days: daysAgo }),
        isTold,
      });
      if (added) outcomes.push({ ...added, hasProject });
    }
  }
  return outcomes;
}

function proposalOf(sample: Sample, { submission }: Outcome): SampleProposal {
  const offers = sample.submissionTechniques.rows
    .filter((pair) => pair.submission_id === submission)
    .map((pair) => byId(sample.offers, pair.facility_technique_id!));
  return { id: byId(sample.submissions, submission).proposal, offers };
}

function addSubmission(
  sample: Sample,
  plan: {
    code: string;
    track: TrackName;
    pool: number;
    cycle: number;
    proposal: SampleProposal;
    progress: Progress;
    firstDay: Temporal.PlainDate;
    isTold: boolean;
  },
): Omit<Outcome, 'hasProject'> | null {
  const { code, pool, cycle, proposal, progress, isTold } = plan;
  const track = sample.tracks.rows.find(({ acronym }) => acronym === plan.track)!;
  const row = sample.submissions.add({
    code,
    proposal: proposal.id,
    track: track.id,
    pool,
    cycle,
    state: stateOf(progress, isTold),
    approved: null,
    comments: '',
    decidedAt: null,
    notifiedAt: null,
    noProjectReason: null,
    project: null,
  });
  for (const { id } of proposal.offers) sample.submissionTechniques.add(row.id, id);

  const facts = factsOf(sample, row, proposal);
  const { lastDay } = addReviews(sample, facts, progress, plan.firstDay);
  if (!isDecided(progress)) return null;
  const decided = sample.past(lastDay.add({ days: 1 }));
  const { resultsNotifiedAt } = sample.cycle(cycle);
  Object.assign(row, decisionOf(facts), {
    decidedAt: sample.at(decided, 9, 15),
    notifiedAt: !isTold
      ? null
      : track.requireCall
        ? resultsNotifiedAt
        : sample.at(decided.add({ days: 1 }), 0, 30),
  });
  return { submission: row.id, facts, approved: row.approved ?? false };
}

function factsOf(
  sample: Sample,
  row: { id: number; code: string; track: number; cycle: number },
  proposal: SampleProposal,
) {
  const { id, code, track, cycle } = row;
  const facts: SubmissionFacts = {
    id: String(id),
    code,
    trackId: String(track),
    track: byId(sample.tracks, track).acronym,
    cycleId: String(cycle),
    cycleDueDate: sample.cycle(cycle).dueDate,
    stages: sample.stages.rows
      .filter((stage) => stage.track === track)
      .map((stage) => stageFacts(sample, stage)),
    facilities: proposal.offers.map(({ facility }) => ({
      id: String(facility),
      acronym: sample.facility(facility).acronym,
    })),
    reviews: [],
  };
  return facts;
}

function stageFacts(sample: Sample, stage: Sample['stages']['rows'][number]): StageFacts {
  const { id, position, minReviews, blocks, passScore, weight, autoCreate } = stage;
  const type = byId(sample.reviewTypes, stage.reviewType);
  const { role, lowBetter, perFacility } = type;
  return {
    id: String(id),
    position,
    typeId: String(type.id),
    type: type.code,
    role,
    scored: Object.keys(type.scoreFields).length > 0,
    lowBetter,
    perFacility,
    minReviews,
    blocks,
    passScore,
    weight,
    autoCreate,
  };
}

/** When the first reviews of a call submission were created: right after its close, or lately where they still are young. */
function reviewsFrom(sample: Sample, cycle: number, progress: Progress): Temporal.PlainDate {
  const { closeDate } = sample.cycle(cycle);
  const { today } = sample.time;
  if (progress === 'NEW') return today;
  const daysAgo = { INVITED: 1, OPENED: 6, PARTLY: 9 }[progress as string];
  if (daysAgo === undefined) return closeDate.add({ days: 1 });
  const lately = today.subtract({ days: daysAgo });
  return Temporal.PlainDate.compare(lately, closeDate) < 0 ? closeDate : lately;
}

/** Two facilities where something must differ between them, else one in three of four cases. */
function facilitiesFor(progress: Progress, number: number): number {
  return progress === 'APPROVED_IN_PART' || progress === 'PARTLY' || number % 4 === 1 ? 2 : 1;
}

/** Ids of the pools General, Staff, Partners and Industry. */
function poolOf(track: TrackName, number: number): number {
  if (track === 'IN') return 4;
  if (track === 'PA') return number % 4 === 3 ? 2 : 3;
  return number % 8 === 7 ? 2 : 1;
}

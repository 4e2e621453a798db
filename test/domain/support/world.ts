import type { MikroORM } from '@mikro-orm/postgresql';
import { cycleDates, type CycleDates } from '../../../server/domain/cycles/cycle-dates.ts';
import { Cycle } from '../../../server/domain/cycles/cycle.entity.ts';
import { Facility } from '../../../server/domain/facilities/facility.entity.ts';
import { FacilityTechnique, Technique } from '../../../server/domain/facilities/technique.entity.ts';
import { Reviewer } from '../../../server/domain/people/reviewer.entity.ts';
import { User } from '../../../server/domain/people/user.entity.ts';
import { AccessPool } from '../../../server/domain/proposals/access-pool.entity.ts';
import { AllocationRequest } from '../../../server/domain/projects/allocation-request.entity.ts';
import { Allocation } from '../../../server/domain/projects/allocation.entity.ts';
import { Project } from '../../../server/domain/projects/project.entity.ts';
import { BeamSession } from '../../../server/domain/projects/session.entity.ts';
import { FacilityRequest, Proposal } from '../../../server/domain/proposals/proposal.entity.ts';
import { ReviewType } from '../../../server/domain/reviews/review-type.entity.ts';
import { Review } from '../../../server/domain/reviews/review.entity.ts';
import { Stage } from '../../../server/domain/reviews/stage.entity.ts';
import { Submission, type SubmissionState } from '../../../server/domain/reviews/submission.entity.ts';
import { Track } from '../../../server/domain/reviews/track.entity.ts';
import { halfYear } from './dates.ts';
import { addCycle, addCycleType } from './domain-database.ts';

// Records of the review and project lifecycle, each with what a test does not care about filled in.
// All of them return the id of what they have added; `with` replaces any column.

type Columns<Entity> = Partial<{ [Key in keyof Entity]: unknown }>;

let counter = 0;
const next = () => (counter += 1);

const insert = (orm: MikroORM, entity: unknown, row: object): Promise<string> =>
  orm.em.fork().insert<Track>(entity as typeof Track, row as never);

/** The cycle of domain §3's first example, 2025 Jul-Dec: open 5 Feb, close 5 Mar, due 16 Apr, alloc 30 Apr. */
export const examples = {
  rule: halfYear(7, 1),
  dates: (year = 2025): CycleDates => cycleDates(examples.rule, year),
};

/** A cycle of a type of its own: of example 1 unless other dates are given. */
export async function aCycle(orm: MikroORM, dates: CycleDates = examples.dates(), row: Columns<Cycle> = {}) {
  const type = await addCycleType(orm, `Type ${next()}`, examples.rule);
  const id = await addCycle(orm, type, dates);
  if (Object.keys(row).length > 0) await orm.em.fork().nativeUpdate(Cycle, id, row as never);
  return id;
}

export async function aUser(orm: MikroORM, row: Columns<User> = {}): Promise<string> {
  const number = next();
  const username = `user${number}`;
  const email = `${username}@example.org`;
  return insert(orm, User, { username, email, firstName: 'Ada', lastName: `Example ${number}`, ...row });
}

export async function aReviewer(orm: MikroORM, row: Columns<Reviewer> = {}): Promise<string> {
  return insert(orm, Reviewer, { user: row.user ?? (await aUser(orm)), ...row });
}

export async function aFacility(
  orm: MikroORM,
  acronym: string,
  row: Columns<Facility> = {},
): Promise<string> {
  return insert(orm, Facility, { acronym, name: `Facility ${acronym}`, kind: 'BEAMLINE', ...row });
}

/** A technique that this facility offers. */
export async function aTechnique(orm: MikroORM, facility: string): Promise<string> {
  const technique = await insert(orm, Technique, { name: `Technique ${next()}` });
  return insert(orm, FacilityTechnique, { technique, facility });
}

export async function aTrack(orm: MikroORM, row: Columns<Track> = {}): Promise<string> {
  const number = next();
  return insert(orm, Track, { acronym: `T${number}`, name: `Track ${number}`, ...row });
}

/** The default pool, made when there is none yet. */
export async function defaultPool(orm: MikroORM): Promise<string> {
  const pool = await orm.em.fork().findOne(AccessPool, { isDefault: true });
  return pool?.id ?? insert(orm, AccessPool, { name: 'General', code: 'G', isDefault: true });
}

/** Scored by one field, low is better, unless told otherwise. */
export async function aReviewType(orm: MikroORM, row: Columns<ReviewType> = {}): Promise<string> {
  const code = `type${next()}`;
  return insert(orm, ReviewType, {
    code,
    kind: 'SCIENTIFIC',
    role: 'reviewer',
    scoreFields: { merit: 1 },
    ...row,
  });
}

/** Passes at an average of 4 or less, unless told otherwise. */
export async function aStage(
  orm: MikroORM,
  row: Columns<Stage> & { track: string; position: number },
): Promise<string> {
  return insert(orm, Stage, { passScore: 4, ...row, reviewType: row.reviewType ?? (await aReviewType(orm)) });
}

export async function aProposal(orm: MikroORM, row: Columns<Proposal> = {}): Promise<string> {
  const number = next();
  return insert(orm, Proposal, {
    code: `P${String(number).padStart(5, '0')}`,
    title: `Proposal ${number}`,
    state: 'SUBMITTED',
    ...row,
    spokesperson: row.spokesperson ?? (await aUser(orm)),
  });
}

/** A submission with a proposal of its own, in the default pool, that asks for the given facility techniques. */
export async function aSubmission(
  orm: MikroORM,
  row: Columns<Submission> & { cycle: string; track: string },
  techniques: string[] = [],
): Promise<string> {
  const id = await insert(orm, Submission, {
    code: `S${next()}`,
    decidedAt: 'approved' in row && row.approved !== null ? '2025-03-20T12:00:00Z' : null,
    ...row,
    proposal: row.proposal ?? (await aProposal(orm)),
    pool: row.pool ?? (await defaultPool(orm)),
  });
  for (const technique of techniques) {
    await orm.em.execute(
      'insert into submission_technique (submission_id, facility_technique_id) values (?, ?)',
      [id, technique],
    );
  }
  return id;
}

/** A review of a submission for one of its stages, by the role `reviewer` unless told otherwise. */
export async function aReview(
  orm: MikroORM,
  row: Columns<Review> & { submission: string; stage: string },
): Promise<string> {
  const em = orm.em.fork();
  const [known] = await em.execute<{ cycle: string; type: string }[]>(
    `select s.cycle_id as cycle, stage.review_type_id as type from submission s, stage
      where s.id = ? and stage.id = ?`,
    [row.submission, row.stage],
  );
  return insert(orm, Review, { role: row.reviewer ? null : 'reviewer', ...known, ...row });
}

/** A review that counts: submitted, complete and scored. */
export const aSubmittedReview = (
  orm: MikroORM,
  row: Columns<Review> & { submission: string; stage: string; score: number },
) => aReview(orm, { state: 'SUBMITTED', isComplete: true, submittedAt: '2025-03-20T12:00:00Z', ...row });

/** Adds a submission to a cycle. */
export async function addSubmission(orm: MikroORM, cycle: string, state: SubmissionState): Promise<void> {
  const decided = state === 'REVIEWED' || state === 'COMPLETE';
  const track = await aTrack(orm);
  await aSubmission(orm, { cycle, track, state, ...(decided ? { approved: true } : {}) });
}

/** What a proposal asks of a facility. */
export const aFacilityRequest = (
  orm: MikroORM,
  row: Columns<FacilityRequest> & { proposal: string; facility: string; shifts: number },
): Promise<string> => insert(orm, FacilityRequest, row);

/** A project of a proposal of its own in the default pool, from 1 July 2025 until two years later. */
export async function aProject(orm: MikroORM, row: Columns<Project> & { cycle: string }): Promise<string> {
  const number = next();
  const proposal = row.proposal ?? (await aProposal(orm));
  return insert(orm, Project, {
    code: `PROJECT-${number}`,
    title: `Project ${number}`,
    startDate: '2025-07-01',
    endDate: '2027-06-30',
    ...row,
    proposal,
    pool: row.pool ?? (await defaultPool(orm)),
    spokesperson: row.spokesperson ?? (await aUser(orm)),
  });
}

/** Shifts of a project: 0, from a call, unless told otherwise. */
export const anAllocation = (
  orm: MikroORM,
  row: Columns<Allocation> & { project: string; facility: string; cycle: string },
): Promise<string> => insert(orm, Allocation, { origin: 'CALL', ...row });

/** A renewal of 3 shifts, SUBMITTED unless told otherwise. */
export const anAllocationRequest = (
  orm: MikroORM,
  row: Columns<AllocationRequest> & { project: string; facility: string; cycle: string },
): Promise<string> => insert(orm, AllocationRequest, { state: 'SUBMITTED', shiftRequest: 3, ...row });

/** A session that began eight hours before its end. */
export const aSession = (
  orm: MikroORM,
  { endAt, ...row }: Columns<BeamSession> & { project: string; facility: string; endAt: string },
): Promise<string> =>
  insert(orm, BeamSession, {
    startAt: Temporal.Instant.from(endAt).subtract({ hours: 8 }),
    endAt: Temporal.Instant.from(endAt),
    ...row,
  });

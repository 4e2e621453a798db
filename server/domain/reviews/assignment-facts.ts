import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { idsOf } from '../ids-of.ts';
import { NotFound } from '../errors.ts';
import type { Candidate, ToAssign } from './choose-reviewers.ts';
import type { ReviewState } from './review.entity.ts';

/** The stage and the cycle that reviewers are assigned for. */
export interface AssignmentPlace {
  trackId: string;
  typeId: string;
  position: number;
  perFacility: boolean;
  minReviews: number;
  maxWorkload: number;
  requireCall: boolean;
  openDate: Temporal.PlainDate;
  dueDate: Temporal.PlainDate;
}

/** Throws {@link NotFound} for a stage or cycle that does not exist. */
export async function readPlace(
  em: EntityManager,
  stageId: string,
  cycleId: string,
): Promise<AssignmentPlace> {
  const [stage] = await em.execute<Omit<AssignmentPlace, 'openDate' | 'dueDate'>[]>(
    `select stage.track_id as "trackId", stage.review_type_id as "typeId", stage.position,
            type.per_facility as "perFacility", stage.min_reviews as "minReviews",
            stage.max_workload as "maxWorkload", t.require_call as "requireCall"
     from stage join review_type type on type.id = stage.review_type_id join track t on t.id = stage.track_id
     where stage.id = ?`,
    [stageId],
  );
  const [cycle] = await em.execute<{ openDate: string; dueDate: string }[]>(
    `select open_date::text as "openDate", due_date::text as "dueDate" from cycle where id = ?`,
    [cycleId],
  );
  if (!stage) throw new NotFound('stage', stageId);
  if (!cycle) throw new NotFound('cycle', cycleId);
  return {
    ...stage,
    openDate: Temporal.PlainDate.from(cycle.openDate),
    dueDate: Temporal.PlainDate.from(cycle.dueDate),
  };
}

/** A review of the stage as it is. */
export interface StageReview {
  id: string;
  submissionId: string;
  /** Null for one that a role is asked for. */
  reviewerId: string | null;
  state: ReviewState;
  wasSubmitted: boolean;
}

/** A submission to assign, with its code and what reviews it has at the stage. */
export interface SubmissionToAssign extends ToAssign {
  code: string;
  reviews: StageReview[];
}

/** Locks the undecided submissions of a track and cycle and their reviews at a stage, and reads them. */
export async function lockSubmissions(
  tx: EntityManager,
  { trackId, cycleId, stageId }: { trackId: string; cycleId: string; stageId: string },
): Promise<SubmissionToAssign[]> {
  const locked = await tx.execute<{ id: string }[]>(
    `select id from submission where track_id = ? and cycle_id = ? and approved is null order by id for no key update`,
    [trackId, cycleId],
  );
  const ids = arrayLiteral(idsOf(locked));
  const reviews = await tx.execute<StageReview[]>(
    `select id, submission_id as "submissionId", reviewer_id as "reviewerId", state,
            submitted_at is not null as "wasSubmitted"
     from review where submission_id = any(?::bigint[]) and stage_id = ? order by id for no key update`,
    [ids, stageId],
  );
  const submissions = await tx.execute<
    Pick<SubmissionToAssign, 'id' | 'code' | 'team' | 'excluded' | 'techniques' | 'areas'>[]
  >(
    `select s.id, s.code, p.excluded_reviewers as excluded,
            p.team || array(
              select address from facility_user u, unnest(array[u.email, u.alt_email]) as address
              where u.id in (p.spokesperson_id, p.leader_id, p.delegate_id) and address is not null
            ) as team,
            array(
              select distinct ft.technique_id::text from submission_technique st
              join facility_technique ft on ft.id = st.facility_technique_id where st.submission_id = s.id
            ) as techniques,
            array(select area_id::text from proposal_area pa where pa.proposal_id = p.id) as areas
     from submission s join proposal p on p.id = s.proposal_id
     where s.id = any(?::bigint[]) order by s.id`,
    [ids],
  );
  const bySubmission = Map.groupBy(reviews, ({ submissionId }) => submissionId);
  return submissions.map((submission) => {
    const own = bySubmission.get(submission.id) ?? [];
    const isBarred = ({ state, wasSubmitted }: StageReview) => state === 'CLOSED' && !wasSubmitted;
    const reviewersOf = (some: StageReview[]) => some.flatMap(({ reviewerId }) => reviewerId ?? []);
    return Object.assign(submission, {
      reviews: own,
      started: reviewersOf(own.filter((review) => review.state !== 'PENDING' && !isBarred(review))),
      barred: reviewersOf(own.filter(isBarred)),
    });
  });
}

/** All reviewers, with what an assignment on this track looks at. */
export async function readReviewers(em: EntityManager, trackId: string): Promise<Candidate[]> {
  const rows = await em.execute<(Omit<Candidate, 'declinedOn'> & { declinedOn: string | null })[]>(
    `select r.id, u.first_name as "firstName", u.last_name as "lastName",
            array_remove(array[u.email, u.alt_email], null) as emails,
            array(select technique_id::text from reviewer_technique rt where rt.reviewer_id = r.id) as techniques,
            array(select area_id::text from reviewer_area ra where ra.reviewer_id = r.id) as areas,
            r.active, r.declined_on::text as "declinedOn",
            coalesce(r.committee_track_id = ?, false) as "onCommittee"
     from reviewer r join facility_user u on u.id = r.user_id
     order by r.id`,
    [trackId],
  );
  return rows.map((reviewer) =>
    Object.assign(reviewer, {
      declinedOn: reviewer.declinedOn === null ? null : Temporal.PlainDate.from(reviewer.declinedOn),
    }),
  );
}

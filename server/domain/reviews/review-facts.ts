import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import type { ReviewState } from './review.entity.ts';

/** A step of a submission's track, with what its review type says. */
export interface StageFacts {
  id: string;
  position: number;
  typeId: string;
  /** The review type's code, which names it to people. */
  type: string;
  /** Who may review; `{}` stands for the facility's acronym. Null when reviewers must be named. */
  role: string | null;
  /** Whether its reviews give scores. */
  scored: boolean;
  lowBetter: boolean;
  perFacility: boolean;
  minReviews: number;
  blocks: boolean;
  passScore: number | null;
  weight: number;
  autoCreate: boolean;
}

export interface FacilityFacts {
  id: string;
  acronym: string;
}

export interface ReviewFacts {
  id: string;
  stageId: string;
  /** Null when the type is not per facility. */
  facilityId: string | null;
  state: ReviewState;
  isComplete: boolean;
  /** Whether it was ever submitted: a draft that was closed was not. */
  wasSubmitted: boolean;
  score: number;
  comments: string;
}

/** What the review of one submission is decided from. */
export interface SubmissionFacts {
  id: string;
  code: string;
  trackId: string;
  track: string;
  cycleId: string;
  cycleDueDate: Temporal.PlainDate;
  /** The track's stages in the order of their positions. */
  stages: StageFacts[];
  /** Where it goes: the facilities of its techniques, by acronym. */
  facilities: FacilityFacts[];
  /** All its reviews, in the order of their ids. */
  reviews: ReviewFacts[];
}

/**
 * What the reviews of these submissions say, by submission. Four statements however many there are.
 * `lock` holds the reviews until the end of the transaction, so that what is decided from them stays true.
 */
export async function readReviewFacts(
  em: EntityManager,
  submissionIds: readonly string[],
  { lock = false } = {},
): Promise<ReadonlyMap<string, SubmissionFacts>> {
  const ids = arrayLiteral(submissionIds);
  const submissions = await em.execute<(Identity & { cycleDueDate: string })[]>(
    `select s.id, s.code, t.id as "trackId", t.acronym as track, c.id as "cycleId", c.due_date as "cycleDueDate"
     from submission s join track t on t.id = s.track_id join cycle c on c.id = s.cycle_id
     where s.id = any(?::bigint[]) order by s.id`,
    [ids],
  );
  const stages = await stagesOf(em, new Set(submissions.map(({ trackId }) => trackId)));
  const facilities = await em.execute<(FacilityFacts & { submissionId: string })[]>(
    `select distinct st.submission_id as "submissionId", f.id, f.acronym
     from submission_technique st
     join facility_technique ft on ft.id = st.facility_technique_id
     join facility f on f.id = ft.facility_id
     where st.submission_id = any(?::bigint[]) order by f.acronym`,
    [ids],
  );
  const reviews = await em.execute<(ReviewFacts & { submissionId: string })[]>(
    `select r.id, r.submission_id as "submissionId", r.stage_id as "stageId", r.facility_id as "facilityId",
            r.state, r.is_complete as "isComplete", r.submitted_at is not null as "wasSubmitted", r.score, r.comments
     from review r where r.submission_id = any(?::bigint[]) order by r.id ${lock ? 'for no key update of r' : ''}`,
    [ids],
  );

  const facts = new Map(
    submissions.map(({ cycleDueDate, ...submission }): [string, SubmissionFacts] => [
      submission.id,
      {
        ...submission,
        cycleDueDate: Temporal.PlainDate.from(cycleDueDate),
        stages: stages.get(submission.trackId) ?? [],
        facilities: [],
        reviews: [],
      },
    ]),
  );
  for (const { submissionId, ...facility } of facilities) facts.get(submissionId)?.facilities.push(facility);
  for (const { submissionId, ...review } of reviews) facts.get(submissionId)?.reviews.push(review);
  return facts;
}

type Identity = Pick<SubmissionFacts, 'id' | 'code' | 'trackId' | 'track' | 'cycleId'>;

async function stagesOf(
  em: EntityManager,
  trackIds: ReadonlySet<string>,
): Promise<Map<string, StageFacts[]>> {
  const rows = await em.execute<(StageFacts & { trackId: string })[]>(
    `select stage.track_id as "trackId", stage.id, stage.position, stage.min_reviews as "minReviews", stage.blocks,
            stage.pass_score as "passScore", stage.weight, stage.auto_create as "autoCreate",
            type.id as "typeId", type.code as type, type.role, type.score_fields <> '{}' as scored,
            type.low_better as "lowBetter", type.per_facility as "perFacility"
     from stage join review_type type on type.id = stage.review_type_id
     where stage.track_id = any(?::bigint[]) order by stage.track_id, stage.position`,
    [arrayLiteral([...trackIds])],
  );
  return Map.groupBy(rows, ({ trackId }) => trackId);
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { countNoun } from '../count-noun.ts';
import { Conflict } from '../errors.ts';
import type { DomainLog } from '../log.ts';
import { lockSubmissions, readPlace, readReviewers, type SubmissionToAssign } from './assignment-facts.ts';
import { chooseReviewers } from './choose-reviewers.ts';

/** What became of one submission. */
interface Assigned {
  submission: SubmissionToAssign;
  /** Reviewers it did not have. */
  added: string[];
  /** PENDING reviews that are no longer wanted. */
  removed: string[];
  /** Reviewers short of what the stage needs. */
  short: number;
}

/**
 * Names the reviewers of a cycle's undecided submissions at a stage (domain §5.3). Replaces what is PENDING there,
 * reviews that a role was asked for included, and leaves alone whatever a reviewer has begun or finished. Doing it
 * again changes nothing. Throws `NotFound`, and {@link Conflict} for a stage that is reviewed per facility: whoever
 * holds the facility's role does that.
 */
export async function assignReviewers(
  em: EntityManager,
  { stageId, cycleId, now, log }: { stageId: string; cycleId: string; now: Temporal.Instant; log: DomainLog },
): Promise<{ added: number; removed: number }> {
  const { place, assigned } = await em.transactional(async (tx) => {
    const place = await readPlace(tx, stageId, cycleId);
    if (place.perFacility) {
      throw new Conflict(`Stage ${place.position} is reviewed per facility: its reviewers are not assigned`);
    }
    const submissions = await lockSubmissions(tx, { trackId: place.trackId, cycleId, stageId });
    const chosen = chooseReviewers(submissions, await readReviewers(tx, place.trackId), {
      openDate: place.openDate,
      minReviews: place.minReviews,
      maxWorkload: place.maxWorkload,
      withCommittee: place.requireCall,
    });
    const assigned = submissions.map((submission) =>
      compare(submission, chosen.get(submission.id) ?? [], place.minReviews),
    );
    await remove(tx, assigned);
    await add(tx, assigned, { stageId, cycleId, ...place, now });
    return { place, assigned };
  });

  for (const { submission, added, short } of assigned) {
    const fields = { submissionId: submission.id };
    if (added.length > 0) {
      const reviewers = countNoun(added.length, 'reviewer');
      await log.info(`${submission.code}: ${reviewers} assigned for stage ${place.position}`, fields);
    }
    if (short > 0) {
      await log.warn(
        `${submission.code}: ${countNoun(short, 'reviewer')} short at stage ${place.position}`,
        fields,
      );
    }
  }
  const sum = (count: (one: Assigned) => number) => assigned.reduce((total, one) => total + count(one), 0);
  return { added: sum(({ added }) => added.length), removed: sum(({ removed }) => removed.length) };
}

function compare(submission: SubmissionToAssign, chosen: readonly string[], minReviews: number): Assigned {
  const known = new Set(submission.reviews.map(({ reviewerId }) => reviewerId));
  const removed = submission.reviews.filter(({ state, reviewerId }) => {
    if (state !== 'PENDING') return false;
    // Where nobody could be found, the role is asked as before.
    return reviewerId === null ? chosen.length > 0 : !chosen.includes(reviewerId);
  });
  return {
    submission,
    added: chosen.filter((reviewer) => !known.has(reviewer)),
    removed: removed.map(({ id }) => id),
    short: Math.max(0, minReviews - chosen.length),
  };
}

async function remove(tx: EntityManager, assigned: Assigned[]): Promise<void> {
  const ids = assigned.flatMap(({ removed }) => removed);
  if (ids.length === 0) return;
  await tx.execute(`delete from review where id = any(?::bigint[]) and state = 'PENDING'`, [
    arrayLiteral(ids),
  ]);
}

async function add(
  tx: EntityManager,
  assigned: Assigned[],
  {
    stageId,
    cycleId,
    typeId,
    dueDate,
    now,
  }: {
    stageId: string;
    cycleId: string;
    typeId: string;
    dueDate: Temporal.PlainDate;
    now: Temporal.Instant;
  },
): Promise<void> {
  const rows = assigned.flatMap(({ submission, added }) =>
    added.map((reviewerId) => ({ submissionId: submission.id, reviewerId })),
  );
  if (rows.length === 0) return;
  await tx.execute(
    `insert into review
       (submission_id, reviewer_id, cycle_id, stage_id, type_id, due_date, created_at, updated_at)
     select "submissionId", "reviewerId", ?::bigint, ?::bigint, ?::bigint, ?::date, at, at
     from jsonb_to_recordset(?::jsonb) as r ("submissionId" bigint, "reviewerId" bigint),
          (select ?::timestamptz as at) as clock`,
    [cycleId, stageId, typeId, dueDate.toString(), JSON.stringify(rows), now.toString()],
  );
}

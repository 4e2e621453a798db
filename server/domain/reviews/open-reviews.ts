import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';

export interface StartedSubmission {
  id: string;
  code: string;
}

/**
 * Opens the PENDING ones among these reviews, and starts their submissions: the only way a review is opened, so that
 * a submission is STARTED whenever one of its reviews is OPEN (domain §5.2 8). Returns what has changed. Reviews of
 * submissions that are decided stay as they are.
 *
 * Locks submissions before reviews and each in the order of their ids, as everything does that writes both.
 */
export async function openReviews(
  tx: EntityManager,
  reviewIds: readonly string[],
  now: Temporal.Instant,
): Promise<{ opened: string[]; started: StartedSubmission[] }> {
  const ids = arrayLiteral(reviewIds);
  await tx.execute(
    `select from submission where id in (select submission_id from review where id = any(?::bigint[]))
     order by id for no key update`,
    [ids],
  );
  const opened = await tx.execute<{ id: string; submissionId: string | null }[]>(
    `with pending as (
       select r.id from review r left join submission s on s.id = r.submission_id
       where r.id = any(?::bigint[]) and r.state = 'PENDING' and s.approved is null
       order by r.id for no key update of r
     )
     update review r set state = 'OPEN', updated_at = ?
     from pending where r.id = pending.id
     returning r.id, r.submission_id as "submissionId"`,
    [ids, now.toString()],
  );
  const started = await startSubmissions(
    tx,
    opened.flatMap(({ submissionId }) => submissionId ?? []),
    now,
  );
  return { opened: opened.map(({ id }) => id), started };
}

/** Moves the PENDING ones among these submissions to STARTED and returns them, in the order of their codes. */
export async function startSubmissions(
  tx: EntityManager,
  submissionIds: readonly string[],
  now: Temporal.Instant,
): Promise<StartedSubmission[]> {
  return tx.execute<StartedSubmission[]>(
    `with pending as (
       select id from submission where id = any(?::bigint[]) and state = 'PENDING' order by id for no key update
     ), started as (
       update submission s set state = 'STARTED', updated_at = ? from pending where s.id = pending.id
       returning s.id, s.code
     )
     select id, code from started order by code`,
    [arrayLiteral(submissionIds), now.toString()],
  );
}

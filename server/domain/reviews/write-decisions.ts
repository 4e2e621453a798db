import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { reviewDueDate, reviewRole, type Step } from './decide-submission.ts';
import type { SubmissionFacts } from './review-facts.ts';

/** A submission and what is to be done for it. */
export interface Decided {
  submission: SubmissionFacts;
  steps: Step[];
}

/** Writes what is to be done for submissions whose rows and reviews `tx` has locked: at most three statements. */
export async function writeDecisions(
  tx: EntityManager,
  decided: readonly Decided[],
  { today, now }: { today: Temporal.PlainDate; now: Temporal.Instant },
): Promise<void> {
  await closeReviews(tx, decided, now);
  await createReviews(tx, decided, today, now);
  await decideSubmissions(tx, decided, now);
}

async function closeReviews(
  tx: EntityManager,
  decided: readonly Decided[],
  now: Temporal.Instant,
): Promise<void> {
  const ids = decided.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.do === 'close' ? step.reviewIds : [])),
  );
  if (ids.length === 0) return;
  await tx.execute(`update review set state = 'CLOSED', updated_at = ? where id = any(?::bigint[])`, [
    now.toString(),
    arrayLiteral(ids),
  ]);
}

async function createReviews(
  tx: EntityManager,
  decided: readonly Decided[],
  today: Temporal.PlainDate,
  now: Temporal.Instant,
): Promise<void> {
  const rows = decided.flatMap(({ submission, steps }) =>
    steps.flatMap((step) => {
      if (step.do !== 'create') return [];
      const { stage, facility, count } = step;
      return {
        submissionId: submission.id,
        cycleId: submission.cycleId,
        stageId: stage.id,
        typeId: stage.typeId,
        role: reviewRole(stage, facility),
        facilityId: facility?.id ?? null,
        dueDate: reviewDueDate(submission.cycleDueDate, today),
        count,
      };
    }),
  );
  if (rows.length === 0) return;
  await tx.execute(
    `insert into review
       (submission_id, cycle_id, stage_id, type_id, role, facility_id, due_date, created_at, updated_at)
     select "submissionId", "cycleId", "stageId", "typeId", role, "facilityId", "dueDate", at, at
     from jsonb_to_recordset(?::jsonb) as r (
            "submissionId" bigint, "cycleId" bigint, "stageId" bigint, "typeId" bigint, role text,
            "facilityId" bigint, "dueDate" date, count int
          ),
          generate_series(1, count), (select ?::timestamptz as at) as clock`,
    [JSON.stringify(rows), now.toString()],
  );
}

async function decideSubmissions(
  tx: EntityManager,
  decided: readonly Decided[],
  now: Temporal.Instant,
): Promise<void> {
  const rows = decided.flatMap(({ submission, steps }) => {
    const end = steps.at(-1);
    if (end?.do !== 'approve' && end?.do !== 'reject') return [];
    return { id: submission.id, approved: end.do === 'approve', comments: end.comments };
  });
  if (rows.length === 0) return;
  await tx.execute(
    `update submission s
     set state = 'REVIEWED', approved = d.approved, comments = d.comments, decided_at = at, updated_at = at
     from jsonb_to_recordset(?::jsonb) as d (id bigint, approved boolean, comments text),
          (select ?::timestamptz as at) as clock
     where s.id = d.id`,
    [JSON.stringify(rows), now.toString()],
  );
}

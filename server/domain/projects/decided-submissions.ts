import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { nameOfCycle } from './name-of-cycle.ts';
import type { Rejection } from './result-messages.ts';

/** A decided submission of which the applicant is to be told. */
export interface DecidedSubmission extends Rejection {
  approved: boolean;
  projectId: string | null;
  cycleId: string;
}

type Row = Omit<DecidedSubmission, 'cycle'> & { startDate: string; endDate: string };

/** Locks those of some submissions that are still REVIEWED, in the order of their ids. */
export async function lockReviewed(tx: EntityManager, ids: readonly string[]): Promise<DecidedSubmission[]> {
  const rows = await tx.execute<Row[]>(
    `select s.id, s.code, p.title, p.spokesperson_id as "spokespersonId", s.comments, s.approved,
            s.project_id as "projectId", s.cycle_id as "cycleId",
            c.start_date::text as "startDate", c.end_date::text as "endDate"
     from submission s join proposal p on p.id = s.proposal_id join cycle c on c.id = s.cycle_id
     where s.id = any(?::bigint[]) and s.state = 'REVIEWED'
     order by s.id
     for no key update of s`,
    [arrayLiteral(ids)],
  );
  return rows.map(withCycleName);
}

const withCycleName = (row: Row): DecidedSubmission => ({ ...row, cycle: nameOfCycle(row) });

/** Marks submissions that {@link lockReviewed} holds as COMPLETE, and those that were told of as such. */
export async function completeSubmissions(
  tx: EntityManager,
  submissions: readonly { id: string; told: boolean }[],
  now: Temporal.Instant,
): Promise<void> {
  await tx.execute(
    `update submission s
     set state = 'COMPLETE', notified_at = case when w.told then ?::timestamptz else s.notified_at end, updated_at = ?
     from jsonb_to_recordset(?::jsonb) as w (id bigint, told boolean)
     where s.id = w.id`,
    [now.toString(), now.toString(), JSON.stringify(submissions.map(({ id, told }) => ({ id, told })))],
  );
}

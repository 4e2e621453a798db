import type { EntityManager } from '@mikro-orm/postgresql';
import { countNoun } from '../count-noun.ts';
import { eachRecord } from '../each-record.ts';
import { idsOf } from '../ids-of.ts';
import { completeSubmissions, lockReviewed } from './decided-submissions.ts';
import type { NotifyWork } from './notify-call-results.ts';
import { failureMessage, readResults, successMessage } from './result-messages.ts';

/**
 * Submissions of tracks without a call that the applicant may be told of: so many days after the decision, and not
 * before there is a project when they were approved. Parameters: the facility's zone, today.
 */
const dueDecisions = `from submission s join track t on t.id = s.track_id and not t.require_call
  where s.state = 'REVIEWED' and s.notified_at is null and (not s.approved or s.project_id is not null)
    and (s.decided_at at time zone ?::text)::date + t.notify_offset_days <= ?::date`;

/** Counts what {@link notifyDecisions} would tell today, without writing. */
export async function pendingDecisions(
  em: EntityManager,
  { today, timeZone }: { today: Temporal.PlainDate; timeZone: string },
): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(`select count(*)::int as count ${dueDecisions}`, [
    timeZone,
    today.toString(),
  ]);
  return row?.count ?? 0;
}

/**
 * Tells applicants what was decided without a call (domain §6.4), each submission on its own day; it is COMPLETE then.
 * Safe to run twice at once: a submission is told of while it is REVIEWED only.
 */
export async function notifyDecisions(
  em: EntityManager,
  { today, timeZone, now, log, notify, signal, progress }: NotifyWork,
): Promise<{ success: number; failure: number; failed: number; total: number }> {
  const submissions = await em.execute<{ id: string; code: string }[]>(
    `select s.id, s.code ${dueDecisions} order by s.id`,
    [timeZone, today.toString()],
  );
  const count = { success: 0, failure: 0 };
  const { failed } = await eachRecord(em, submissions, {
    async write(tx, batch) {
      const decided = await lockReviewed(tx, idsOf(batch));
      const projects = decided.flatMap(({ id, code, projectId, cycleId, approved }) =>
        approved && projectId !== null ? [{ id, code, projectId, cycleId }] : [],
      );
      const rejected = decided.filter(({ approved }) => !approved);
      const { resultOf } = await readResults(tx, projects);
      await notify(tx, [
        ...projects.map((one) => successMessage(resultOf(one), `submission-success:${one.id}`)),
        ...rejected.map(failureMessage),
      ]);
      const told = [...projects, ...rejected].map(({ id }) => ({ id, told: true }));
      await completeSubmissions(tx, told, now);
      const tell = (kind: 'success' | 'failure', id: string, code: string) => async () => {
        count[kind] += 1;
        await log.debug(`${code}: ${kind} message queued`, { submissionId: id });
      };
      return [
        ...projects.map(({ id, code }) => tell('success', id, code)),
        ...rejected.map(({ id, code }) => tell('failure', id, code)),
      ];
    },
    fail: ({ id, code }, cause) =>
      log.error(`${code}: the applicant could not be told: ${cause.message}`, { submissionId: id }),
    signal,
    progress,
  });
  const { success, failure } = count;
  if (success + failure > 0) {
    await log.info(`Without a call: ${success} success, ${countNoun(failure, 'failure message')}`);
  }
  return { ...count, failed, total: submissions.length };
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { countNoun } from '../count-noun.ts';
import { eachRecord } from '../each-record.ts';
import { idsOf } from '../ids-of.ts';
import type { Notify } from '../notifications/notify.ts';
import type { Work } from '../work.ts';
import { completeSubmissions, lockReviewed } from './decided-submissions.ts';
import { nameOfCycle } from './name-of-cycle.ts';
import { failureMessage, readResults, successMessage } from './result-messages.ts';

/** What telling applicants works with. */
export interface NotifyWork extends Work {
  notify: Notify;
  /** The facility's, in which days begin. */
  timeZone: string;
}

/** Call submissions that are decided and not told of, of the cycle that follows in the text. */
const untoldOf = `from submission s join track t on t.id = s.track_id and t.require_call
  where s.state = 'REVIEWED' and s.cycle_id =`;

/** Those of a cycle c. */
const untold = `${untoldOf} c.id`;

/** Those of them that wait for CreateCallProjects. */
const waiting = `${untold} and s.approved and s.project_id is null and s.no_project_reason is null`;

/** Those of which all is known. */
const settled = `${untold} and (not s.approved or s.project_id is not null or s.no_project_reason is not null)`;

/**
 * Cycles whose results go out: after the allocation date, which leaves people that day, and once only. What is decided
 * later, when the others have been told, follows as it comes. Parameters: today, twice.
 */
const dueCycles = `from cycle c
  where c.alloc_date < ?::date and ?::date < c.end_date
    and (c.results_notified_at is null or exists (select ${settled}))`;

/** Counts the cycles that {@link notifyCallResults} has to look at today, without writing. */
export async function pendingCallResults(em: EntityManager, today: Temporal.PlainDate): Promise<number> {
  const date = today.toString();
  const [row] = await em.execute<{ count: number }[]>(`select count(*)::int as count ${dueCycles}`, [
    date,
    date,
  ]);
  return row?.count ?? 0;
}

interface DueCycle {
  id: string;
  name: string;
  /** Whether its results have gone out, and only late decisions are to be told. */
  isLate: boolean;
  /** Approved submissions that are to get a project first. */
  waiting: number;
}

/**
 * Tells the results of calls (domain §6.4): each project that got something from the call or by renewal, each rejected
 * submission, one message each. The submissions are COMPLETE then, and the cycle is marked when all of it is done; a
 * run that was killed goes on where it stopped, since no message is written twice. A cycle is postponed while approved
 * submissions of its call have neither project nor a reason for none.
 */
export async function notifyCallResults(
  em: EntityManager,
  work: NotifyWork,
): Promise<{ cycles: number; success: number; failure: number; failed: number; total: number }> {
  const sum = { cycles: 0, success: 0, failure: 0, failed: 0, total: 0 };
  for (const cycle of await readDueCycles(em, work.today)) {
    const { id: cycleId, name, isLate, waiting } = cycle;
    if (!isLate && waiting > 0) {
      const line = `${name}: results postponed, no project yet for ${countNoun(waiting, 'approved submission')}`;
      await work.log.warn(line, { cycleId });
      continue;
    }
    const projects = await tellProjects(em, cycle, work);
    const others = await tellOthers(em, cycle, work);
    const failed = projects.failed + others.failed;
    const isDone = failed === 0 && !isLate && (await markCycle(em, cycleId, work.now));
    if (isDone) sum.cycles += 1;
    sum.success += projects.told;
    sum.failure += others.told;
    sum.failed += failed;
    sum.total += projects.total + others.total;
    // Another run at once may have told them all.
    if (!isDone && projects.told + others.told === 0) continue;
    const failures = countNoun(others.told, 'failure message');
    await work.log.info(`${name}: ${projects.told} success, ${failures}`, { cycleId });
  }
  return sum;
}

async function readDueCycles(em: EntityManager, today: Temporal.PlainDate): Promise<DueCycle[]> {
  const date = today.toString();
  const rows = await em.execute<
    { id: string; startDate: string; endDate: string; isLate: boolean; waiting: number }[]
  >(
    `select c.id, c.start_date::text as "startDate", c.end_date::text as "endDate",
            c.results_notified_at is not null as "isLate", (select count(*)::int ${waiting}) as waiting
     ${dueCycles} order by c.start_date, c.id`,
    [date, date],
  );
  return rows.map(({ id, isLate, waiting, ...dates }) => ({ id, isLate, waiting, name: nameOfCycle(dates) }));
}

/** Tells the projects of a cycle, and completes the call submissions they came from. */
async function tellProjects(
  em: EntityManager,
  cycle: DueCycle,
  { now, log, notify, signal, progress }: NotifyWork,
): Promise<{ told: number; failed: number; total: number }> {
  const decided = `select s.project_id ${untoldOf} ?::bigint and s.project_id is not null`;
  // A renewal that found an allocation there was asked for all the same, hence the requests.
  const allocated = `select project_id from allocation where cycle_id = ?::bigint and origin in ('CALL', 'RENEWAL')
    union all
    select project_id from allocation_request where cycle_id = ?::bigint and state = 'COMPLETE'`;
  const projects = await em.execute<{ id: string; code: string }[]>(
    `select id, code from project where id in (${cycle.isLate ? decided : `${decided} union all ${allocated}`})
     order by id`,
    cycle.isLate ? [cycle.id] : [cycle.id, cycle.id, cycle.id],
  );
  let told = 0;
  const { failed } = await eachRecord(em, projects, {
    async write(tx, batch) {
      const submissions = await tx.execute<{ id: string }[]>(
        `select s.id ${untoldOf} ?::bigint and s.project_id = any(?::bigint[])`,
        [cycle.id, arrayLiteral(idsOf(batch))],
      );
      const locked = await lockReviewed(tx, idsOf(submissions));
      const { resultOf } = await readResults(
        tx,
        batch.map(({ id }) => ({ projectId: id, cycleId: cycle.id })),
      );
      const keyOf = (projectId: string) => `submission-success:${cycle.id}:${projectId}`;
      const written = await notify(
        tx,
        batch.map(({ id }) => successMessage(resultOf({ projectId: id, cycleId: cycle.id }), keyOf(id))),
      );
      await completeSubmissions(
        tx,
        locked.map(({ id }) => ({ id, told: true })),
        now,
      );
      return batch
        .filter(({ id }) => written.has(keyOf(id)))
        .map(({ id, code }) => async () => {
          told += 1;
          const fields = { projectId: id, cycleId: cycle.id, notificationId: written.get(keyOf(id)) };
          await log.debug(`${code}: success message for ${cycle.name} queued`, fields);
        });
    },
    fail: ({ id, code }, cause) =>
      log.error(`${code}: the spokesperson could not be told: ${cause.message}`, {
        projectId: id,
        cycleId: cycle.id,
      }),
    signal,
    progress,
  });
  return { told, failed, total: projects.length };
}

/** Tells of the rejected submissions of a cycle, and completes them and those approved that get no project. */
async function tellOthers(
  em: EntityManager,
  cycle: DueCycle,
  { now, log, notify, signal, progress }: NotifyWork,
): Promise<{ told: number; failed: number; total: number }> {
  const submissions = await em.execute<{ id: string; code: string }[]>(
    `select s.id, s.code ${untoldOf} ?::bigint and (not s.approved or s.no_project_reason is not null)
     order by s.id`,
    [cycle.id],
  );
  let told = 0;
  const { failed } = await eachRecord(em, submissions, {
    async write(tx, batch) {
      const decided = await lockReviewed(tx, idsOf(batch));
      const written = await notify(tx, decided.filter(({ approved }) => !approved).map(failureMessage));
      await completeSubmissions(
        tx,
        decided.map(({ id, approved }) => ({ id, told: !approved })),
        now,
      );
      return decided.map(({ id, code, approved }) => async () => {
        if (approved) {
          const line = `${code}: approved, but no project came of it; nobody was told`;
          return log.warn(line, { submissionId: id, cycleId: cycle.id });
        }
        const notificationId = written.get(`submission-fail:${id}`);
        if (notificationId === undefined) return;
        told += 1;
        const fields = { submissionId: id, cycleId: cycle.id, notificationId };
        await log.debug(`${code}: failure message for ${cycle.name} queued`, fields);
      });
    },
    fail: ({ id, code }, cause) =>
      log.error(`${code}: the applicant could not be told: ${cause.message}`, {
        submissionId: id,
        cycleId: cycle.id,
      }),
    signal,
    progress,
  });
  return { told, failed, total: submissions.length };
}

/** Marks a cycle as told, unless it is already, or something has been decided meanwhile. */
async function markCycle(em: EntityManager, cycleId: string, now: Temporal.Instant): Promise<boolean> {
  const marked = await em.transactional((tx) =>
    tx.execute<{ id: string }[]>(
      `update cycle c set results_notified_at = ?, updated_at = ?
       where c.id = ?::bigint and c.results_notified_at is null and not exists (select ${untold})
       returning c.id`,
      [now.toString(), now.toString(), cycleId],
    ),
  );
  return marked.length > 0;
}

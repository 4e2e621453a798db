import type { EntityManager } from '@mikro-orm/postgresql';
import { countNoun } from '../count-noun.ts';
import { eachRecord } from '../each-record.ts';
import { idsOf } from '../ids-of.ts';
import type { DomainLog } from '../log.ts';
import type { Notify } from '../notifications/notify.ts';
import { refuseFailures } from '../refuse-failures.ts';
import type { Work } from '../work.ts';
import { announceReviews, type Announcement, warnOfUnheld } from './announce-reviews.ts';
import { openReviews, startSubmissions, type StartedSubmission } from './open-reviews.ts';

/** What {@link startReviews} would find. */
export interface ReviewsToStart {
  /** PENDING reviews with a due date, at stages that start by themselves. */
  pending: number;
  /** Such reviews without a due date: they wait for one. */
  undated: number;
  /** PENDING submissions of which a review is OPEN. */
  behind: number;
}

/** A review to be opened. */
interface Startable {
  id: string;
  code: string;
  submissionId: string;
}

// Reviews of decided submissions are no longer of use, and those of materials have no stage.
const startable = `
  from review r join stage on stage.id = r.stage_id join submission s on s.id = r.submission_id
  where r.state = 'PENDING' and stage.auto_start and s.approved is null`;

const behind = `
  from submission s where s.state = 'PENDING' and exists (
    select from review r where r.submission_id = s.id and r.state = 'OPEN'
  )`;

/** Counts what {@link startReviews} would do, without writing. */
export async function reviewsToStart(em: EntityManager): Promise<ReviewsToStart> {
  const [row] = await em.execute<ReviewsToStart[]>(
    `select (select count(*)::int ${startable} and r.due_date is not null) as pending,
            (select count(*)::int ${startable} and r.due_date is null) as undated,
            (select count(*)::int ${behind}) as behind`,
  );
  return row ?? { pending: 0, undated: 0, behind: 0 };
}

/**
 * Opens the PENDING reviews of stages that start by themselves, tells who is to do them and starts their submissions
 * (domain §5.1, §5.4), all in one transaction, so that each person gets one message. Throws `Conflict` in the
 * end when some reviews could not be opened; the others are. Safe to run twice at once: a review is opened, told of
 * and counted by the one that finds it PENDING.
 */
export async function startReviews(
  em: EntityManager,
  { now, log, notify, signal, progress }: Omit<Work, 'today'> & { notify: Notify },
): Promise<{ opened: number; started: number; messages: number }> {
  const { undated } = await reviewsToStart(em);
  const reviews = await em.execute<Startable[]>(
    `select r.id, s.code, s.id as "submissionId" ${startable} and r.due_date is not null order by r.id`,
  );
  const totals = { opened: 0, started: 0, messages: 0 };

  const { failed } = await eachRecord(em, reviews, {
    signal,
    progress,
    // A person's reviews belong into one message.
    size: Infinity,
    async write(tx, batch) {
      const { opened, started } = await openReviews(tx, idsOf(batch), now);
      const announced = await announceReviews(tx, { kind: 'review-request', reviewIds: opened, notify });
      const ids = new Set(opened);
      const changed = batch.filter(({ id }) => ids.has(id));
      return [() => tell({ opened: changed, started, announced }, totals, log)];
    },
    fail: ({ id, code, submissionId }, cause) =>
      log.error(`${code}: its review ${id} cannot be opened: ${cause.message}`, {
        reviewId: id,
        submissionId,
      }),
  });
  await startThoseBehind(em, totals, { now, log });

  await log.info(countNoun(totals.messages, 'reviewer notification'));
  await log.info(`${countNoun(totals.opened, 'review')} opened`);
  await log.info(`${countNoun(totals.started, 'submission')} started`);
  if (undated > 0) {
    await log.warn(`${countNoun(undated, 'review')} without a due date: set one, or they are never opened`);
  }
  refuseFailures([{ failed, total: reviews.length, what: 'reviews could not be opened' }]);
  return totals;
}

/** Submissions whose reviews were opened by whatever did not start them. */
async function startThoseBehind(
  em: EntityManager,
  totals: { started: number },
  { now, log }: { now: Temporal.Instant; log: DomainLog },
): Promise<void> {
  const found = await em.execute<{ id: string }[]>(`select s.id ${behind} order by s.id`);
  if (found.length === 0) return;
  const started = await em.fork().transactional((tx) => startSubmissions(tx, idsOf(found), now));
  totals.started += started.length;
  for (const { id, code } of started) await log.info(`${code}: started`, { submissionId: id });
}

async function tell(
  {
    opened,
    started,
    announced,
  }: { opened: Startable[]; started: StartedSubmission[]; announced: Announcement },
  totals: { opened: number; started: number; messages: number },
  log: DomainLog,
): Promise<void> {
  totals.opened += opened.length;
  totals.started += started.length;
  totals.messages += announced.told.length;
  const news = new Set(idsOf(started));
  for (const [submissionId, own] of Map.groupBy(opened, (review) => review.submissionId)) {
    const line = `${own[0]?.code}: ${countNoun(own.length, 'review')} opened`;
    await log.info(news.has(submissionId) ? `${line}, started` : line, { submissionId });
  }
  for (const { name, reviewIds, notificationId } of announced.told) {
    await log.info(`Told ${name} of ${countNoun(reviewIds.length, 'review')}`, { notificationId });
  }
  await warnOfUnheld(announced.unheld, log);
}

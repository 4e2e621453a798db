import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { countNoun } from '../count-noun.ts';
import { eachRecord } from '../each-record.ts';
import { idsOf } from '../ids-of.ts';
import type { Notify } from '../notifications/notify.ts';
import { refuseFailures } from '../refuse-failures.ts';
import type { Work } from '../work.ts';
import { announceReviews, warnOfUnheld } from './announce-reviews.ts';
import { recipientsOf, withoutTold } from './reviews-to-tell.ts';

interface DueReview {
  id: string;
  code: string;
}

// Due tomorrow, or today when the reminder was missed: what was told of is left out later (domain §5.4).
const due = `
  from review r left join submission s on s.id = r.submission_id left join material m on m.id = r.material_id
  where r.state = 'OPEN' and r.due_date between ?::date and ?::date + 1`;

const readDue = (em: EntityManager, today: Temporal.PlainDate) =>
  em.execute<DueReview[]>(`select r.id, coalesce(s.code, m.code) as code ${due} order by r.id`, [
    today.toString(),
    today.toString(),
  ]);

/** How many OPEN reviews are due by tomorrow, and of how many of them somebody is still to be reminded. */
export async function remindersNeeded(
  em: EntityManager,
  today: Temporal.PlainDate,
): Promise<{ needed: number; due: number }> {
  const reviews = await readDue(em, today);
  const { tellings, unheld } = await recipientsOf(em, idsOf(reviews));
  const untold = await withoutTold(em, 'review-reminder', tellings);
  const needed = new Set([...untold.map(({ review }) => review), ...[...unheld.values()].flat()]);
  return { needed: needed.size, due: reviews.length };
}

/**
 * Reminds of each OPEN review that is due tomorrow, once, and today of those that were missed: one message a person
 * (domain §5.4). Throws `Conflict` in the end when some could not be reminded of; the others are. Safe to run
 * twice at once: the reviews are locked before it is looked who was told.
 */
export async function remindReviewers(
  em: EntityManager,
  { today, log, notify, signal, progress }: Omit<Work, 'now'> & { notify: Notify },
): Promise<{ messages: number; reviews: number }> {
  const reviews = await readDue(em, today);
  const totals = { messages: 0, reviews: 0 };
  const { failed } = await eachRecord(em, reviews, {
    signal,
    progress,
    // A person's reviews belong into one message.
    size: Infinity,
    async write(tx, batch) {
      const locked = await tx.execute<{ id: string }[]>(
        `select r.id ${due} and r.id = any(?::bigint[]) order by r.id for no key update of r`,
        [today.toString(), today.toString(), arrayLiteral(idsOf(batch))],
      );
      const { told, unheld } = await announceReviews(tx, {
        kind: 'review-reminder',
        reviewIds: idsOf(locked),
        notify,
      });
      const tell = async () => {
        totals.messages += told.length;
        totals.reviews += new Set(told.flatMap(({ reviewIds }) => reviewIds)).size;
        for (const { name, reviewIds, notificationId } of told) {
          await log.info(`Reminded ${name} of ${countNoun(reviewIds.length, 'review')}`, { notificationId });
        }
        await warnOfUnheld(unheld, log);
      };
      return [tell];
    },
    fail: ({ id, code }, cause) =>
      log.error(`${code}: nobody can be reminded of its review ${id}: ${cause.message}`, { reviewId: id }),
  });

  await log.info(`${countNoun(totals.messages, 'reminder')} for ${countNoun(totals.reviews, 'review')}`);
  refuseFailures([{ failed, total: reviews.length, what: 'reviews could not be reminded of' }]);
  return totals;
}

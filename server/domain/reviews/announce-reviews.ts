import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { countNoun } from '../count-noun.ts';
import type { DomainLog } from '../log.ts';
import type { Notify } from '../notifications/notify.ts';
import { holdersOf } from '../people/role-holders.ts';
import { recipientsOf, type ReviewToTell, type Telling, withoutTold } from './reviews-to-tell.ts';

/** The people who look after reviews that nobody can do. */
const userOffice = 'admin:uso';

/** Rows in one statement, so that its text stays small. */
const markBatch = 10_000;

/** A message that was written. */
export interface Told {
  notificationId: string;
  /** The recipient's name. */
  name: string;
  reviewIds: string[];
}

/** What {@link announceReviews} has written and found. */
export interface Announcement {
  told: Told[];
  /** Reviews whose role nobody holds, by role. */
  unheld: ReadonlyMap<string, readonly ReviewToTell[]>;
}

/**
 * Tells the people who are to do these reviews, each in one message, sorted by due date then code (domain §5.4).
 * Nobody is told twice of a review with the same due date. Of roles nobody holds, the user office is told once.
 * The caller has locked the reviews, so that two runs at once do not both find a review untold.
 */
export async function announceReviews(
  tx: EntityManager,
  { kind, reviewIds, notify }: { kind: ReviewMessage; reviewIds: readonly string[]; notify: Notify },
): Promise<Announcement> {
  const { tellings, unheld } = await recipientsOf(tx, reviewIds);
  const told = await tell(tx, kind, tellings, notify);

  if (unheld.size > 0) {
    const officers = (await holdersOf(tx, [userOffice])).get(userOffice) ?? [];
    for (const [role, reviews] of unheld) {
      const toOffice = officers.flatMap((userId) => reviews.map((review) => ({ userId, review })));
      await tell(tx, 'role-without-holder', toOffice, notify, { role });
    }
  }
  return { told, unheld };
}

export type ReviewMessage = 'review-request' | 'review-reminder';

/** Warns of roles that nobody holds (domain §5.4). */
export async function warnOfUnheld(unheld: Announcement['unheld'], log: DomainLog): Promise<void> {
  for (const [role, reviews] of unheld) {
    const codes = [...new Set(reviews.map(({ code }) => code))];
    const some = codes.slice(0, 5).join(', ') + (codes.length > 5 ? ` and ${codes.length - 5} more` : '');
    const untold = countNoun(reviews.length, 'review');
    await log.warn(`Nobody holds the role ${role}: nobody was told of ${untold} (${some})`, { role });
  }
}

async function tell(
  tx: EntityManager,
  template: string,
  tellings: Telling[],
  notify: Notify,
  data: Record<string, unknown> = {},
): Promise<Told[]> {
  const byUser = Map.groupBy(await withoutTold(tx, template, tellings), ({ userId }) => userId);
  const digests = [...byUser].map(([userId, own]) => {
    const reviews = own.map(({ review }) => review);
    return { userId, reviews, key: digestKey(template, userId, reviews) };
  });
  if (digests.length === 0) return [];

  const written = await notify(
    tx,
    digests.map(({ userId, reviews, key }) => ({
      to: { user: userId },
      template,
      level: 'IMPORTANT' as const,
      data: { ...data, reviews: reviews.map(asData) },
      dedupeKey: key,
    })),
  );
  const marks = digests.flatMap(({ userId, reviews, key }) => {
    const notificationId = written.get(key);
    if (notificationId === undefined) return [];
    return reviews.map(({ id, dueDate }) => ({ userId, reviewId: id, dueDate, notificationId }));
  });
  await mark(tx, template, marks);

  const names = await namesOf(tx, [...byUser.keys()]);
  return digests.flatMap(({ userId, reviews, key }) => {
    const notificationId = written.get(key);
    return notificationId === undefined
      ? []
      : { notificationId, name: names.get(userId) ?? userId, reviewIds: reviews.map(({ id }) => id) };
  });
}

function asData({ code, title, type, dueDate, facility }: ReviewToTell): Record<string, unknown> {
  return { code, title, type, dueDate, ...(facility !== null && { facility }) };
}

/** A review and due date is announced once to a person, so the first of them names the digest. */
function digestKey(template: string, userId: string, reviews: ReviewToTell[]): string {
  const first = reviews.reduce((least, review) => (BigInt(review.id) < BigInt(least.id) ? review : least));
  return `${template}:${userId}:${first.id}:${first.dueDate}`;
}

async function mark(
  tx: EntityManager,
  kind: string,
  marks: { userId: string; reviewId: string; dueDate: string; notificationId: string }[],
): Promise<void> {
  for (let from = 0; from < marks.length; from += markBatch) {
    await tx.execute(
      `insert into announcement (kind, user_id, review_id, due_date, notification_id)
       select ?, "userId", "reviewId", "dueDate", "notificationId"
       from jsonb_to_recordset(?::jsonb) as m (
         "userId" bigint, "reviewId" bigint, "dueDate" date, "notificationId" bigint
       )`,
      [kind, JSON.stringify(marks.slice(from, from + markBatch))],
    );
  }
}

async function namesOf(tx: EntityManager, userIds: string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.execute<{ id: string; name: string }[]>(
    `select id, first_name || ' ' || last_name as name from facility_user where id = any(?::bigint[])`,
    [arrayLiteral(userIds)],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { holdersOf } from '../people/role-holders.ts';

/** A review as messages tell of it. */
export interface ReviewToTell {
  id: string;
  /** Of the submission, or of the material. */
  code: string;
  title: string;
  /** The review type's code. */
  type: string;
  /** ISO date. */
  dueDate: string;
  /** Acronym; null when it is about no facility in particular. */
  facility: string | null;
  /** The user who is to do it; null when anyone with the role may. */
  userId: string | null;
  role: string | null;
}

/** That one person is to be told of one review. */
export interface Telling {
  userId: string;
  review: ReviewToTell;
}

/** Who is to be told of what, roles expanded to people (domain §5.4). */
export interface Recipients {
  tellings: Telling[];
  /** Reviews that nobody can be told of, by their role. */
  unheld: ReadonlyMap<string, ReviewToTell[]>;
}

/** The people who are to do these reviews: the reviewer where one is named, else whoever holds the role. */
export async function recipientsOf(em: EntityManager, reviewIds: readonly string[]): Promise<Recipients> {
  const reviews = await readReviews(em, reviewIds);
  const roles = new Set(
    reviews.flatMap(({ userId, role }) => (userId === null && role !== null ? [role] : [])),
  );
  const holders = await holdersOf(em, [...roles]);

  const tellings: Telling[] = [];
  const unheld = new Map<string, ReviewToTell[]>();
  for (const review of reviews) {
    if (review.userId !== null) {
      tellings.push({ userId: review.userId, review });
    } else if (review.role !== null) {
      const users = holders.get(review.role) ?? [];
      for (const userId of users) tellings.push({ userId, review });
      if (users.length === 0) unheld.getOrInsert(review.role, []).push(review);
    }
  }
  return { tellings, unheld };
}

/** Leaves out what the announcement marks of this kind say was told already. */
export async function withoutTold(em: EntityManager, kind: string, tellings: Telling[]): Promise<Telling[]> {
  if (tellings.length === 0) return [];
  const reviewIds = new Set(tellings.map(({ review }) => review.id));
  const marks = await em.execute<{ userId: string; reviewId: string; dueDate: string }[]>(
    `select user_id as "userId", review_id as "reviewId", due_date::text as "dueDate"
     from announcement where kind = ? and review_id = any(?::bigint[])`,
    [kind, arrayLiteral([...reviewIds])],
  );
  const told = new Set(marks.map(({ userId, reviewId, dueDate }) => `${userId} ${reviewId} ${dueDate}`));
  return tellings.filter(({ userId, review }) => !told.has(`${userId} ${review.id} ${review.dueDate}`));
}

/** In the order in which messages list them: by due date, then code (domain §5.4). Without those that have no due date. */
async function readReviews(em: EntityManager, reviewIds: readonly string[]): Promise<ReviewToTell[]> {
  return em.execute<ReviewToTell[]>(
    `select r.id, coalesce(s.code, m.code) as code, coalesce(p.title, project.title) as title, type.code as type,
            r.due_date::text as "dueDate", f.acronym as facility, reviewer.user_id as "userId", r.role
     from review r
     join review_type type on type.id = r.type_id
     left join submission s on s.id = r.submission_id
     left join proposal p on p.id = s.proposal_id
     left join material m on m.id = r.material_id
     left join project on project.id = m.project_id
     left join facility f on f.id = r.facility_id
     left join reviewer on reviewer.id = r.reviewer_id
     where r.id = any(?::bigint[]) and r.due_date is not null
     order by r.due_date, code, facility nulls first, r.id`,
    [arrayLiteral(reviewIds)],
  );
}

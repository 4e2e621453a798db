import { Review } from '../../domain/reviews/review.entity.ts';
import type { Context } from '../context.ts';
import { byId, containing, given, ofRecord, pageOf } from '../list.ts';
import type { Connection } from '../paging.ts';
import { namedLike } from '../people/named-like.ts';
import { today } from '../today.ts';
import { ReviewObject, type ReviewsArgs } from './review.type.ts';

/** One page of reviews, newest first. */
export function pageOfReviews(context: Context, args: ReviewsArgs): Promise<Connection<ReviewObject>> {
  const { search, state, kind, cycle, reviewer, overdue } = args;
  const late = `item.state = 'OPEN' and item.due_date < ?::date`;
  const day = typeof overdue === 'boolean' ? today(context).toString() : null;
  return pageOf(
    context,
    {
      entity: Review,
      table: 'review',
      conditions: [
        given(state, 'item.state = ?'),
        given(kind, 'item.type_id in (select id from review_type where kind = ?)'),
        ofRecord(cycle, 'cycle', 'item.cycle_id = ?'),
        ofRecord(reviewer, 'reviewer', 'item.reviewer_id in (select id from reviewer where user_id = ?)'),
        given(day, overdue ? late : `(${late}) is not true`),
        containing(search, searched),
      ],
      order: [byId],
      direction: 'desc',
    },
    args,
    (review) => new ReviewObject(review),
  );
}

/** Whether a review is open and its due date has passed at the facility. */
export function isOverdue({ state, dueDate }: Review, context: Context): boolean {
  return state === 'OPEN' && dueDate !== null && Temporal.PlainDate.compare(dueDate, today(context)) < 0;
}

const searched = `lower(item.role) like lower(?)
  or item.submission_id in (
    select id from submission where lower(code) like lower(?)
        or proposal_id in (select id from proposal where lower(title) like lower(?)))
  or item.material_id in (
    select id from material where lower(code) like lower(?)
        or project_id in (select id from project where lower(title) like lower(?)))
  or item.reviewer_id in (select id from reviewer where user_id in (${namedLike}))`;

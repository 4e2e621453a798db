import { Review } from '../../domain/reviews/review.entity.ts';
import type { Context } from '../context.ts';
import { byId, containing, given, ofRecord, pageOf } from '../list.ts';
import type { Connection } from '../paging.ts';
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

/** One join for the whole search: no plan looks anything up once a row. */
const searched = `item.id in (
  select review.id from review
    left join submission on submission.id = review.submission_id
    left join proposal on proposal.id = submission.proposal_id
    left join material on material.id = review.material_id
    left join project on project.id = material.project_id
    left join reviewer on reviewer.id = review.reviewer_id
    left join facility_user person on person.id = reviewer.user_id
   where submission.code ilike ? or proposal.title ilike ? or material.code ilike ? or project.title ilike ?
      or person.first_name || ' ' || person.last_name ilike ? or review.role ilike ?)`;

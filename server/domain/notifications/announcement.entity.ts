import { Entity, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { PlainDateType } from '../../db/types.ts';
import { DomainRecord } from '../domain-record.ts';
import { User } from '../people/user.entity.ts';
import { Review } from '../reviews/review.entity.ts';
import { Notification } from './notification.entity.ts';

/**
 * That a person was told of a review, which may share its message with others: nobody is told twice (domain §5.4).
 * Another due date is news, and is told again.
 */
@Entity({ tableName: 'announcement' })
@Unique({ properties: ['kind', 'user', 'review', 'dueDate'] })
export class Announcement extends DomainRecord {
  /** The template: `review-request` or `review-reminder`. */
  @Property({ type: 'text' })
  kind!: string;

  @ManyToOne(() => User, { fieldName: 'user_id', deleteRule: 'restrict' })
  user!: User;

  @ManyToOne(() => Review, { fieldName: 'review_id', deleteRule: 'cascade' })
  review!: Review;

  @Property({ type: PlainDateType })
  dueDate!: Temporal.PlainDate;

  /** The message that told it. */
  @ManyToOne(() => Notification, { fieldName: 'notification_id', deleteRule: 'cascade' })
  notification!: Notification;
}

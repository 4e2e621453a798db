import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import type {
  Notification,
  NotificationLevel,
  NotificationState,
} from '../../domain/notifications/notification.entity.ts';
import { describedEnum } from '../described-enum.ts';
import { connectionOf, PageArgs } from '../paging.ts';
import { DateTime } from '../scalars.ts';
import { Allow } from '../rules.ts';

export const NotificationStateEnum = describedEnum<NotificationState>(
  'NotificationState',
  'Where a message is in its life.',
  {
    QUEUED: 'It waits to be mailed.',
    SENT: 'It was handed to the mail server.',
    READ: 'The recipient has seen it.',
    ACKNOWLEDGED: 'The recipient has confirmed it.',
    FAILED: 'It was given up: see the last error.',
  },
);

export const NotificationLevelEnum = describedEnum<NotificationLevel>(
  'NotificationLevel',
  'How much a message matters.',
  { INFO: 'Good to know.', IMPORTANT: 'To be read.', URGENT: 'To be read at once.' },
);

@Allow('viewer')
@ObjectType('Recipient', { description: 'Who a message is for.' })
export class RecipientObject {
  @Field(() => String, { nullable: true, description: 'Their name; null when only an address is known.' })
  name!: string | null;

  @Field({ description: 'The e-mail address.' })
  address!: string;
}

@Allow('viewer')
@ObjectType('Notification', { description: 'One message to one person, as it is or will be mailed.' })
export class NotificationObject {
  constructor(readonly record: Notification) {
    const { id, kind, level, state, subject, body, html, queuedAt, sentAt, attempts, lastError } = record;
    Object.assign(this, { id, kind, level, state, subject, body, html });
    Object.assign(this, { queuedAt, sentAt, attempts, lastError });
    this.nextAttemptAt = state === 'QUEUED' ? record.nextAttemptAt : null;
  }

  @Field(() => ID, { description: 'Identifies the message.' })
  id!: string;

  @Field({ description: 'The template it was made with, such as "review-request".' })
  kind!: string;

  @Field(() => NotificationLevelEnum, { description: 'How much it matters.' })
  level!: NotificationLevel;

  @Field(() => NotificationStateEnum, { description: 'Where it is in its life.' })
  state!: NotificationState;

  @Field({ description: 'Its subject.' })
  subject!: string;

  @Field({ description: 'Its text.' })
  body!: string;

  @Field({ description: 'The same as a page of HTML.' })
  html!: string;

  @Field(() => DateTime, { description: 'When it was put into the queue.' })
  queuedAt!: Temporal.Instant;

  @Field(() => DateTime, { nullable: true, description: 'When it was mailed; null before.' })
  sentAt!: Temporal.Instant | null;

  @Field(() => Int, { description: 'How often it was tried.' })
  attempts!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it may be tried next; null unless it waits.' })
  nextAttemptAt!: Temporal.Instant | null;

  @Field(() => String, { nullable: true, description: 'Why the last try failed; null when none did.' })
  lastError!: string | null;
}

export const NotificationConnection = connectionOf('Notification', () => NotificationObject);

@ArgsType()
export class NotificationsArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Text that subject, or name or address of the recipient contains, in any case.',
  })
  search?: string | null;

  @Field(() => NotificationStateEnum, { nullable: true, description: 'Only messages in this state.' })
  state?: NotificationState | null;

  @Field(() => String, { nullable: true, description: 'Only messages made with this template.' })
  kind?: string | null;

  @Field(() => NotificationLevelEnum, { nullable: true, description: 'Only messages of this level.' })
  level?: NotificationLevel | null;
}

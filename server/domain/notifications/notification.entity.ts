import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../../db/types.ts';
import { DomainRecord } from '../domain-record.ts';
import { User } from '../people/user.entity.ts';

export const notificationLevels = ['INFO', 'IMPORTANT', 'URGENT'] as const;

export type NotificationLevel = (typeof notificationLevels)[number];

/** Waiting to be mailed, mailed, seen by the recipient, confirmed by the recipient; or given up (domain §2). */
export const notificationStates = ['QUEUED', 'SENT', 'READ', 'ACKNOWLEDGED', 'FAILED'] as const;

export type NotificationState = (typeof notificationStates)[number];

/**
 * One message to one person: the outbox. It is written in the transaction of what it tells about, as it will be read,
 * and mailed later (docs/decisions/0007-outbox.md).
 */
@Entity({ tableName: 'notification' })
@Check({ name: 'notification_recipient', expression: '(user_id is null) <> (email is null)' })
@Check({ name: 'notification_attempts', expression: 'attempts >= 0' })
@Check({
  name: 'notification_sent',
  expression: `state = any (array['QUEUED', 'FAILED']) or sent_at is not null`,
})
@Index({
  name: 'notification_due',
  expression: `create index notification_due on notification (next_attempt_at, id) where state = 'QUEUED'`,
})
@Index({
  name: 'notification_newest',
  expression: 'create index notification_newest on notification (queued_at desc, id desc)',
})
@Index({
  name: 'notification_failed',
  expression: `create index notification_failed on notification (queued_at desc, id desc) where state = 'FAILED'`,
})
@Index({
  name: 'notification_urgent',
  expression: `create index notification_urgent on notification (queued_at desc, id desc) where level = 'URGENT'`,
})
@Index({
  name: 'notification_of_kind',
  expression: 'create index notification_of_kind on notification (kind, queued_at desc, id desc)',
})
export class Notification extends DomainRecord {
  /** Who it is for; null when only an address is known. */
  @Index()
  @ManyToOne(() => User, { fieldName: 'user_id', nullable: true, deleteRule: 'restrict' })
  user!: User | null;

  /** The address of somebody who is no user; null for users, whose present address is used. */
  @Property({ type: 'text', nullable: true })
  email!: string | null;

  /** The template it was made with: `review-request`. */
  @Property({ type: 'text' })
  kind!: string;

  @Enum({ items: notificationLevels, type: 'text' })
  level!: NotificationLevel;

  @Enum({ items: notificationStates, type: 'text', default: 'QUEUED' })
  state!: Opt<NotificationState>;

  @Property({ type: 'text' })
  subject!: string;

  @Property({ type: 'text' })
  body!: string;

  @Property({ type: 'text' })
  html!: string;

  /** The same event never makes a second message. */
  @Property({ type: 'text', unique: true })
  dedupeKey!: string;

  /** When it was written into the outbox, by the clock of the run that did. */
  @Property({ type: InstantType })
  queuedAt!: Temporal.Instant;

  /** When it may be tried next. */
  @Property({ type: InstantType })
  nextAttemptAt!: Temporal.Instant;

  @Property({ type: 'integer', default: 0 })
  attempts!: Opt<number>;

  /** Why the last try failed; null when none did. */
  @Property({ type: 'text', nullable: true })
  lastError!: string | null;

  @Property({ type: InstantType, nullable: true })
  sentAt!: Temporal.Instant | null;
}

import type { EntityManager } from '@mikro-orm/postgresql';
import type { NotificationLevel } from './notification.entity.ts';

/** A message to write. */
export interface Message {
  /** A user by id, or somebody of whom only an address is known. */
  to: { user: string } | { email: string };
  /** Name of its template: `review-request`. */
  template: string;
  level: NotificationLevel;
  /** What the template tells of. */
  data: Record<string, unknown>;
  /** Names the event; a second message with the same key is not written. */
  dedupeKey: string;
}

/**
 * Writes messages into the outbox, within the transaction of what they tell of. Returns the ids of those that were
 * new, by their `dedupeKey`.
 */
export type Notify = (
  tx: EntityManager,
  messages: readonly Message[],
) => Promise<ReadonlyMap<string, string>>;

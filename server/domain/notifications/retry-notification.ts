import type { EntityManager } from '@mikro-orm/postgresql';
import { Conflict, NotFound } from '../errors.ts';
import { Notification } from './notification.entity.ts';

/**
 * Puts a message that was given up back into the queue, to be tried from `now` on for as long as a new one. Its tries
 * are counted on, since who has taken it is told by them. Throws {@link Conflict} for a message in any other state.
 */
export async function retryNotification(
  em: EntityManager,
  id: string,
  now: Temporal.Instant,
): Promise<Notification> {
  const changed = await em.nativeUpdate(
    Notification,
    { id, state: 'FAILED' },
    { state: 'QUEUED', queuedAt: now, nextAttemptAt: now },
  );
  const notification = await em.findOne(Notification, id);
  if (!notification) throw new NotFound('notification', id);
  if (changed === 0) {
    throw new Conflict(
      `The message ${id} is ${notification.state.toLowerCase()}: only one that has failed can be tried again.`,
    );
  }
  return notification;
}

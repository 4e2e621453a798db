import type { MikroORM } from '@mikro-orm/postgresql';
import { deliverMessages, type Delivered } from '../../../server/domain/notifications/deliver.ts';
import type { MailServer } from '../../../server/domain/notifications/mail.ts';
import { Notification } from '../../../server/domain/notifications/notification.entity.ts';
import type { Message } from '../../../server/domain/notifications/notify.ts';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import { smtpServer } from '../../../server/domain/notifications/smtp-server.ts';
import { recordedLog } from '../support/recorded-log.ts';

/** When the messages of these tests are written. */
export const noon = Temporal.Instant.from('2027-05-12T18:00:00Z');

export const after = (duration: string) => noon.add(Temporal.Duration.from(duration));

/** Writes messages at noon, each in a transaction of its own, and returns their ids. */
export async function queue(orm: MikroORM, ...messages: Message[]): Promise<string[]> {
  const ids: string[] = [];
  for (const message of messages) {
    const written = await orm.em
      .fork()
      .transactional((tx) => queueMessages({ now: noon, timeZone: 'America/Regina' })(tx, [message]));
    ids.push(...written.values());
  }
  return ids;
}

let counter = 0;

/** A message with a key of its own. */
export function aMessage(to: Message['to'], rest: Partial<Message> & { code?: string } = {}): Message {
  counter += 1;
  const { code = `S${counter}`, ...message } = rest;
  return {
    to,
    template: 'review-request',
    level: 'IMPORTANT',
    data: { reviews: [{ code, title: 'Salt', type: 'scientific', dueDate: '2027-05-14' }] },
    dedupeKey: `test ${counter}`,
    ...message,
  };
}

/** Delivers what is due, and says what became of it and what was logged. */
export async function deliver(
  orm: MikroORM,
  mail: MailServer,
  { now = noon, signal }: { now?: Temporal.Instant; signal?: AbortSignal } = {},
): Promise<Delivered & { lines: string[]; fields: unknown[] }> {
  const { log, lines, fields } = recordedLog();
  const delivered = await deliverMessages(orm.em.fork(), { now, log, mail, signal });
  return { ...delivered, lines, fields };
}

/** A mail server reached as these tests do it: as fast as it goes, unless told otherwise. */
export const reach = (url: string, rate = 1_000): MailServer =>
  smtpServer({
    url,
    rate,
    from: { name: 'Prairie Light Source', address: 'office@pls.example' },
    facility: 'Prairie Light Source',
  });

/** A message's row as it is now. */
export const look = (orm: MikroORM, id: string) => orm.em.fork().findOneOrFail(Notification, id);

/** All rows, oldest first. */
export const lookAtAll = (orm: MikroORM) => orm.em.fork().find(Notification, {}, { orderBy: { id: 'asc' } });

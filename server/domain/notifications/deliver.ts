import type { EntityManager } from '@mikro-orm/postgresql';
import type { Work } from '../work.ts';
import { isAddress } from './address.ts';
import { type MailAnswer, type MailServer, type MailSession, parallelMessages } from './mail.ts';
import {
  claimMessage,
  type ClaimedMessage,
  countWaiting,
  expireMessages,
  giveBack,
  markFailed,
  markSent,
  noteDeferral,
} from './outbox.ts';

/** A delivery takes no further message after this many ms, so that the next run begins where it is expected. */
const takesFor = 45_000;

export interface Delivery extends Omit<Work, 'today'> {
  mail: MailServer;
}

/** What became of the messages that were due. */
export interface Delivered {
  sent: number;
  /** Will be tried again. */
  deferred: number;
  /** Given up. */
  failed: number;
}

/**
 * Mails what is due in the outbox, oldest first (docs/decisions/0007-outbox.md). Each message is taken, mailed and
 * marked by itself, so that one that fails holds up no other. Throws when the mail server cannot be used: what was
 * not mailed waits, as if it had not been tried.
 */
export async function deliverMessages(em: EntityManager, delivery: Delivery): Promise<Delivered> {
  const { now, log, mail, signal, progress } = delivery;
  const done: Delivered = { sent: 0, deferred: 0, failed: 0 };

  for (const { id, recipient, subject, error } of await expireMessages(em, now)) {
    done.failed += 1;
    await log.error(`Given up: ${error} (to ${recipient}: ${subject})`, { notificationId: id });
  }
  const { due } = await countWaiting(em, now);
  if (due === 0) return done;

  await using session = await mail.open();
  const enough = AbortSignal.timeout(takesFor);
  const trouble = new AbortController();
  const stop = AbortSignal.any([trouble.signal, ...(signal ? [signal] : [])]);
  let handled = 0;
  const lane = async () => {
    while (!stop.aborted && !enough.aborted) {
      const message = await claimMessage(em, now);
      if (!message) return;
      done[await handle(em, message, { now, log, session, stop })] += 1;
      handled += 1;
      progress?.(handled, Math.max(handled, due));
    }
  };
  const lanes = Array.from({ length: parallelMessages }, () =>
    lane().catch((cause: unknown) => {
      trouble.abort(cause);
      throw cause;
    }),
  );
  // Those under way are waited for: what the server has taken has to be marked.
  await Promise.allSettled(lanes);
  signal?.throwIfAborted();
  trouble.signal.throwIfAborted();
  return done;
}

/** Mails a message that was taken, and marks what came of it. */
async function handle(
  em: EntityManager,
  message: ClaimedMessage,
  { now, log, session, stop }: Pick<Delivery, 'now' | 'log'> & { session: MailSession; stop: AbortSignal },
): Promise<keyof Delivered> {
  const { name, address, subject, attempts, nextAttemptAt } = message;
  const recipient = name === '' ? address : `${name} <${address}>`;
  const fields = { notificationId: message.id };
  const fail = async (error: string) => {
    await markFailed(em, message, error);
    await log.error(`Not delivered to ${recipient}: ${error} (${subject})`, fields);
    return 'failed' as const;
  };
  if (!isAddress(address)) return fail(`${JSON.stringify(address)} is no address that mail can be sent to`);

  let answer: MailAnswer;
  try {
    answer = await session.send(
      { id: message.id, to: { name, address }, subject, text: message.body, html: message.html },
      stop,
    );
  } catch (cause) {
    await giveBack(em, message);
    throw cause;
  }
  if (answer.outcome === 'REFUSED') return fail(answer.reply);
  if (answer.outcome === 'TAKEN') {
    await markSent(em, message, now);
    await log.info(`Sent to ${recipient}: ${subject}`, fields);
    return 'sent';
  }
  await noteDeferral(em, message, answer.reply);
  const wait = now.until(nextAttemptAt).round({ largestUnit: 'hours', smallestUnit: 'minutes' });
  await log.warn(
    `Not yet delivered to ${recipient}: ${answer.reply} (${subject}); try ${attempts}, the next one in ${wait.toLocaleString('en')}`,
    fields,
  );
  return 'deferred';
}

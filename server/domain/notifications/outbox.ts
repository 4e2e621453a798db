import type { EntityManager } from '@mikro-orm/postgresql';

// The states of a message on its way out, one statement each. A message is marked by whoever has taken it, told by
// the number of its try.

/** How long a message waits after its first, second, … try; after any further one as long as after the last. */
const backOff = ['1 minute', '5 minutes', '15 minutes', '60 minutes', '4 hours'];

/** A message that could not be delivered within this many hours is given up. */
const givenUpAfter = 5 * 24;
const tooLate = 'not delivered within 5 days';

/** A message that was taken to be mailed, with its recipient's present address. */
export interface ClaimedMessage {
  id: string;
  subject: string;
  body: string;
  html: string;
  name: string;
  address: string;
  /** Tries, this one included. */
  attempts: number;
  /** When it may be tried again. */
  nextAttemptAt: Temporal.Instant;
  /** When it was due. */
  dueAt: string;
}

/** Counts the messages that wait, and those among them that can be mailed, or have to be given up, now. */
export async function countWaiting(
  em: EntityManager,
  now: Temporal.Instant,
): Promise<{ waiting: number; due: number }> {
  const [row] = await em.execute<{ waiting: number; due: number }[]>(
    `select count(*)::int as waiting,
            (count(*) filter (where next_attempt_at <= ?::timestamptz or queued_at <= ?::timestamptz))::int as due
     from notification where state = 'QUEUED'`,
    [now.toString(), now.subtract({ hours: givenUpAfter }).toString()],
  );
  return row!;
}

/** Gives up what has waited for too long. */
export async function expireMessages(
  em: EntityManager,
  now: Temporal.Instant,
): Promise<{ id: string; recipient: string; subject: string; error: string }[]> {
  return em.fork().transactional((tx) =>
    tx.execute(
      `update notification n set state = 'FAILED', updated_at = ?::timestamptz,
         last_error = concat_ws(': ', ?::text, n.last_error)
       from notification e left join facility_user u on u.id = e.user_id
       where e.id = n.id and n.state = 'QUEUED' and n.queued_at <= ?::timestamptz
       returning n.id::text as id, coalesce(u.email, n.email) as recipient, n.subject, n.last_error as error`,
      [now.toString(), tooLate, now.subtract({ hours: givenUpAfter }).toString()],
    ),
  );
}

/**
 * Takes the message that has been due for longest, and commits that it was tried: whoever dies after this leaves a
 * message that is tried once more. Null when none is due that nobody else is taking.
 */
export async function claimMessage(em: EntityManager, now: Temporal.Instant): Promise<ClaimedMessage | null> {
  const [row] = await em.fork().transactional((tx) =>
    tx.execute<(Omit<ClaimedMessage, 'nextAttemptAt'> & { nextAttemptAt: string })[]>(
      `with due as (
         select id, next_attempt_at from notification
         where state = 'QUEUED' and next_attempt_at <= ?::timestamptz
         order by next_attempt_at, id limit 1
         for update skip locked
       ), recipient as (
         select due.*, u.email, concat_ws(' ', u.first_name, u.last_name) as name
         from due join notification n on n.id = due.id left join facility_user u on u.id = n.user_id
       )
       update notification n set
         attempts = n.attempts + 1,
         next_attempt_at = ?::timestamptz + (?::interval[])[least(n.attempts + 1, ?)],
         updated_at = ?::timestamptz
       from recipient r where n.id = r.id
       returning n.id::text as id, n.subject, n.body, n.html, n.attempts, r.name,
         coalesce(r.email, n.email) as address,
         to_json(n.next_attempt_at) #>> '{}' as "nextAttemptAt", to_json(r.next_attempt_at) #>> '{}' as "dueAt"`,
      [now.toString(), now.toString(), `{${backOff.join(',')}}`, backOff.length, now.toString()],
    ),
  );
  return row ? { ...row, nextAttemptAt: Temporal.Instant.from(row.nextAttemptAt) } : null;
}

/** Mailed. Does nothing when somebody else has tried it since. */
export function markSent(em: EntityManager, message: ClaimedMessage, now: Temporal.Instant): Promise<void> {
  return mark(em, message, `state = 'SENT', sent_at = ?::timestamptz, last_error = null`, [now.toString()]);
}

/** Will never be delivered. */
export function markFailed(em: EntityManager, message: ClaimedMessage, error: string): Promise<void> {
  return mark(em, message, `state = 'FAILED', last_error = ?`, [error]);
}

/** Not delivered this time. */
export function noteDeferral(em: EntityManager, message: ClaimedMessage, error: string): Promise<void> {
  return mark(em, message, 'last_error = ?', [error]);
}

/** Puts a message back as if it had not been taken: it was not handed to the server. */
export function giveBack(em: EntityManager, message: ClaimedMessage): Promise<void> {
  return mark(em, message, 'attempts = attempts - 1, next_attempt_at = ?::timestamptz', [message.dueAt]);
}

async function mark(
  em: EntityManager,
  { id, attempts }: ClaimedMessage,
  change: string,
  values: string[],
): Promise<void> {
  await em.fork().transactional((tx) =>
    tx.execute(
      `update notification set ${change}, updated_at = now()
       where id = ? and state = 'QUEUED' and attempts = ?`,
      [...values, id, attempts],
    ),
  );
}

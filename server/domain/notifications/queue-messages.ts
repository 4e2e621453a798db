import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { BadRecord } from '../each-record.ts';
import type { Message, Notify } from './notify.ts';
import { renderMessage } from './render-message.ts';

/**
 * Writes messages into the outbox as they will be read (docs/decisions/0007-outbox.md): two statements however many
 * there are. Throws `BadRecord` for a message that cannot be written; then none is.
 */
export function queueMessages({
  now,
  timeZone = 'UTC',
}: {
  now: Temporal.Instant;
  /** In which messages tell times. */
  timeZone?: string;
}): Notify {
  return async (tx, messages) => {
    if (messages.length === 0) return new Map();
    const firstNames = await readFirstNames(tx, messages);
    const rows = messages.map(({ to, template, level, data, dedupeKey }) => {
      const user = 'user' in to ? to.user : null;
      const firstName = user === null ? null : firstNames.get(user);
      if (firstName === undefined) throw new BadRecord(`There is no user ${user} to tell (${template})`);
      const { subject, body, html } = renderMessage(template, data, { firstName, timeZone });
      return {
        user,
        email: 'email' in to ? to.email : null,
        template,
        level,
        dedupeKey,
        subject,
        body,
        html,
      };
    });
    const written = await tx.execute<{ id: string; dedupeKey: string }[]>(
      // In the order of the keys, so that two runs with the same messages wait for each other and never deadlock.
      `insert into notification (user_id, email, kind, level, subject, body, html, dedupe_key, queued_at, next_attempt_at)
       select m."user", m.email, m.template, m.level, m.subject, m.body, m.html, m."dedupeKey", ?::timestamptz, ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as m (
         "user" bigint, email text, template text, level text, subject text, body text, html text, "dedupeKey" text
       )
       order by m."dedupeKey"
       on conflict (dedupe_key) do nothing
       returning id, dedupe_key as "dedupeKey"`,
      [now.toString(), now.toString(), JSON.stringify(rows)],
    );
    return new Map(written.map(({ id, dedupeKey }) => [dedupeKey, String(id)]));
  };
}

/** First names of the users among the recipients, by id. */
async function readFirstNames(
  tx: EntityManager,
  messages: readonly Message[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(messages.flatMap(({ to }) => ('user' in to ? [to.user] : [])));
  if (ids.size === 0) return new Map();
  const users = await tx.execute<{ id: string; firstName: string }[]>(
    `select id, first_name as "firstName" from facility_user where id = any(?::bigint[])`,
    [arrayLiteral([...ids])],
  );
  return new Map(users.map(({ id, firstName }) => [String(id), firstName]));
}

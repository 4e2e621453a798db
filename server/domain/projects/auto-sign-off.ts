import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { eachRecord } from '../each-record.ts';
import { idsOf } from '../ids-of.ts';
import type { Message, Notify } from '../notifications/notify.ts';
import { holdersOf } from '../people/role-holders.ts';
import type { Work } from '../work.ts';
import { lateness } from './lateness.ts';
import { refuseFailures } from '../refuse-failures.ts';

/**
 * Sessions that should have been closed: so long after their end, to the instant, as their facility allows, which is a
 * shift unless it says otherwise (domain §6.5). `?` is now.
 */
const overdue = `from beam_session s join facility f on f.id = s.facility_id
  where s.state in ('LIVE', 'READY')
    and s.end_at + make_interval(hours => coalesce(f.sign_off_hours, f.shift_size_hours)) <= ?::timestamptz`;

/** Counts the sessions that {@link autoSignOff} would close now, among those not closed yet, without writing. */
export async function overdueSessions(
  em: EntityManager,
  now: Temporal.Instant,
): Promise<{ overdue: number; unfinished: number }> {
  const [row] = await em.execute<{ overdue: number; unfinished: number }[]>(
    `select (select count(*)::int ${overdue}) as overdue,
            (select count(*)::int from beam_session where state in ('LIVE', 'READY')) as unfinished`,
    [now.toString()],
  );
  return row ?? { overdue: 0, unfinished: 0 };
}

/**
 * Closes sessions that nobody closed (domain §6.5): LIVE ones are COMPLETE, and the beamline's administrators, the
 * staff and the spokesperson are told, each once; READY ones, which nobody signed on to, are CANCELLED without a word.
 * Safe to run twice at once: a session is closed while it is still overdue only. Throws `Conflict` in the end when some
 * could not be closed; the others are.
 */
export async function autoSignOff(
  em: EntityManager,
  { now, log, notify, signal, progress }: Omit<Work, 'today'> & { notify: Notify },
): Promise<{ signedOff: number; cancelled: number; messages: number }> {
  const sessions = await em.execute<{ id: string }[]>(`select s.id ${overdue} order by s.id`, [
    now.toString(),
  ]);
  const count = { signedOff: 0, cancelled: 0, messages: 0 };
  const unheld = new Set<string>();

  const { failed } = await eachRecord(em, sessions, {
    async write(tx, batch) {
      const closed = await lockOverdue(tx, idsOf(batch), now);
      await close(tx, closed, now);
      const live = closed.filter(({ state }) => state === 'LIVE');
      const admins = await holdersOf(tx, [...new Set(live.map(adminRole))]);
      const written = await notify(
        tx,
        live.flatMap((session) => messagesOf(session, admins.get(adminRole(session)) ?? [])),
      );
      return [
        ...closed.map((session) => async () => {
          const { id, projectId, facilityId, state } = session;
          count[state === 'LIVE' ? 'signedOff' : 'cancelled'] += 1;
          const what = state === 'LIVE' ? `signed off, ${lateness(session.endAt, now)} late` : 'cancelled';
          await log.info(`Session ${id} ${what}`, { sessionId: id, projectId, facilityId });
        }),
        async () => {
          count.messages += written.size;
          for (const [role, holders] of admins) if (holders.length === 0) unheld.add(role);
        },
      ];
    },
    fail: ({ id }, cause) =>
      log.error(`Session ${id} could not be closed: ${cause.message}`, { sessionId: id }),
    signal,
    progress,
  });
  for (const role of [...unheld].toSorted()) {
    await log.warn(
      `Nobody holds the role ${role}: give it to somebody who looks after the beamline's sessions`,
    );
  }
  refuseFailures([{ failed, total: sessions.length, what: 'sessions could not be closed' }]);
  return count;
}

interface OverdueSession {
  id: string;
  state: 'LIVE' | 'READY';
  endAt: Temporal.Instant;
  graceHours: number;
  projectId: string;
  project: string;
  facilityId: string;
  facility: string;
  staffId: string | null;
  spokespersonId: string | null;
}

const adminRole = ({ facility }: OverdueSession) => `admin:${facility.toLowerCase()}`;

/** Locks those of some sessions that are still overdue, in the order of their ids. */
async function lockOverdue(
  tx: EntityManager,
  ids: readonly string[],
  now: Temporal.Instant,
): Promise<OverdueSession[]> {
  const locked = await tx.execute<{ id: string }[]>(
    `select s.id ${overdue} and s.id = any(?::bigint[]) order by s.id for no key update of s`,
    [now.toString(), arrayLiteral(ids)],
  );
  const rows = await tx.execute<Row[]>(
    `select s.id, s.state, s.end_at::text as "endAt",
            coalesce(f.sign_off_hours, f.shift_size_hours) as "graceHours",
            p.id as "projectId", p.code as project, f.id as "facilityId", f.acronym as facility,
            s.staff_id as "staffId", s.spokesperson_id as "spokespersonId"
     from beam_session s join facility f on f.id = s.facility_id join project p on p.id = s.project_id
     where s.id = any(?::bigint[]) order by s.id`,
    [arrayLiteral(idsOf(locked))],
  );
  return rows.map(toSession);
}

type Row = Omit<OverdueSession, 'endAt'> & { endAt: string };

const toSession = (row: Row): OverdueSession => ({ ...row, endAt: Temporal.Instant.from(row.endAt) });

async function close(
  tx: EntityManager,
  sessions: readonly OverdueSession[],
  now: Temporal.Instant,
): Promise<void> {
  const rows = sessions.map(({ id, state, graceHours }) => ({
    id,
    state: state === 'LIVE' ? 'COMPLETE' : 'CANCELLED',
    event: {
      at: now.toString(),
      message:
        state === 'LIVE'
          ? `Signed off automatically, ${graceHours} h or more after its end`
          : `Cancelled automatically: nobody had signed on ${graceHours} h after its end`,
    },
  }));
  await tx.execute(
    `update beam_session s set state = w.state, history = s.history || w.event, updated_at = ?
     from jsonb_to_recordset(?::jsonb) as w (id bigint, state text, event jsonb)
     where s.id = w.id`,
    [now.toString(), JSON.stringify(rows)],
  );
}

/** One message to each of the people concerned, whatever number of parts they have in it. */
function messagesOf(session: OverdueSession, admins: readonly string[]): Message[] {
  const { id, project, facility, endAt, staffId, spokespersonId } = session;
  const people = new Set([...admins, staffId, spokespersonId].filter((user) => user !== null));
  return [...people].map((user) => ({
    to: { user },
    template: 'auto-sign-off',
    level: 'IMPORTANT',
    data: { session: id, project, facility, endedAt: endAt.toString() },
    dedupeKey: `auto-sign-off:${id}:${user}`,
  }));
}

import type { EntityManager } from '@mikro-orm/postgresql';
import type { AuditSubject } from '../../access/audit-entry.entity.ts';
import { canExist } from '../errors.ts';
import { isId } from '../list.ts';

/** Something that a mutation changes, as the audit shows it. */
export interface Subject {
  type: AuditSubject;
  /** What an administrator can change of it, in the API's words, `at` that time; null when there is none. Locks it. */
  read(
    em: EntityManager,
    id: string,
    at: Temporal.Instant,
  ): Promise<{ state: object; task: string | null } | null>;
  /** The task that it concerns; left out where it is none's. */
  taskOf?(em: EntityManager, id: string): Promise<string | null>;
}

/** The fields of a row as SQL gives them, under the names of the API. */
const fields = async (em: EntityManager, sql: string, ...values: string[]) => {
  const [row] = await em.execute<{ state: object; task: string | null }[]>(sql, values);
  return row ?? null;
};

const text = async (em: EntityManager, sql: string, id: string) => {
  const [row] = await em.execute<{ text: string }[]>(sql, [id]);
  return row?.text ?? null;
};

export const taskSubject: Subject = {
  type: 'TASK',
  async read(em, name, at) {
    if (!canExist(name)) return null;
    return fields(
      em,
      `select name as task, jsonb_build_object(
          'paused', case when paused_at is null then null else jsonb_build_object(
            'reason', paused_reason, 'by', paused_by, 'until', paused_until) end,
          'schedule', case when overridden_at is null then null else jsonb_build_object(
            'every', override_every, 'at', override_at, 'retryAfter', override_retry_after, 'by', overridden_by) end,
          'scheduleVersion', schedule_version, 'nextRunAt', next_run_at,
          'run', (select max(id)::text from run where task = task.name
            and (state = 'RUNNING' or state = 'QUEUED' and (trigger in ('MANUAL', 'BOOT') or task.paused_at is null and run_at <= ?::timestamptz)))) as state
        from task where name = ? for update`,
      at.toString(),
      name,
    );
  },
  async taskOf(em, name) {
    return canExist(name) ? text(em, 'select name as text from task where name = ?', name) : null;
  },
};

export const runSubject: Subject = {
  type: 'RUN',
  async read(em, id) {
    if (!isId(id)) return null;
    // A task's lock comes before those of its runs, everywhere.
    await em.execute(`select 1 from task where name = (select task from run where id = ?) for update`, [id]);
    return fields(
      em,
      `select task, jsonb_build_object('state', state, 'trigger', trigger, 'cancelRequestedBy', cancel_requested_by) as state
        from run where id = ?`,
      id,
    );
  },
  async taskOf(em, id) {
    return isId(id) ? text(em, 'select task as text from run where id = ?', id) : null;
  },
};

export const messageSubject: Subject = {
  type: 'MESSAGE',
  async read(em, id) {
    if (!isId(id)) return null;
    return fields(
      em,
      `select null as task, jsonb_build_object('subject', subject, 'state', state, 'nextAttemptAt', next_attempt_at) as state
        from notification where id = ? for update`,
      id,
    );
  },
};

export const accountSubject: Subject = {
  type: 'ACCOUNT',
  async read(em, id) {
    if (!canExist(id)) return null;
    return fields(
      em,
      `select null as task, jsonb_build_object('name', name, 'email', email, 'role', role) as state
        from console_account where id = ? for update`,
      id,
    );
  },
};

export const tokenSubject: Subject = {
  type: 'TOKEN',
  async read(em, id) {
    if (!isId(id)) return null;
    return fields(
      em,
      `select null as task, jsonb_build_object('name', name, 'role', role, 'ending', ending, 'expiresAt', expires_at,
          'revokedAt', revoked_at) as state
        from api_token where id = ? for update`,
      id,
    );
  },
};

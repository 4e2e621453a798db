import type { EntityManager } from '@mikro-orm/postgresql';
import type { Notify } from '../notifications/notify.ts';
import type { Work } from '../work.ts';
import { createProjects } from './create-projects.ts';
import { refuseFailures } from '../refuse-failures.ts';
import { dueRequests, renewRequested } from './renew-requested.ts';

/** Approved submissions of a call whose cycle is being allocated and not over, with no project and no reason for none. */
const dueSubmissions = `from submission s
    join track t on t.id = s.track_id and t.require_call
    join cycle c on c.id = s.cycle_id and c.alloc_date <= ?::date and c.end_date > ?::date
  where s.approved and s.project_id is null and s.no_project_reason is null`;

/** Counts what {@link createCallProjects} has to look at today, without writing. */
export async function pendingCallProjects(
  em: EntityManager,
  today: Temporal.PlainDate,
): Promise<{ submissions: number; requests: number }> {
  const date = today.toString();
  const [pending] = await em.execute<{ submissions: number; requests: number }[]>(
    `select (select count(*)::int ${dueSubmissions}) as submissions, (select count(*)::int ${dueRequests}) as requests`,
    [date, date, date],
  );
  return pending ?? { submissions: 0, requests: 0 };
}

/**
 * Makes the projects of a call from its allocation date on, then answers the requests of running projects for the same
 * cycles (domain §6.2). The dates decide, never the cycle's stored state, and what was missed is made up for.
 * Throws `Conflict` in the end when records could not be written; the others are.
 */
export async function createCallProjects(
  em: EntityManager,
  { notify, ...work }: Work & { notify: Notify },
): Promise<{ created: number; joined: number; without: number; renewed: number; rejected: number }> {
  const date = work.today.toString();
  const submissions = await em.execute<{ id: string; code: string }[]>(
    `select s.id, s.code ${dueSubmissions} order by s.id`,
    [date, date],
  );
  const { failed, ...created } = await createProjects(em, submissions, 'CALL', work);
  const renewals = await renewRequested(em, { ...work, notify });

  refuseFailures([
    { failed, total: submissions.length, what: 'submissions could not be made into projects' },
    { ...renewals, what: 'renewals could not be answered' },
  ]);
  return { ...created, renewed: renewals.renewed, rejected: renewals.rejected };
}

import type { EntityManager } from '@mikro-orm/postgresql';
import type { Work } from '../work.ts';
import { createProjects } from './create-projects.ts';
import { refuseFailures } from '../refuse-failures.ts';
import { pendingFlexible, renewFlexible } from './renew-flexible.ts';

/** Approved submissions of tracks without a call whose cycle is not over, with no project and no reason for none. */
const dueSubmissions = `from submission s
    join track t on t.id = s.track_id and not t.require_call
    join cycle c on c.id = s.cycle_id and c.end_date > ?::date
  where s.approved and s.project_id is null and s.no_project_reason is null`;

/** Counts what {@link createNonCallProjects} has to look at today, without writing. */
export async function pendingNonCallProjects(
  em: EntityManager,
  today: Temporal.PlainDate,
): Promise<{ submissions: number; allocations: number }> {
  const [row] = await em.execute<{ count: number }[]>(`select count(*)::int as count ${dueSubmissions}`, [
    today.toString(),
  ]);
  return { submissions: row?.count ?? 0, allocations: await pendingFlexible(em, today) };
}

/**
 * Makes the projects of submissions that no call decides about, then rolls over what is allocated on flexible
 * facilities (domain §6.3). Throws `Conflict` in the end when records could not be written; the others are.
 */
export async function createNonCallProjects(
  em: EntityManager,
  work: Work,
): Promise<{ created: number; joined: number; without: number; renewed: number }> {
  const submissions = await em.execute<{ id: string; code: string }[]>(
    `select s.id, s.code ${dueSubmissions} order by s.id`,
    [work.today.toString()],
  );
  const { failed, ...created } = await createProjects(em, submissions, 'NON_CALL', work);
  const flexible = await renewFlexible(em, work);

  refuseFailures([
    { failed, total: submissions.length, what: 'submissions could not be made into projects' },
    { ...flexible, what: 'allocations could not be rolled over' },
  ]);
  return { ...created, renewed: flexible.renewed };
}

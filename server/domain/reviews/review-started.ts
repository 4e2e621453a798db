import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { submissionStates } from './submission.entity.ts';

const startedStates = submissionStates.slice(submissionStates.indexOf('STARTED'));

/**
 * The ids of the cycles in which the review of a submission has started, among `cycleIds` or all cycles:
 * the one fact besides the dates that a cycle's state depends on (domain §4).
 */
export async function cyclesWithReviewStarted(
  em: EntityManager,
  cycleIds?: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await em.execute<{ id: string }[]>(
    `select c.id from cycle c
     where exists (select from submission s where s.cycle_id = c.id and s.state = any(?::text[]))
     ${cycleIds ? 'and c.id = any(?::bigint[])' : ''}`,
    [arrayLiteral(startedStates), ...(cycleIds ? [arrayLiteral(cycleIds)] : [])],
  );
  return new Set(rows.map(({ id }) => id));
}

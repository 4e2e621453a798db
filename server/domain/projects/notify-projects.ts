import type { EntityManager } from '@mikro-orm/postgresql';
import { notifyCallResults, type NotifyWork, pendingCallResults } from './notify-call-results.ts';
import { notifyDecisions, pendingDecisions } from './notify-decisions.ts';
import { refuseFailures } from '../refuse-failures.ts';

/** Counts what {@link notifyProjects} has to look at today, without writing. */
export async function pendingResults(
  em: EntityManager,
  clock: { today: Temporal.PlainDate; timeZone: string },
): Promise<{ cycles: number; submissions: number }> {
  return {
    cycles: await pendingCallResults(em, clock.today),
    submissions: await pendingDecisions(em, clock),
  };
}

/**
 * Tells applicants the results of calls and of what is decided without one (domain §6.4). Throws `Conflict` in the end
 * when some could not be told; the others are.
 */
export async function notifyProjects(
  em: EntityManager,
  work: NotifyWork,
): Promise<{ success: number; failure: number; cycles: number }> {
  const results = await notifyCallResults(em, work);
  const decisions = await notifyDecisions(em, work);
  refuseFailures([
    { ...results, what: 'results of calls could not be told' },
    { ...decisions, what: 'decisions could not be told' },
  ]);
  return {
    success: results.success + decisions.success,
    failure: results.failure + decisions.failure,
    cycles: results.cycles,
  };
}

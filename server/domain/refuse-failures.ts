import { Conflict } from './errors.ts';

/** Throws `Conflict` when records could not be written, so that the run fails and names how many of how many. */
export function refuseFailures(outcomes: readonly { failed: number; total: number; what: string }[]): void {
  const problems = outcomes
    .filter(({ failed }) => failed > 0)
    .map(({ failed, total, what }) => `${failed} of ${total} ${what}`);
  if (problems.length > 0) throw new Conflict(`${problems.join(', ')}: see the log`);
}

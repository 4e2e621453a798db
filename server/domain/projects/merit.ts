import type { StageAverage } from '../reviews/stage-outcome.ts';

/** How good a submission is at one facility: what goes into its allocation. */
export interface Merit {
  /** Mean of the stages' averages, weighted; null when nothing was scored. */
  score: number | null;
  /** Average by stage position. */
  scores: Record<string, number>;
}

/** The merit that stages' averages make (domain §6.1): those with a weight count. */
export function meritOf(averages: readonly StageAverage[]): Merit {
  const weighted = averages.filter(({ weight }) => weight > 0);
  const weights = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const sum = weighted.reduce((sum, { weight, average }) => sum + weight * average, 0);
  return {
    score: weights > 0 ? sum / weights : null,
    scores: Object.fromEntries(weighted.map(({ position, average }) => [position, average])),
  };
}

import type { PauseFactsFragment } from '../../gql/graphql.ts';
import { whenText } from '../time/instants.ts';

export interface Pausable {
  paused: PauseFactsFragment | null;
  nextRunAt: string | null;
}

/** Whether scheduled runs are held back. A pause ends on time, even before the server has said so. */
export const isPaused = ({ paused }: Pick<Pausable, 'paused'>, now: number): boolean =>
  paused !== null && (paused.until === null || Date.parse(paused.until) > now);

/** What a pause does, in sentences; `until` is null for one that somebody has to end. */
export function pauseEffect(
  nextRunAt: string | null,
  until: number | null,
  now: number,
  zone: string,
): string {
  const end =
    until === null
      ? 'until somebody resumes it'
      : `until ${whenText(until, now, zone)}, when the pause ends by itself`;
  if (!nextRunAt) return `Scheduled runs stop ${end}. None is planned at present. Run now still works.`;
  const next = Date.parse(nextRunAt);
  if (until !== null && next >= until) {
    return `Scheduled runs stop ${end}. The next one, at ${whenText(next, now, zone)}, comes after that. Run now still works.`;
  }
  const held = next <= now ? 'The run that is due' : `The run at ${whenText(next, now, zone)}`;
  return `Scheduled runs stop ${end}. ${held} is held back; when the pause ends, one run makes up for all that were missed. Run now still works.`;
}

/** What resuming does, in one sentence. */
export function resumeEffect(nextRunAt: string | null, now: number, zone: string): string {
  if (!nextRunAt) return 'No run is planned: it runs only by hand.';
  const next = Date.parse(nextRunAt);
  return next <= now
    ? `A run was due at ${whenText(next, now, zone)}: one run makes up for all that were missed, at once.`
    : `It runs next at ${whenText(next, now, zone)}.`;
}

import { preciseTime } from '../time/instants.ts';
import type { LogSettings } from './log-settings.ts';

const two = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** "+0:06.120", "+1:00:06.120": how long after the start of its run a line was written. */
export function sinceStart(at: number, startedAt: number): string {
  const ms = Math.max(0, at - startedAt);
  const seconds = Math.floor(ms / 1_000);
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = `${two(seconds % 60)}.${two(ms % 1_000, 3)}`;
  return hours > 0 ? `+${hours}:${two(minutes)}:${rest}` : `+${minutes}:${rest}`;
}

/** How the times of a run's lines are written: by the facility's clock, or since its start when it is known. */
export function timeWriter(
  times: LogSettings['times'],
  startedAt: string | null,
  zone: string,
): (at: string) => string {
  if (times === 'clock' || !startedAt) return (at) => preciseTime(Date.parse(at), zone);
  const start = Date.parse(startedAt);
  return (at) => sinceStart(Date.parse(at), start);
}

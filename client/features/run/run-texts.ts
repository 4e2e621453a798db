import { RUN_STATES, triggerText } from '../../components/run-states.ts';
import { countText } from '../../components/count-text.ts';
import { durationText, elapsedText } from '../../components/time/durations.ts';
import { dateIn, fullText, secondsTime, whenText } from '../../components/time/instants.ts';
import type { RunPageQuery } from '../../gql/graphql.ts';

export type Run = NonNullable<RunPageQuery['run']>;

/** A start within this of its slot is on time. */
const ON_TIME = 1_500;
/** Before this much has passed nothing is known of a run's pace. */
const PACE_AFTER = 3_000;
const MINUTE = 60_000;

/** "started 15:00:02", against the time for which it was planned. */
export function startText(slot: string, startedAt: string, zone: string): string {
  const planned = Date.parse(slot);
  const started = Date.parse(startedAt);
  const late = started - planned;
  const isSameDay = dateIn(zone, planned) === dateIn(zone, started);
  const when = isSameDay ? secondsTime(started, zone) : whenText(started, planned, zone);
  return `started ${when}${late > ON_TIME ? `, ${elapsedText(late)} late` : ''}`;
}

/** "about 3 min left", if it goes on as it did; null when nothing can be told. */
export function remainingText(
  { progress, startedAt }: Pick<Run, 'progress' | 'startedAt'>,
  now: number,
): string | null {
  if (!progress || !startedAt) return null;
  const { done, total } = progress;
  const passed = now - Date.parse(startedAt);
  if (done <= 0 || done >= total || passed < PACE_AFTER) return null;
  const left = (passed / done) * (total - done);
  if (left < MINUTE) return 'less than a minute left';
  return `about ${elapsedText(Math.round(left / MINUTE) * MINUTE)} left`;
}

/** What a run was, in sentences to pass on: recorded facts and nothing else. `href` is its address. */
export function receipt(run: Run, zone: string, href: string): string {
  const { task, state, slot, startedAt, finishedAt, duration, worker } = run;
  const at = (instant: string) => fullText(Date.parse(instant), zone);
  const outcome = RUN_STATES[state].label.toLowerCase();
  const result = run.error?.message ?? run.summary;
  const sentences = [
    `${task.label} (${task.name}), run ${run.id}: ${outcome}.`,
    `Trigger: ${triggerText(run)}.`,
    slot && `Planned for ${at(slot)}.`,
    startedAt ? `Started ${at(startedAt)}${worker ? ` on ${worker}` : ''}.` : 'It did not start.',
    finishedAt && `Finished ${at(finishedAt)}${duration ? `, after ${durationText(duration)}` : ''}.`,
    run.attempt > 1 && `It was attempt ${run.attempt}.`,
    run.cancelledBy && `Cancelled by ${run.cancelledBy}.`,
    result && `${run.error ? 'Error' : 'Result'}: ${result}${/[.!?]$/.test(result) ? '' : '.'}`,
    `The log has ${countText(run.logLineCount, 'line')}: ${href}`,
  ];
  return sentences.filter(Boolean).join(' ');
}

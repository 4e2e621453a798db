import { pauseOf, planNext, scheduleOf, startOf, type EngineTime } from '../../engine/plan.ts';
import type { RunRecord } from '../../engine/run.entity.ts';
import { describeSchedule } from '../../engine/schedule.ts';
import type { TaskRecord } from '../../engine/task.entity.ts';

/** Whether a task is due, and one sentence for a person who wonders why, or why not. */
export interface DueAnswer {
  due: boolean;
  reason: string;
}

/** `started` are the task's last started runs, newest first. A task is due from its time until a run of it starts. */
export function explainDue(task: TaskRecord, started: RunRecord[], time: EngineTime): DueAnswer {
  const [last] = started;
  const at = (instant: Temporal.Instant) => localText(instant, time);

  if (task.retiredAt) {
    return {
      due: false,
      reason: `Never due: its definition was removed from the program, noticed ${at(task.retiredAt)}.`,
    };
  }
  if (last?.state === 'RUNNING' && last.startedAt) {
    return { due: false, reason: `Not due: it has been running since ${at(last.startedAt)}.` };
  }
  const next = planNext(task, started, time);
  if (!next) return { due: false, reason: 'Never due by itself: it runs only by hand.' };

  const why =
    next.trigger === 'RETRY'
      ? `attempt ${next.attempt} after the ${last?.state === 'LOST' ? 'lost' : 'failed'} run`
      : last
        ? describeSchedule(scheduleOf(task, time.timeZone))
        : 'its first run';
  const pause = pauseOf(task, time.now);
  if (pause && startOf(next, pause) !== next.at) {
    const end = pause.until ? `, ends by itself ${at(pause.until)}` : '';
    const would = next.due ? `would have run ${at(next.at)}` : `would run ${at(next.at)}`;
    return { due: false, reason: `Paused by ${pause.by} since ${at(pause.at)}${end}: ${would} (${why}).` };
  }
  return next.due
    ? { due: true, reason: `Due since ${at(next.at)} (${why}): it starts as soon as a worker is free.` }
    : { due: false, reason: `Not due before ${at(next.at)} (${why}).` };
}

/** "15:42" today, "16 Jan 2027, 02:00" on another day. */
function localText(instant: Temporal.Instant, { now, timeZone }: EngineTime): string {
  const local = instant.toZonedDateTimeISO(timeZone);
  const time = local.toPlainTime().toString({ smallestUnit: local.second ? 'second' : 'minute' });
  const date = local.toPlainDate();
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  if (date.equals(today)) return time;
  return `${date.day} ${date.toLocaleString('en', { month: 'short' })} ${date.year}, ${time}`;
}

import { isAfter, isHeldBack, pauseText } from './about-schedule.ts';
import { request, type Server } from './client.ts';
import { documents, type Facility, type ScheduledTask } from './documents.ts';
import { readTask } from './find-task.ts';
import { oneLine, safe, stamp, stateText } from './format.ts';
import { print, printJson } from './output.ts';

export interface PauseOptions {
  json?: boolean;
  reason: string;
  until?: string;
}

/** Next runs to ask for; as many as `show` tells. */
const count = 5;

/** `pause NAME`: holds the scheduled runs of a task back. */
export async function pause(
  server: Server,
  text: string,
  { json, reason, until }: PauseOptions,
): Promise<number> {
  const { facility, task: before } = await readTask(server, text, count);
  const variables = { name: before.name, reason, until, count };
  const { task } = await request<{ task: ScheduledTask }>(server, documents.pause, variables);
  if (json) {
    await printJson({ facility, task });
    return 0;
  }
  const at = (instant: string) => stamp(instant, facility.timeZone, true);
  const end = task.paused?.until ? at(task.paused.until) : 'somebody resumes it';
  await print(`${task.name} is paused until ${end}: ${oneLine(safe(task.paused?.reason ?? reason))}`);
  await print(meanwhile(task, facility));
  if (before.paused) {
    const earlier = `${pauseText(before.paused, at)}: ${oneLine(safe(before.paused.reason))}`;
    await print(`This replaces the pause ${earlier}`);
  }
  if (task.activeRun) {
    const { id, state } = task.activeRun;
    await print(`Run ${id} is ${stateText(state)} and is not held back: "cancel ${id}" ends it.`);
  }
  return 0;
}

/** What the pause does to the next run. */
function meanwhile({ paused, nextRunAt }: ScheduledTask, { now, timeZone }: Facility): string {
  if (!nextRunAt) return 'It runs only by hand, and still does.';
  const at = stamp(nextRunAt, timeZone, true);
  if (!isHeldBack(paused, nextRunAt)) return `It runs next ${at}, after the pause.`;
  const would = isAfter(nextRunAt, now) ? 'would run' : 'would have run';
  return `It ${would} ${at}${paused?.until ? ', and does once when the pause ends' : ''}.`;
}

/** `resume NAME`: ends the pause of a task, and says when it runs next. */
export async function resume(server: Server, text: string, { json }: { json?: boolean }): Promise<number> {
  const { facility, task: before } = await readTask(server, text, count);
  const { task } = await request<{ task: ScheduledTask }>(server, documents.resume, {
    name: before.name,
    count,
  });
  if (json) await printJson({ facility, task });
  else {
    const done = before.paused ? 'is resumed' : 'was not paused';
    await print(`${task.name} ${done}. ${next(task, facility.timeZone)}`);
  }
  return 0;
}

function next({ due, dueReason, activeRun, nextRunAt }: ScheduledTask, zone: string): string {
  if (activeRun?.state === 'RUNNING') return `Run ${activeRun.id} is running.`;
  if (due) return safe(dueReason);
  return nextRunAt ? `It runs next ${stamp(nextRunAt, zone, true)}.` : 'It runs only by hand.';
}

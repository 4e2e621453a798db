import { request, type Server } from './client.ts';
import { documents, type Facility, type Preview, type ScheduledTask } from './documents.ts';
import { findTask } from './find-task.ts';
import { safe } from './format.ts';
import { facts } from './layout.ts';
import { paint, print, printJson, remark } from './output.ts';
import { Problem } from './problem.ts';
import { nextRunsFact, scheduleText } from './show.ts';

/** A schedule to try out. */
export interface PreviewOptions {
  every?: string;
  at?: string;
  retryAfter?: string;
  zone?: string;
  from?: string;
}

export interface ScheduleOptions extends PreviewOptions {
  json?: boolean;
  count?: number;
}

/** `schedule`: a task's own schedule, or one to try out, with its next runs. */
export async function schedule(
  server: Server,
  name: string | undefined,
  options: ScheduleOptions,
): Promise<number> {
  const { every, at, retryAfter, zone, from, json, count = 5 } = options;
  const tried = [every, at, retryAfter, zone, from].some((value) => value !== undefined);
  if (name === undefined && every === undefined && at === undefined) {
    throw new Problem('Give the NAME of a task, or a schedule to try out with --every, --at or both.');
  }
  if (name === undefined) {
    return preview(server, { every, at, retryAfter, timeZone: zone, now: from, count }, json);
  }
  if (tried) {
    throw new Problem(
      `Give either the task ${JSON.stringify(name)} to see its schedule, or options of a schedule to try out, not both.`,
    );
  }
  return ofTask(server, name, count, json);
}

async function ofTask(server: Server, text: string, count: number, json?: boolean): Promise<number> {
  const { name } = await findTask(server, text);
  const answer = await request<{ facility: Facility; task: ScheduledTask | null }>(
    server,
    documents.schedule,
    { name, count },
  );
  const { task, facility } = answer;
  if (!task) throw new Problem(`The task ${name} has just been removed: see "list".`);
  if (json) await printJson(answer);
  else {
    await print(`${paint('bold', task.name)}  ${safe(task.label)}`);
    await print(
      facts(
        [
          ['Schedule', scheduleText(task.schedule)],
          ['Due', task.dueReason],
          nextRunsFact(task.nextRuns, facility.timeZone),
        ],
        paint,
      ),
    );
  }
  return 0;
}

interface PreviewInput {
  every?: string;
  at?: string;
  retryAfter?: string;
  timeZone?: string;
  now?: string;
  count: number;
}

async function preview(server: Server, input: PreviewInput, json?: boolean): Promise<number> {
  const answer = await request<{ facility: Facility; previewSchedule: Preview }>(server, documents.preview, {
    input,
  });
  const { valid, problems, text, nextRuns } = answer.previewSchedule;
  const timeZone = input.timeZone || answer.facility.timeZone;
  if (json) await printJson(answer);
  else if (valid) {
    const said = scheduleText({ text: text ?? '', timeZone, retryAfter: input.retryAfter || null });
    await print(facts([['Schedule', said], nextRunsFact(nextRuns, timeZone)], paint));
  } else for (const { field, message } of problems) remark(`${field}: ${message}`);
  return valid ? 0 : 1;
}

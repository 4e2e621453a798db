import { nextRunsFact, scheduleFacts, scheduleText } from './about-schedule.ts';
import { request, type Server } from './client.ts';
import { documents, type Facility, type Preview, type ScheduledTask } from './documents.ts';
import { readTask } from './find-task.ts';
import { safe } from './format.ts';
import { facts } from './layout.ts';
import { paint, print, printJson, remark } from './output.ts';
import { Problem } from './problem.ts';

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
  set?: boolean;
  reset?: boolean;
}

/** `schedule`: a task's own schedule, to see or to edit, or one to try out; with its next runs. */
export async function schedule(
  server: Server,
  name: string | undefined,
  options: ScheduleOptions,
): Promise<number> {
  const { every, at, retryAfter, zone, from, json, count = 5 } = options;
  if (options.set || options.reset) return edit(server, name, { ...options, count });
  const tried = [every, at, retryAfter, zone, from].some((value) => value !== undefined);
  if (name === undefined && every === undefined && at === undefined) {
    throw new Problem('Give the NAME of a task, or a schedule to try out with --every, --at or both.');
  }
  if (name === undefined) {
    return preview(server, { every, at, retryAfter, timeZone: zone, now: from, count }, json);
  }
  if (tried) {
    throw new Problem(
      `Give either the task ${JSON.stringify(name)} to see its schedule, or options of a schedule to try out, not both; --set makes them its schedule.`,
    );
  }
  return tell(await readTask(server, name, count), json);
}

async function tell(answer: { facility: Facility; task: ScheduledTask }, json?: boolean): Promise<number> {
  const { task, facility } = answer;
  if (json) await printJson(answer);
  else {
    await print(`${paint('bold', task.name)}  ${safe(task.label)}`);
    await print(facts(scheduleFacts(task, facility.timeZone), paint));
  }
  return 0;
}

/** Puts a schedule in the place of the built-in one or returns to it, unless somebody else was faster. */
async function edit(
  server: Server,
  text: string | undefined,
  options: ScheduleOptions & { count: number },
): Promise<number> {
  const { every, at, retryAfter, zone, from, json, count, reset } = options;
  if (text === undefined) throw new Problem('Give the NAME of the task whose schedule is to change.');
  if (zone !== undefined || from !== undefined) {
    throw new Problem("--zone and --from only try a schedule out: a task runs in the facility's zone.");
  }
  const given = every !== undefined || at !== undefined;
  if (reset && (given || retryAfter !== undefined)) {
    throw new Problem('--reset returns to the built-in schedule: to give another one use --set.');
  }
  if (!reset && !given) {
    throw new Problem(
      'Give the schedule to set with --every, --at or both; --every "" sets one that runs only by hand.',
    );
  }
  const { facility, task: before } = await readTask(server, text, count);
  const { name, schedule } = before;
  if (reset && !schedule.overridden && !json) remark('The built-in schedule was in force already.');
  const expectedVersion = schedule.version;
  const { task } = reset
    ? await request<{ task: ScheduledTask }>(server, documents.resetSchedule, {
        name,
        expectedVersion,
        count,
      })
    : await request<{ task: ScheduledTask }>(server, documents.setSchedule, {
        name,
        input: { every, at, retryAfter, expectedVersion },
        count,
      });
  return tell({ facility, task }, json);
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

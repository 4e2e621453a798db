import { isAfter, isHeldBack, pauseText, setBy } from './about-schedule.ts';
import { request, type Server } from './client.ts';
import { documents, type Facility, type ListedTask, type RunState } from './documents.ts';
import { headline, oneLine, safe, stateStyle, stateText, when } from './format.ts';
import { table, type Cell } from './layout.ts';
import { columns, paint, print, printJson } from './output.ts';

export interface ListOptions {
  json?: boolean;
  search?: string;
  app?: string;
  state?: RunState;
  due?: boolean;
  paused?: boolean;
}

/** `list`: one line a task. */
export async function list(server: Server, options: ListOptions): Promise<number> {
  const { search, app, state, due, paused } = options;
  const variables = { search, app, state, due, paused };
  const answer = await request<{ facility: Facility; tasks: ListedTask[] }>(
    server,
    documents.list,
    variables,
  );
  if (options.json) {
    await printJson(answer);
    return 0;
  }
  const { facility, tasks } = answer;
  await print(headline(facility));
  await print(
    tasks.length > 0
      ? table(
          ['TASK', 'SCHEDULE', 'LAST RUN', 'NEXT RUN', 'DUE'],
          tasks.map((task) => row(task, facility)),
          columns(),
          paint,
        )
      : 'No task matches.',
  );
  const remarks = tasks.flatMap((task) => changes(task, facility));
  if (remarks.length > 0) await print(`\n${remarks.join('\n')}`);
  return 0;
}

function row(task: ListedTask, { now, timeZone }: Facility): Cell[] {
  return [
    { text: task.name, style: 'bold' },
    task.schedule.overriddenAt ? { text: task.schedule.text, style: 'yellow' } : { text: task.schedule.text },
    lastRun(task, now, timeZone),
    nextRun(task, now, timeZone),
    task.due ? { text: 'due', style: 'yellow' } : { text: '' },
  ];
}

function lastRun({ lastRun: run }: ListedTask, now: string, zone: string): Cell {
  if (!run) return { text: 'never', style: 'dim' };
  const at = run.startedAt ? ` ${when(run.startedAt, now, zone)}` : '';
  if (run.cancelling) return { text: `stopping${at}`, style: 'yellow' };
  return { text: stateText(run.state) + at, style: stateStyle(run.state) };
}

function nextRun({ retiredAt, activeRun, nextRunAt, paused }: ListedTask, now: string, zone: string): Cell {
  if (retiredAt) return { text: 'retired', style: 'dim' };
  if (activeRun?.state === 'QUEUED') return { text: 'queued', style: 'cyan' };
  const at = nextRunAt && when(nextRunAt, now, zone);
  if (!isHeldBack(paused, nextRunAt)) return at ? { text: at } : { text: 'by hand', style: 'dim' };
  if (!nextRunAt) return { text: 'paused', style: 'yellow' };
  return { text: `paused, ${isAfter(nextRunAt, now) ? 'would run' : 'missed'} ${at}`, style: 'yellow' };
}

/** What somebody has changed about a task, a line each. */
function changes({ name, paused, schedule }: ListedTask, { now, timeZone }: Facility): string[] {
  const at = (instant: string) => when(instant, now, timeZone);
  const by = setBy(schedule, at);
  return [
    ...(paused ? [`${name} is paused ${pauseText(paused, at)}: ${oneLine(safe(paused.reason))}`] : []),
    ...(by ? [`${name} has a schedule ${by}; built in: ${schedule.builtIn.text}`] : []),
  ];
}

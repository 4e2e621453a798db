import { request, type Server } from './client.ts';
import { documents, type Facility, type ListedTask, type RunState } from './documents.ts';
import { stamp, stateStyle, stateText, when } from './format.ts';
import { table, type Cell } from './layout.ts';
import { columns, paint, print, printJson } from './output.ts';

export interface ListOptions {
  json?: boolean;
  search?: string;
  app?: string;
  state?: RunState;
  due?: boolean;
}

/** `list`: one line a task. */
export async function list(server: Server, options: ListOptions): Promise<number> {
  const { search, app, state, due } = options;
  const variables = { search, app, state, due };
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
  await print(
    `${facility.name}, ${stamp(facility.now, facility.timeZone)}; times are in ${facility.timeZone}`,
  );
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
  return 0;
}

function row(task: ListedTask, { now, timeZone }: Facility): Cell[] {
  return [
    { text: task.name, style: 'bold' },
    { text: task.schedule.text },
    lastRun(task, now, timeZone),
    nextRun(task, now, timeZone),
    task.due ? { text: 'due', style: 'yellow' } : { text: '' },
  ];
}

function lastRun({ lastRun: run }: ListedTask, now: string, zone: string): Cell {
  if (!run) return { text: 'never', style: 'dim' };
  const at = run.startedAt ? ` ${when(run.startedAt, now, zone)}` : '';
  return { text: stateText(run.state) + at, style: stateStyle(run.state) };
}

function nextRun({ retiredAt, activeRun, nextRunAt }: ListedTask, now: string, zone: string): Cell {
  if (retiredAt) return { text: 'retired', style: 'dim' };
  if (activeRun?.state === 'QUEUED') return { text: 'queued', style: 'cyan' };
  return nextRunAt ? { text: when(nextRunAt, now, zone) } : { text: 'by hand', style: 'dim' };
}

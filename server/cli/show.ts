import { scheduleFacts } from './about-schedule.ts';
import { request, type Server } from './client.ts';
import { documents, type Facility, type ShownTask, type TaskRun } from './documents.ts';
import { findTask, removed } from './find-task.ts';
import { elapsed, outcome, period, safe, stamp } from './format.ts';
import { facts, type Fact } from './layout.ts';
import { paint, print, printJson } from './output.ts';

/** `show NAME`: everything about one task. */
export async function show(server: Server, text: string, options: { json?: boolean }): Promise<number> {
  const { name } = await findTask(server, text);
  const answer = await request<{ facility: Facility; task: ShownTask | null }>(server, documents.show, {
    name,
    count: 5,
  });
  if (!answer.task) throw removed(name);
  if (options.json) {
    await printJson(answer);
    return 0;
  }
  const { task, facility } = answer;
  await print(`${paint('bold', task.name)}  ${safe(task.label)}`);
  await print(`${safe(task.description)}\n`);
  await print(facts(aboutTask(task, facility.timeZone), paint));
  return 0;
}

function aboutTask(task: ShownTask, zone: string): Fact[] {
  const { keepRuns, stats, activeRun } = task;
  const median = stats.medianDuration;
  const p95 = stats.p95Duration;
  return [
    ...scheduleFacts(task, zone),
    ...(activeRun?.state === 'QUEUED' ? [runFact('Queued', activeRun, zone)] : []),
    runFact('Last run', task.lastRun, zone),
    runFact('Last success', task.lastSuccess, zone, task.lastRun),
    runFact('Last failure', task.lastFailure, zone, task.lastRun),
    [
      'Last 24 h',
      `${count(stats.runs24h, 'run')}, ${stats.failures24h === 0 ? 'none' : stats.failures24h} failed`,
    ],
    ['Takes', median && p95 ? `${elapsed(median)} (median), 95 % within ${elapsed(p95)}` : 'not known yet'],
    ['Time-out', period(task.timeout)],
    [
      'Keeps',
      keepRuns === 0 ? 'all runs' : `${count(keepRuns, 'finished run')}, and the last success and failure`,
    ],
  ];
}

/** One run in two lines; in a word when it is `told` already. */
function runFact(label: string, run: TaskRun | null, zone: string, told: TaskRun | null = null): Fact {
  if (!run) return [label, 'none'];
  if (run.id === told?.id) return [label, `run ${run.id}, the last one`];
  const at = stamp(run.startedAt ?? run.queuedAt, zone);
  return [label, outcome(run, paint), `run ${run.id}, ${at}, ${origin(run)}`];
}

/** Why a run came about: "by schedule", "by hand (Ann Operator)", "attempt 2". */
export function origin({ trigger, requestedBy, attempt }: TaskRun): string {
  if (trigger === 'MANUAL') return requestedBy ? `by hand (${safe(requestedBy)})` : 'by hand';
  if (trigger === 'RETRY') return `attempt ${attempt}`;
  return trigger === 'BOOT' ? 'at the start of a worker' : 'by schedule';
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../db/array-literal.ts';
import { changeTask, pendingRuns } from './arm.ts';
import {
  countsUntil,
  isAhead,
  planStart,
  startedRunsOf,
  timeOf,
  type EngineClock,
  type EngineTime,
} from './plan.ts';
import { tasksWithoutWakeUp } from './queue.ts';
import { RunRecord } from './run.entity.ts';
import { TaskRecord } from './task.entity.ts';

/**
 * Arms the tasks whose pending run, `nextRunAt` or wake-up is not what schedule, pause, history and clock ask for:
 * new ones and changed ones, all of them after the clock was set, and those whose wake-up got lost with a worker.
 * It reads all tasks with a handful of statements, so that a node can do it every few seconds.
 */
export async function armWhatIsOutOfStep(orm: MikroORM, clock: EngineClock): Promise<void> {
  const armed = new Set<string>();
  for (;;) {
    const names = await outOfStep(orm.em.fork(), timeOf(clock));
    const some = sample(
      names.filter((name) => !armed.has(name)),
      sharedOut,
    );
    if (some.length === 0) return;
    for (const name of some) {
      armed.add(name);
      await changeTask(orm.em, name, clock, () => true);
    }
  }
}

/** After how many tasks a node looks again at what is left: others do the same, each in an order of its own. */
const sharedOut = 25;

function sample(names: string[], size: number): string[] {
  if (names.length <= size) return names;
  const from = Math.floor(Math.random() * names.length);
  return [...names.slice(from), ...names.slice(0, from)].slice(0, size);
}

async function outOfStep(em: EntityManager, time: EngineTime): Promise<string[]> {
  const tasks = await em.find(TaskRecord, {}, { orderBy: { position: 'asc' } });
  const names = tasks.map(({ name }) => name);
  const started = await startedRunsOf(em, names, time.now);
  const pending = new Map((await pendingRuns(em, names)).map((run) => [run.task, run]));
  const ahead = new Set(await ranAhead(em, names, time.now));
  const unwoken = new Set(await tasksWithoutWakeUp(em, time.now));

  return tasks
    .filter((task) => {
      const past = started.get(task.name) ?? [];
      // Arming forgets what such a task did while the clock was ahead.
      if (past.length === 0 && (ahead.has(task.name) || isAhead(task.registeredAt, time.now))) return true;
      return unwoken.has(task.name) || !isInStep(task, past, pending.get(task.name) ?? null, time);
    })
    .map(({ name }) => name);
}

/** The slot of an overdue run is left out: it moves on by itself and is taken at the start. */
function isInStep(task: TaskRecord, past: RunRecord[], pending: RunRecord | null, time: EngineTime): boolean {
  const { next, startsAt } = planStart(task, past, time);
  if (!same(task.nextRunAt, next?.at ?? null)) return false;
  if (!next || !startsAt) return pending === null;
  return (
    pending !== null &&
    same(pending.runAt, startsAt) &&
    pending.trigger === next.trigger &&
    pending.attempt === next.attempt
  );
}

function same(a: Temporal.Instant | null, b: Temporal.Instant | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}

/** Which of the tasks have run while the clock was ahead. */
async function ranAhead(
  em: EntityManager,
  tasks: readonly string[],
  now: Temporal.Instant,
): Promise<string[]> {
  const rows = await em.execute<{ name: string }[]>(
    `select name from unnest(?::text[]) as task (name)
      where exists (select 1 from run where run.task = task.name and started_at > ?)`,
    [arrayLiteral(tasks), countsUntil(now).toString()],
  );
  return rows.map(({ name }) => name);
}

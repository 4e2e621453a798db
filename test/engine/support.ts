import type { TestApp } from '../support/app.ts';

/** A run as these tests look at it. */
export interface Run {
  id: string;
  state: string;
  trigger: string;
  slot: string | null;
  attempt: number;
  startedAt: string | null;
  finishedAt: string | null;
  summary: string | null;
  checks: number;
  checksSince: string | null;
  error: { message: string } | null;
  log: { lines: { seq: number; level: string; message: string }[] };
}

interface TaskAnswer {
  task: { nextRunAt: string | null; due: boolean; runs: { edges: { node: Run }[] } };
}

const taskQuery = `query ($name: ID!) {
  task(name: $name) {
    nextRunAt due
    runs(first: 100) { edges { node {
      id state trigger slot attempt startedAt finishedAt summary checks checksSince
      error { message } log { lines { seq level message } }
    } } }
  }
}`;

/** A task's runs, newest first, and when it runs next. */
export interface TaskState {
  nextRunAt: string | null;
  due: boolean;
  runs: Run[];
}

const toState = ({ task }: TaskAnswer): TaskState => ({
  nextRunAt: task.nextRunAt,
  due: task.due,
  runs: task.runs.edges.map(({ node }) => node),
});

/** Waits, by notification, until a task's runs are as wanted. */
export async function untilTask(
  app: TestApp,
  name: string,
  accept: (state: TaskState) => boolean,
): Promise<TaskState> {
  await app.until<TaskAnswer>(taskQuery, (data) => accept(toState(data)), { name });
  // The fields of one answer are read one after the other, so the first one that fits may be half old.
  return toState(await app.query<TaskAnswer>(taskQuery, { name }));
}

/** Waits until a task has this many runs and all of them are over. */
export function untilFinished(app: TestApp, name: string, count: number): Promise<TaskState> {
  return untilTask(
    app,
    name,
    ({ runs }) => runs.length === count && runs.every((run) => run.finishedAt !== null),
  );
}

export async function runNow(app: TestApp, name: string): Promise<{ id: string; alreadyActive: boolean }> {
  const { runTaskNow } = await app.query<{ runTaskNow: { alreadyActive: boolean; run: { id: string } } }>(
    'mutation ($name: ID!) { runTaskNow(name: $name) { alreadyActive run { id } } }',
    { name },
  );
  return { id: runTaskNow.run.id, alreadyActive: runTaskNow.alreadyActive };
}

/** A door in a task: it waits until the test opens it. */
export function gate(): { opened: Promise<void>; open(): void; reached: Promise<void>; reach(): void } {
  const opened = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  return { opened: opened.promise, open: opened.resolve, reached: reached.promise, reach: reached.resolve };
}

import { defineTask, type TaskDefinition, type TaskOptions } from '../../server/engine/task.ts';
import type { TestApp } from '../support/app.ts';

/** Friday 10:00 in Regina (UTC-6 all year). */
export const friday = '2027-01-15T16:00:00Z';

/** Who does what tests ask for. */
export { asker as me } from '../support/token.ts';

/** A task of which a test says only what it is about; without a schedule it runs by hand. */
export const demoTask = (options: Partial<TaskOptions> = {}): TaskDefinition =>
  defineTask({
    name: 'demo.Task',
    label: 'Task',
    description: 'For tests.',
    schedule: {},
    run: async () => undefined,
    ...options,
  });

/** A run as these tests look at it. */
export interface Run {
  id: string;
  state: string;
  trigger: string;
  slot: string | null;
  attempt: number;
  startedAt: string | null;
  finishedAt: string | null;
  cancelling: boolean;
  cancelledBy: string | null;
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
      id state trigger slot attempt startedAt finishedAt cancelling cancelledBy summary checks checksSince
      error { message } log(first: 100) { lines { seq level message } }
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

/** A task as it is now. */
export const look = (app: TestApp, name = 'demo.Task'): Promise<TaskState> =>
  untilTask(app, name, () => true);

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

/** What the server answered to a request to end a run; throws what it refused. */
export async function cancel(app: TestApp, id: string): Promise<Partial<Run>> {
  const { cancelRun } = await app.query<{ cancelRun: Partial<Run> }>(
    'mutation ($id: ID!) { cancelRun(id: $id) { id state cancelling cancelledBy startedAt } }',
    { id },
  );
  return cancelRun;
}

/** Rows of a statement on the app's database, for what no client can do. */
export function sql<Row extends object = object>(
  app: TestApp,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return app.app.orm.em.fork().execute<Row[]>(statement, values);
}

/** A door in a task: it waits until the test opens it. */
export function gate(): { opened: Promise<void>; open(): void; reached: Promise<void>; reach(): void } {
  const opened = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  return { opened: opened.promise, open: opened.resolve, reached: reached.promise, reach: reached.resolve };
}

/** A task that waits at a door before it does anything else: `door.reached` says that it has started. */
export function gated(
  options: Partial<TaskOptions> = {},
  then: TaskOptions['run'] = async () => undefined,
): { door: ReturnType<typeof gate>; task: TaskDefinition } {
  const door = gate();
  const run: TaskOptions['run'] = async (context) => {
    door.reach();
    await door.opened;
    return then(context);
  };
  return { door, task: demoTask({ run, ...options }) };
}

/** Resolves when a run is told to end, or has been before it began. */
export const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', resolve, { once: true });
  });

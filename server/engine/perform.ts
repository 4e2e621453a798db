import type { MikroORM } from '@mikro-orm/postgresql';
import { fence } from './fence.ts';
import type { TaskContext, TaskDefinition, TaskLog, TaskServices } from './task.ts';

/** A run to perform: plain data, so that it can go to another thread. */
export interface RunOrder {
  runId: string;
  nodeId: string;
  task: string;
  /** When the run started, ISO 8601. */
  startedAt: string;
  timeZone: string;
}

/** How a task ended: plain data as well. */
export type TaskResult =
  | { kind: 'done'; summary: string | null }
  | { kind: 'skipped'; reason: string }
  | { kind: 'failed'; message: string; stack: string | null };

/** What a run is performed with. */
export interface World {
  /** For tasks alone: outside a transaction its connections refuse to write. */
  orm: MikroORM;
  services: TaskServices;
  log: TaskLog;
  progress: TaskContext['progress'];
  signal: AbortSignal;
}

/** Calls a task with everything it works with. Never rejects: whatever is thrown is a result. */
export async function perform(
  definition: TaskDefinition,
  order: RunOrder,
  { orm, services, log, progress, signal }: World,
): Promise<TaskResult> {
  const now = Temporal.Instant.from(order.startedAt);
  const { timeZone } = order;
  const em = fence(orm.em, { runId: order.runId, nodeId: order.nodeId });
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const notify = services.notify({ now, timeZone });
  const { mail } = services;
  const context: TaskContext = { em, now, today, timeZone, log, notify, mail, progress, signal };
  try {
    // A unit of work of its own keeps what readiness loads out of the run's.
    const reason = (await definition.ready?.({ ...context, em: em.fork() })) ?? null;
    if (reason !== null) {
      void log.info(`Nothing to do: ${reason}`);
      return { kind: 'skipped', reason };
    }
    const result = await definition.run(context);
    return { kind: 'done', summary: result?.summary ?? null };
  } catch (cause) {
    return failure(cause);
  }
}

/** What was thrown, as a result. Tasks throw anything. */
export function failure(cause: unknown): TaskResult & { kind: 'failed' } {
  if (!(cause instanceof Error))
    return { kind: 'failed', message: `Thrown: ${describe(cause)}`, stack: null };
  const message = cause.message || cause.name;
  const remedy = (cause as { code?: unknown }).code === readOnly ? `: ${readOnlyRemedy}` : '';
  return { kind: 'failed', message: message + remedy, stack: cause.stack ?? null };
}

/** SQLSTATE of a write in a read-only transaction. */
const readOnly = '25006';
const readOnlyRemedy = 'write inside em.transactional(), where it is checked that the run still counts';

function describe(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

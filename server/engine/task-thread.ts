import type { MikroORM } from '@mikro-orm/postgresql';
import { parentPort, workerData } from 'node:worker_threads';
import { sizeOf, taskLog, type LogEntry } from './log-entry.ts';
import { perform, type RunOrder, type TaskResult } from './perform.ts';
import type { TaskDefinition, TaskServices } from './task.ts';

/** What a thread is started with. */
export interface ThreadData {
  databaseUrl: string;
  /** Name of its database connections. */
  connectionName: string;
  /** Characters of log that were sent and not yet taken, shared with the node: a task that floods waits for it. */
  unread: SharedArrayBuffer;
}

/** From the node to the thread. */
export type ToThread = { type: 'perform'; order: RunOrder } | { type: 'abort'; message: string };

/** From the thread to the node. */
export type FromThread =
  | { type: 'ready' }
  | { type: 'log'; entries: LogEntry[] }
  | { type: 'progress'; done: number; total: number; label: string | undefined }
  | { type: 'stray'; message: string }
  | { type: 'result'; result: TaskResult };

/** Unread characters from which the task has to wait. */
const unreadLimit = 250_000;
/** Unread characters up to which each line is sent at once: whatever the task does next, they are on their way. */
const sendAtOnceBelow = 20_000;
/** Lines sent together once the node lags behind. */
const batchSize = 500;

/**
 * The inside of a task thread: executes one run after the other, as the node says. A program starts its thread
 * file with this, its tasks and what it gives to them.
 */
export async function serveTasks(
  tasks: readonly TaskDefinition[],
  openOrm: (data: ThreadData) => Promise<MikroORM>,
  services: TaskServices,
): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('This file is started as a worker thread only.');
  const data = workerData as ThreadData;
  const send = (message: FromThread) => port.postMessage(message);
  const definitions = new Map(tasks.map((task) => [task.name, task]));
  const unread = new Int32Array(data.unread);
  let controller = new AbortController();

  const orm = await openOrm(data);
  // Without this a promise that a task leaves behind would end the thread, and the run in it.
  process.on('unhandledRejection', (cause) => send({ type: 'stray', message: String(cause) }));

  port.on('message', async (message: ToThread) => {
    if (message.type === 'abort') return controller.abort(new Error(message.message));
    const { order } = message;
    const definition = definitions.get(order.task);
    if (!definition) throw new Error(`No task ${order.task} in this thread`);
    controller = new AbortController();
    const { signal } = controller;
    const log = new LogSender(unread, (entries) => send({ type: 'log', entries }));
    const progress = (done: number, total: number, label?: string) =>
      send({ type: 'progress', done, total, label });
    const world = { orm, services, log: taskLog(log.append), progress, signal };
    const result = await perform(definition, order, world);
    log.close();
    send({ type: 'result', result });
  });
  send({ type: 'ready' });
}

/** Sends log entries to the node, and holds the task up while the node cannot take more. */
class LogSender {
  #batch: LogEntry[] = [];
  #scheduled = false;
  #closed = false;

  constructor(
    private readonly unread: Int32Array,
    private readonly send: (entries: LogEntry[]) => void,
  ) {}

  append = (entry: LogEntry): Promise<void> => {
    if (this.#closed) return Promise.resolve();
    const before = Atomics.add(this.unread, 0, sizeOf(entry));
    this.#batch.push(entry);
    if (before < sendAtOnceBelow || this.#batch.length >= batchSize) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
    // A loop that never awaits cannot be held up by a promise; blocking the thread holds up this run alone.
    for (let unread = before; unread > unreadLimit; unread = Atomics.load(this.unread, 0)) {
      this.flush();
      Atomics.wait(this.unread, 0, unread, 100);
    }
    return Promise.resolve();
  };

  /** What a task left running writes after its end has no run to belong to. */
  close(): void {
    this.flush();
    this.#closed = true;
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#batch.length === 0) return;
    this.send(this.#batch);
    this.#batch = [];
  }
}

import { Worker } from 'node:worker_threads';
import { connectionName } from '../db/connection-name.ts';
import { sizeOf, storable, type LogEntry } from './log-entry.ts';
import { failure, type RunOrder, type TaskResult } from './perform.ts';
import { givenUp, type RunHost } from './run-host.ts';
import type { RunLogWriter } from './run-log.ts';
import type { FromThread, ThreadData, ToThread } from './task-thread.ts';

/** Memory of a task's thread, in MB: a run that needs more fails, and nothing else does. */
const heapLimit = 512;

export interface ThreadHostOptions {
  /** The program that a thread starts with; it calls `serveTasks`. */
  file: URL;
  databaseUrl: string;
  nodeId: string;
  onProblem(message: string): void;
  /** Ends database connections by the beginning of their name. */
  endConnections(name: string): Promise<void>;
}

/**
 * Executes each run in a thread of its own (docs/decisions/0005-tasks-in-threads.md): whatever a task does, spin,
 * run out of memory, leave promises behind or call `process.exit`, its run alone pays for it.
 * Threads are kept for further runs, and one more than needed waits, since a start takes half a second.
 */
export class ThreadHost implements RunHost {
  #idle: TaskThread[] = [];
  #started = 0;
  #closed = false;

  constructor(private readonly options: ThreadHostOptions) {
    this.#keepSpare();
  }

  async perform(order: RunOrder, log: RunLogWriter, signal: AbortSignal, grace: number): Promise<TaskResult> {
    const thread = this.#idle.findLast(({ alive }) => alive) ?? this.#start();
    this.#idle = this.#idle.filter((other) => other !== thread && other.alive);
    this.#keepSpare();
    const result = await thread.perform(order, log, signal, grace);
    // After an abort nobody knows what the task has left running.
    if (thread.alive && !signal.aborted && !this.#closed) this.#idle.push(thread);
    else await thread.end();
    return result;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#idle.map((thread) => thread.end()));
  }

  #keepSpare(): void {
    if (this.#idle.length === 0 && !this.#closed) this.#idle.push(this.#start());
  }

  #start(): TaskThread {
    this.#started += 1;
    return new TaskThread(this.options, connectionName(this.options.nodeId, `task ${this.#started}.`));
  }
}

/** A run in a thread. */
interface Performance {
  log: RunLogWriter;
  end(result: TaskResult): void;
}

class TaskThread {
  readonly #worker: Worker;
  readonly #unread = new Int32Array(new SharedArrayBuffer(4));
  readonly #ready = Promise.withResolvers<void>();
  #current: Performance | null = null;
  /** Lines are handed on in order, one batch after the other. */
  #logging: Promise<void> = Promise.resolve();
  #error: unknown = null;
  #ending: Promise<void> | null = null;
  alive = true;

  constructor(
    private readonly options: ThreadHostOptions,
    private readonly connections: string,
  ) {
    const workerData: ThreadData = {
      databaseUrl: options.databaseUrl,
      connectionName: connections,
      unread: this.#unread.buffer,
    };
    this.#worker = new Worker(options.file, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: heapLimit },
    });
    // A failed start is reported to the run that wanted the thread.
    this.#ready.promise.catch(() => undefined);
    this.#worker.on('message', (message: FromThread) => this.#receive(message));
    this.#worker.on('error', (error) => {
      // A task throws anything, also where nobody catches it.
      this.#error = error;
    });
    this.#worker.on('exit', (code) => {
      this.alive = false;
      const result = this.#wayOut(code);
      this.#ready.reject(new Error(`Its thread could not start: ${result.message}`));
      this.#finish(result);
    });
  }

  async perform(order: RunOrder, log: RunLogWriter, signal: AbortSignal, grace: number): Promise<TaskResult> {
    try {
      await this.#ready.promise;
    } catch (cause) {
      return failure(cause);
    }
    const ended = Promise.withResolvers<TaskResult>();
    this.#current = { log, end: ended.resolve };
    this.#send({ type: 'perform', order });
    const abort = () => this.#send({ type: 'abort', message: String((signal.reason as Error).message) });
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const result = await Promise.race([ended.promise, givenUp(signal, grace)]);
    signal.removeEventListener('abort', abort);
    if (signal.aborted) await this.end();
    await this.#logging;
    this.#current = null;
    return result;
  }

  /** Ends the thread, whatever it is doing, and what it was doing in the database. Once: it does not start again. */
  end(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #end(): Promise<void> {
    await this.#worker.terminate();
    await this.options
      .endConnections(this.connections)
      .catch((cause: unknown) => this.options.onProblem(`Ending a task's connections: ${String(cause)}`));
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromThread): void {
    switch (message.type) {
      case 'ready':
        return this.#ready.resolve();
      case 'log':
        return this.#take(message.entries, true);
      case 'progress':
        return this.#current?.log.progress(message.done, message.total, message.label);
      case 'stray':
        return this.#stray(message.message);
      case 'result':
        return this.#finish(message.result);
    }
  }

  /** Hands lines on to the run's log. The thread has counted those it sent and may be waiting for them to go. */
  #take(entries: LogEntry[], sent: boolean): void {
    const log = this.#current?.log;
    const before = this.#logging;
    this.#logging = (async () => {
      await before;
      for (const entry of entries) await log?.append(entry);
      if (!sent) return;
      const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
      Atomics.sub(this.#unread, 0, size);
      Atomics.notify(this.#unread, 0);
    })();
  }

  #stray(message: string): void {
    const text = `A promise was rejected and nobody handled it: ${message}`;
    if (this.#current) this.#take([{ level: 'WARN', message: storable(text), fields: null }], false);
    else this.options.onProblem(`Between two runs: ${text}`);
  }

  #finish(result: TaskResult): void {
    // Everything the task wrote has to reach the log before its end does.
    void this.#logging.then(() => this.#current?.end(result));
  }

  /** How a thread that ended by itself explains itself. */
  #wayOut(code: number): TaskResult & { kind: 'failed' } {
    const error = this.#error as { code?: unknown } | null;
    if (error?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return failure(new Error(`It ran out of memory: a task may use ${heapLimit} MB`));
    }
    if (error !== null) return failure(error);
    return failure(new Error(`It called process.exit(${code}): a task returns or throws instead`));
  }
}

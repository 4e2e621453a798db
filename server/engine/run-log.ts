import type { EntityManager } from '@mikro-orm/postgresql';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Notifications } from '../db/notify.ts';
import { sizeOf, storable, type LogEntry } from './log-entry.ts';
import type { LogLine } from './log-line.entity.ts';
import { readLog } from './read-log.ts';
import { RunRecord } from './run.entity.ts';

/** Lines gathered before they are written together, in ms: what a watcher waits at most. */
const gatherFor = 20;
/** Characters in memory at most; whoever awaits a further line waits until the database has taken some. */
const bufferLimit = 250_000;
/** Waits between tries double up to this, in ms; then the run has lost its log, about 25 s after the first. */
const giveUpAfter = 12_800;
/** A long log does not wake everyone who watches the task list more often than this, in ms. */
const listUpdateEvery = 1_000;

interface Progress {
  done: number;
  total: number;
  label: string | null;
}

interface PendingLine extends LogEntry {
  seq: number;
  at: string;
}

/**
 * Writes one run's lines and progress, in batches, on a connection outside the run's own transactions:
 * lines are seen at once and survive a rollback of the work.
 */
export class RunLogWriter {
  #seq = 0;
  #buffer: PendingLine[] = [];
  #size = 0;
  #progress: Progress | null = null;
  #writing: Promise<void> | null = null;
  #listUpdatedAt = -Infinity;
  #failure: unknown = null;
  #closed = false;

  constructor(
    private readonly pool: Pool,
    private readonly run: { id: string; task: string; nodeId: string },
    private readonly now: () => Temporal.Instant,
  ) {}

  /** Adds a line. Resolves at once while there is room, else when the database has taken some lines. */
  append = async (entry: LogEntry): Promise<void> => {
    // What a task left running writes after its end has no run to belong to.
    if (this.#failure || this.#closed) return;
    this.#buffer.push({ seq: ++this.#seq, at: this.now().toString(), ...entry });
    this.#size += sizeOf(entry);
    this.#write();
    while (this.#size >= bufferLimit && this.#writing) await this.#writing;
  };

  progress = (done: number, total: number, label?: string): void => {
    const count = (value: number) => Math.max(0, Math.min(2_147_483_647, Math.round(value) || 0));
    this.#progress = { done: count(done), total: count(total), label: label ? storable(label) : null };
    this.#write();
  };

  /** Waits until everything is written. Rejects when lines could not be. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#writing) await this.#writing;
    if (this.#failure) throw this.#failure;
  }

  #write(): void {
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = null;
      // What came while the last batch was being written; not after a failure, which close() reports.
      if (!this.#failure && (this.#buffer.length > 0 || this.#progress)) this.#write();
    });
  }

  async #drain(): Promise<void> {
    await delay(gatherFor);
    const lines = this.#buffer;
    const progress = this.#progress;
    this.#buffer = [];
    this.#size = 0;
    this.#progress = null;
    // The database may be restarting: the same lines again, or a later line would leave a gap before it.
    for (let wait = 100; ; wait *= 2) {
      try {
        if (lines.length > 0) await this.#insert(lines);
        if (progress) await this.#setProgress(progress);
        return await this.#announce();
      } catch (cause) {
        if (wait > giveUpAfter) {
          this.#failure = cause;
          this.#buffer = [];
          return;
        }
        await delay(wait);
      }
    }
  }

  async #setProgress({ done, total, label }: Progress): Promise<void> {
    await this.pool.query(
      `update run set progress_done = $3, progress_total = $4, progress_label = $5
        where id = $1 and node_id = $2 and state = 'RUNNING'`,
      [this.run.id, this.run.nodeId, done, total, label],
    );
  }

  async #insert(lines: PendingLine[]): Promise<void> {
    await this.pool.query(
      `insert into log_line (run_id, seq, at, level, message, fields)
       select $1, seq, at, level, message, fields::json
         from unnest($2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])
              as line (seq, at, level, message, fields)
       -- Written once already when only the answer got lost.
       on conflict do nothing`,
      [
        this.run.id,
        lines.map((line) => line.seq),
        lines.map((line) => line.at),
        lines.map((line) => line.level),
        lines.map((line) => line.message),
        lines.map((line) => line.fields),
      ],
    );
  }

  async #announce(): Promise<void> {
    const list = performance.now() - this.#listUpdatedAt >= listUpdateEvery;
    if (list) this.#listUpdatedAt = performance.now();
    await this.pool.query(
      `select pg_notify('run_changed', $1)${list ? `, pg_notify('task_changed', $2)` : ''}`,
      list ? [this.run.id, this.run.task] : [this.run.id],
    );
  }
}

/** Lines in one read. */
const pageSize = 500;

/** What a watcher is sent: lines after the last one sent, and the run as it is now. */
export interface RunLogBatch {
  lines: LogLine[];
  run: RunRecord;
}

/**
 * Follows a run: first its lines after `after`, then new ones as they are written, until the run has
 * finished and its last line was sent. It listens before it reads, so no line is missed or doubled,
 * whichever node executes the run and whenever the watcher joins.
 * Ends without a batch when the run does not exist (any more), and at once when `left` is aborted.
 */
export async function* followRun(
  source: { em: EntityManager; notifications: Notifications },
  runId: string,
  after: number,
  left: AbortSignal,
): AsyncGenerator<RunLogBatch, void> {
  let changed = Promise.withResolvers<void>();
  const wake = () => changed.resolve();
  const stopListening = source.notifications.on('run_changed', (id) => id === runId && wake());
  const stopGap = source.notifications.onGap(wake);
  left.addEventListener('abort', wake);
  try {
    for (let last = after; ;) {
      if (left.aborted) return;
      changed = Promise.withResolvers<void>();
      const em = source.em.fork();
      // The run is read before its lines: they were all written before it was marked as finished.
      const run = await em.findOne(RunRecord, { id: runId });
      if (!run) return;
      const { lines, hasMore } = await readLog(em, runId, { after: last, count: pageSize });
      last = lines.at(-1)?.seq ?? last;
      yield { lines, run };
      if (hasMore) continue;
      if (run.finishedAt || left.aborted) return;
      await changed.promise;
    }
  } finally {
    stopListening();
    stopGap();
  }
}

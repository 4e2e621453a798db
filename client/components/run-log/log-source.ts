import type { ApolloClient } from '@apollo/client';
import {
  LogBackwardDocument,
  LogCountDocument,
  LogForwardDocument,
  type LogLevel,
} from '../../gql/graphql.ts';
import { errorText } from '../error-text.ts';
import { BLOCK, LogRows, type LogLine } from './log-rows.ts';
import { LogStream } from './log-stream.ts';

/** Blocks kept of a log: 10,000 lines. */
const KEEP = 20;
/** Rows read before they come into sight. */
const AHEAD = 150;
/** Blocks read at once: whoever drags through a long log leaves most of them behind before they come. */
const AT_ONCE = 2;
const RETRY_AFTER = 2_000;

/** From least to most important. */
export const LEVELS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARN', 'ERROR'];

const reaches = (line: LogLine, level: LogLevel): boolean =>
  LEVELS.indexOf(line.level) >= LEVELS.indexOf(level);

/**
 * One run's log as rows to look at: those of the stream at its end, and any others as they are wanted. With a level
 * the rows are the lines that reach it; what is written meanwhile is judged here, the rest by the server.
 */
export class LogSource {
  rows: LogRows;
  level: LogLevel | null = null;
  /** Counts the changes, for whoever shows the rows. */
  version = 0;
  /** Whether the server is still counting the rows of the level. */
  counting = false;
  /** Why rows cannot be shown; null when they can. */
  problem: string | null = null;
  readonly stream: LogStream;

  #wanted = { from: 0, to: 0 };
  #underWay = new Set<number>();
  #unplaced: LogLine[] = [];
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #watchers = new Set<() => void>();

  /** `after` is the line before those with which the stream begins. */
  constructor(
    private readonly client: ApolloClient,
    readonly runId: string,
    after: number,
  ) {
    this.rows = new LogRows(after);
    this.stream = new LogStream(client, runId, after, { onLines: (lines) => this.#add(lines) });
  }

  start(): () => void {
    this.stream.start();
    return () => {
      this.stream.stop();
      clearTimeout(this.#retryTimer);
    };
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Shows only lines that reach the level; null shows all. */
  setLevel(level: LogLevel | null): void {
    if (level === this.level) return;
    this.stream.flush();
    const upTo = this.stream.last;
    this.level = level;
    this.problem = null;
    this.#unplaced = [];
    this.#underWay = new Set();
    this.counting = level !== null;
    this.rows = new LogRows(level ? 0 : upTo);
    this.#changed();
    if (level) void this.#count(this.rows, level, upTo);
  }

  /** Reads these rows, and some around them, as far as they are not here; forgets those far away. */
  want(from: number, to: number): void {
    this.#wanted = { from, to };
    this.rows.keepNear(from, KEEP);
    this.#read();
  }

  /** Reads the last so many rows, as far as they are not here. */
  async readTail(most: number): Promise<void> {
    const { rows } = this;
    for (;;) {
      const gap = rows.gap(rows.count - most, rows.count);
      if (!gap) return;
      const { from, lines } = await this.#ask(rows, gap);
      if (lines.length === 0) return;
      rows.put(from, lines);
    }
  }

  /** The row at which a line stands, or would stand. */
  async indexOf(seq: number): Promise<number> {
    if (!this.level) return seq - 1;
    return (await this.count({ before: seq + 1 })) - 1;
  }

  /** How many lines of the level are behind `after` and in front of `before`, with the text when one is given. */
  async count({
    after = 0,
    before,
    search,
  }: {
    after?: number;
    before: number;
    search?: string;
  }): Promise<number> {
    const { data } = await this.client.query({
      query: LogCountDocument,
      variables: { runId: this.runId, after, before, level: this.level, search },
      fetchPolicy: 'no-cache',
    });
    return data?.run?.logCount ?? 0;
  }

  async #count(rows: LogRows, level: LogLevel, upTo: number): Promise<void> {
    try {
      const count = await this.count({ before: upTo + 1 });
      if (rows !== this.rows) return;
      rows.count = count;
      rows.append(this.#unplaced.filter((line) => reaches(line, level)));
      this.counting = false;
    } catch (cause) {
      if (rows !== this.rows) return;
      this.problem = errorText(cause);
    }
    this.#unplaced = [];
    this.#changed();
  }

  #add(lines: readonly LogLine[]): void {
    const { level } = this;
    // Where they stand is known when it is known how many stand before them.
    if (this.counting) this.#unplaced.push(...lines);
    else this.rows.append(level ? lines.filter((line) => reaches(line, level)) : lines);
    this.#changed();
  }

  #read(): void {
    const { rows } = this;
    const { from, to } = this.#wanted;
    for (let index = from - AHEAD; this.#underWay.size < AT_ONCE;) {
      const gap = rows.gap(index, to + AHEAD);
      if (!gap) return;
      index = gap.to;
      if (!this.#underWay.has(gap.from)) void this.#load(rows, gap);
    }
  }

  async #load(rows: LogRows, gap: { from: number; to: number }): Promise<void> {
    const underWay = this.#underWay;
    underWay.add(gap.from);
    try {
      const { from, lines } = await this.#ask(rows, gap);
      // The log is shown otherwise by now.
      if (rows !== this.rows) return;
      if (lines.length === 0) throw new Error('This run is no longer kept.');
      rows.put(from, lines);
      underWay.delete(gap.from);
      this.#changed();
      this.#read();
    } catch {
      if (rows !== this.rows) return;
      clearTimeout(this.#retryTimer);
      this.#retryTimer = setTimeout(() => {
        underWay.clear();
        this.#read();
      }, RETRY_AFTER);
    }
  }

  /** Lines for a gap: perhaps not all, since long ones come fewer at a time. */
  async #ask(
    rows: LogRows,
    { from, to }: { from: number; to: number },
  ): Promise<{ from: number; lines: LogLine[] }> {
    const { level, runId } = this;
    const count = Math.min(to - from, BLOCK);
    const before = level ? rows.at(from - 1) : undefined;
    const behind = level ? rows.at(to) : undefined;
    if (behind && !before) {
      const { data } = await this.client.query({
        query: LogBackwardDocument,
        variables: { runId, before: behind.seq, last: count, level },
        fetchPolicy: 'no-cache',
      });
      const lines = data?.run?.log.lines ?? [];
      return { from: to - lines.length, lines };
    }
    // Without a level the rows are the lines, so their numbers say where to begin.
    const after = level ? (before?.seq ?? 0) : from;
    const skip = level && !before ? from : 0;
    const { data } = await this.client.query({
      query: LogForwardDocument,
      variables: { runId, after, skip, first: count, level },
      fetchPolicy: 'no-cache',
    });
    return { from, lines: data?.run?.log.lines ?? [] };
  }

  #changed(): void {
    this.version += 1;
    this.#watchers.forEach((watcher) => watcher());
  }
}

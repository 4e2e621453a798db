import type { ApolloClient } from '@apollo/client';
import { map } from 'rxjs';
import { RunFactsFragmentDoc, RunLogDocument, type RunLogSubscription } from '../../gql/graphql.ts';
import type { LogLine } from './log-rows.ts';

const FLUSH_EVERY = 60;
/** How often what changes with each line goes to the cache, which keeps something of every write. */
const WRITE_EVERY = 1_000;
const RESUBSCRIBE_AFTER = 2_000;

type Run = RunLogSubscription['runLog']['run'];

interface Listener {
  /** New lines in order, many at once; may be none when only the state of the stream changed. */
  onLines(lines: readonly LogLine[]): void;
}

/**
 * The lines of one run after line `last`: what was written before, then what is being written. Every line comes exactly
 * once, also over lost connections. The run itself goes to the cache.
 */
export class LogStream {
  /** The last line that the listener got, after which it goes on. */
  last: number;
  /** Whether the last line of a finished run has come. */
  complete = false;
  interrupted = false;

  #taken: number;
  #waiting: LogLine[] = [];
  #run: Run | undefined;
  #writtenState: Run['state'] | undefined;
  #writeTimer: ReturnType<typeof setTimeout> | undefined;
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #subscription: { unsubscribe(): void } | undefined;

  constructor(
    private readonly client: ApolloClient,
    private readonly runId: string,
    after: number,
    private readonly listener: Listener,
  ) {
    this.last = after;
    this.#taken = after;
  }

  /** Begins, or goes on where it was stopped. */
  start(): void {
    const ask = () => ({ runId: this.runId, after: this.#taken });
    this.#subscription = this.client
      .subscribe({
        query: RunLogDocument,
        variables: ask(),
        fetchPolicy: 'no-cache',
        // Two panes of one run must not share a cursor.
        context: { queryDeduplication: false, resumeWith: ask },
      })
      .pipe(
        map(({ data, error }) => {
          // The server could not say what it had to: without asking again those lines would be missing.
          if (!data) throw error ?? new Error('No lines came.');
          return data.runLog;
        }),
      )
      .subscribe({
        next: (batch) => this.#take(batch),
        complete: () => {
          this.complete = true;
          this.interrupted = false;
          this.flush();
        },
        error: () => {
          this.interrupted = true;
          this.flush();
          this.#retryTimer = setTimeout(() => this.start(), RESUBSCRIBE_AFTER);
        },
      });
  }

  stop(): void {
    clearTimeout(this.#retryTimer);
    this.#subscription?.unsubscribe();
    // Lines taken but not shown yet would be lost for the next start.
    this.flush();
    this.#write();
  }

  /** Gives what waits to the listener at once: a page that is told of each line has time for nothing else. */
  flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    const lines = this.#waiting;
    this.#waiting = [];
    this.last = this.#taken;
    if (this.complete || this.#run?.state !== this.#writtenState) this.#write();
    else this.#writeTimer ??= setTimeout(() => this.#write(), WRITE_EVERY);
    this.listener.onLines(lines);
  }

  #take({ lines, run }: RunLogSubscription['runLog']): void {
    this.interrupted = false;
    for (const line of lines) {
      if (line.seq <= this.#taken) continue;
      this.#taken = line.seq;
      this.#waiting.push(line);
    }
    this.#run = run;
    this.#flushTimer ??= setTimeout(() => this.flush(), FLUSH_EVERY);
  }

  #write(): void {
    clearTimeout(this.#writeTimer);
    this.#writeTimer = undefined;
    const run = this.#run;
    if (!run) return;
    this.#run = undefined;
    this.#writtenState = run.state;
    this.client.cache.writeFragment({
      id: this.client.cache.identify({ __typename: 'TaskRun', id: run.id }),
      fragment: RunFactsFragmentDoc,
      fragmentName: 'RunFacts',
      data: run,
    });
  }
}

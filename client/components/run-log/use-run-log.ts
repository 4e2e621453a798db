import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import {
  EarlierLogDocument,
  RunFactsFragmentDoc,
  RunLogDocument,
  type RunLogSubscription,
} from '../../gql/graphql.ts';
import { appendLines, insertLines, keepNewest, lastSeq, type LogChunk, type LogLine } from './log-chunks.ts';

const FLUSH_EVERY = 60;
const RESUBSCRIBE_AFTER = 2_000;
/** Lines kept while the reader follows a flood. Earlier ones can be read again from the server. */
const KEEP = 4_000;

type Run = RunLogSubscription['runLog']['run'];

function writeRun(client: ApolloClient, run: Run): void {
  client.cache.writeFragment({
    id: client.cache.identify({ __typename: 'TaskRun', id: run.id }),
    fragment: RunFactsFragmentDoc,
    fragmentName: 'RunFacts',
    data: run,
  });
}

interface Stream {
  /** The last line taken; where to continue from. */
  last: number;
  trim: boolean;
}

/**
 * The lines of one run after line `after`: what was written before, then what is being written.
 * Every line comes exactly once, also over lost connections. `complete` after the last line.
 */
export function useRunLog(runId: string, after: number) {
  const client = useApolloClient();
  const [chunks, setChunks] = useState<readonly LogChunk[]>([]);
  const [complete, setComplete] = useState(false);
  const [interrupted, setInterrupted] = useState(false);
  const stream = useRef<Stream>({ last: after, trim: true });

  useEffect(() => {
    let waiting: LogLine[] = [];
    let run: Run | undefined;
    let flushTimer: ReturnType<typeof setTimeout> | undefined;
    let retryTimer: ReturnType<typeof setTimeout> | undefined;

    const flush = () => {
      flushTimer = undefined;
      const lines = waiting;
      waiting = [];
      if (lines.length) {
        setChunks((shown) => {
          const all = appendLines(shown, lines);
          return stream.current.trim ? keepNewest(all, KEEP) : all;
        });
      }
      if (run) writeRun(client, run);
      run = undefined;
    };

    const subscribe = () => {
      const ask = () => ({ runId, after: stream.current.last });
      return client
        .subscribe({
          query: RunLogDocument,
          variables: ask(),
          fetchPolicy: 'no-cache',
          // Two panes of one run must not share a cursor.
          context: { queryDeduplication: false, resumeWith: ask },
        })
        .subscribe({
          next: ({ data }) => {
            if (!data) return;
            setInterrupted(false);
            const fresh = data.runLog.lines.filter((line) => line.seq > stream.current.last);
            for (const line of fresh) waiting.push(line);
            stream.current.last = fresh.at(-1)?.seq ?? stream.current.last;
            run = data.runLog.run;
            flushTimer ??= setTimeout(flush, FLUSH_EVERY);
          },
          complete: () => {
            clearTimeout(flushTimer);
            flush();
            setInterrupted(false);
            setComplete(true);
          },
          error: () => {
            setInterrupted(true);
            retryTimer = setTimeout(() => (subscription = subscribe()), RESUBSCRIBE_AFTER);
          },
        });
    };
    let subscription = subscribe();

    return () => {
      clearTimeout(retryTimer);
      clearTimeout(flushTimer);
      subscription.unsubscribe();
      // Lines taken but not shown yet would be lost for the next subscription of this effect.
      flush();
    };
  }, [client, runId]);

  /** Reads `count` older lines after one. `show` gets the change that puts them among those on screen. */
  const load = useCallback(
    async (afterSeq: number, count: number, show: (change: () => void) => void) => {
      const { data } = await client.query({
        query: EarlierLogDocument,
        variables: { runId, after: afterSeq, first: count },
        fetchPolicy: 'no-cache',
      });
      const lines = data?.run?.log.lines ?? [];
      show(() => setChunks((shown) => insertLines(shown, lines)));
    },
    [client, runId],
  );

  /** While the reader follows, old lines may go; while they read, nothing moves. */
  const allowTrim = useCallback((trim: boolean) => {
    stream.current.trim = trim;
  }, []);

  return { chunks, last: lastSeq(chunks) || after, complete, interrupted, load, allowTrim };
}

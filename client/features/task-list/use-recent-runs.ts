import { useApolloClient } from '@apollo/client/react';
import { use, useEffect, useRef, useState } from 'react';
import { ConnectionContext } from '../../components/connection.ts';
import { useTaskChanged } from '../../components/task-events.ts';
import { RecentRunsDocument } from '../../gql/graphql.ts';
import type { Mark } from './chart.ts';

/** While somebody scrolls, rows are gathered for this long. */
const SCROLL = 120;
/** Charts of tasks that change are read again at most this often. */
const CHANGE = 1_000;

/**
 * The recent runs of the tasks whose rows are shown, by name. They come after the rows and only for those that are in
 * sight, since thirty runs of each of a thousand tasks would hold the list up.
 */
export function useRecentRuns(shown: readonly string[]): ReadonlyMap<string, readonly Mark[]> {
  const client = useApolloClient();
  const connection = use(ConnectionContext);
  const [known, setKnown] = useState<ReadonlyMap<string, readonly Mark[]>>(new Map());
  const current = useRef(new Set<string>());
  const inSight = useRef(shown);
  const timers = useRef<Partial<Record<'scroll' | 'change', ReturnType<typeof setTimeout>>>>({});

  const read = useRef(async () => {
    const names = inSight.current.filter((name) => !current.current.has(name));
    if (names.length === 0) return;
    for (const name of names) current.current.add(name);
    try {
      const { data } = await client.query({
        query: RecentRunsDocument,
        variables: { names },
        fetchPolicy: 'no-cache',
      });
      const fresh = data?.tasks.map(({ name, recentRuns }) => [name, recentRuns] as const) ?? [];
      setKnown((before) => new Map([...before, ...fresh]));
    } catch {
      // The list says what is wrong with the connection; once it is back, all are read again.
      for (const name of names) current.current.delete(name);
    }
  });
  const readSoon = useRef((why: 'scroll' | 'change', after: number) => {
    timers.current[why] ??= setTimeout(() => {
      delete timers.current[why];
      void read.current();
    }, after);
  });

  const names = shown.join(' ');
  useEffect(() => {
    inSight.current = names.split(' ');
    readSoon.current('scroll', SCROLL);
  }, [names]);
  useTaskChanged(({ name }) => {
    if (current.current.delete(name)) readSoon.current('change', CHANGE);
  });
  useEffect(
    () =>
      connection?.watch(() => {
        if (connection.state() !== 'live') return;
        current.current.clear();
        readSoon.current('change', CHANGE);
      }),
    [connection],
  );
  useEffect(() => {
    const waiting = timers.current;
    return () => {
      clearTimeout(waiting.scroll);
      clearTimeout(waiting.change);
      timers.current = {};
    };
  }, []);
  return known;
}

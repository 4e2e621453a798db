import { useApolloClient } from '@apollo/client/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { BLOCK } from './log-rows.ts';
import { LogSearch } from './log-search.ts';
import { LogSource } from './log-source.ts';

/** One run's log, live as long as it is shown; `written` is how many lines are known to be there already. */
export function useLogSource(runId: string, written: number): { source: LogSource; search: LogSearch } {
  const client = useApolloClient();
  const [{ source, search }] = useState(() => {
    const made = new LogSource(client, runId, Math.max(0, written - BLOCK));
    return { source: made, search: new LogSearch(client, made) };
  });
  useEffect(() => source.start(), [source]);
  useEffect(() => search.start(), [search]);
  useSyncExternalStore(source.watch, () => source.version);
  useSyncExternalStore(search.watch, () => search.version);
  return { source, search };
}

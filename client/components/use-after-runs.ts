import { useEffect, useRef } from 'react';
import { useTaskChanged } from './task-events.ts';

const AT_MOST_EVERY = 1_000;

/** Reads again after any task has finished a run, since that is what moves records; a burst of runs costs one read. */
export function useAfterRuns(read: () => Promise<unknown>): void {
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  }, [read]);

  const finished = useRef(new Map<string, string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useTaskChanged(({ name, lastRun }) => {
    if (!lastRun?.finishedAt || finished.current.get(name) === lastRun.id) return;
    finished.current.set(name, lastRun.id);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void latest.current().catch(() => undefined);
    }, AT_MOST_EVERY);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}

import { useEffect, useRef } from 'react';
import { useTaskChanged } from '../../components/task-events.ts';

const AT_MOST_EVERY = 500;

/**
 * The live event carries what the list shows. Upcoming runs, statistics and the last success are read
 * again after it, a little later, so that a burst of events costs one read.
 */
export function useFreshDetail(name: string, refetch: () => Promise<unknown>): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useTaskChanged((task) => {
    if (task.name !== name || timer.current) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void refetch().catch(() => undefined);
    }, AT_MOST_EVERY);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}

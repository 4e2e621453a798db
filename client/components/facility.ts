import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { ConsoleRole } from '../gql/graphql.ts';

/** What every screen knows: the facility, who is looking, and how far this machine's clock is from the server's. */
export interface Facility {
  name: string;
  timeZone: string;
  /** Server clock minus this machine's clock, in milliseconds. */
  clockOffset: number;
  viewer: { name: string; role: ConsoleRole } | null;
}

export const FacilityContext = createContext<Facility | null>(null);

export function useFacility(): Facility {
  const facility = use(FacilityContext);
  if (!facility) throw new Error('useFacility needs a FacilityContext above it');
  return facility;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function onTick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((each) => each()), 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * The facility's present instant, by the server's clock. The component renders again only when the
 * instant enters a new step, so many can tick off one timer.
 */
export function useNow(stepMs = 10_000): number {
  const { clockOffset } = useFacility();
  const read = useCallback(
    () => Math.floor((Date.now() + clockOffset) / stepMs) * stepMs,
    [clockOffset, stepMs],
  );
  return useSyncExternalStore(onTick, read);
}

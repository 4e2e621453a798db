import { createContext, use, useSyncExternalStore } from 'react';
import type { ConsoleRole, ViewerFactsFragment } from '../gql/graphql.ts';
import { permits, ROLES } from './access/roles.ts';

/** What every screen knows: the facility, who is looking, and how far this machine's clock is from the server's. */
export interface Facility {
  name: string;
  timeZone: string;
  /** Server clock minus this machine's clock, in milliseconds. */
  clockOffset: number;
  viewer: ViewerFactsFragment & { role: ConsoleRole };
}

export const FacilityContext = createContext<Facility | null>(null);

export function useFacility(): Facility {
  const facility = use(FacilityContext);
  if (!facility) throw new Error('useFacility needs a FacilityContext above it');
  return facility;
}

/** Why this person may not do something ("Viewers cannot run tasks"); null when their role is enough. */
export function useRefusal(what: string, needed: ConsoleRole = 'operator'): string | null {
  const { role } = useFacility().viewer;
  return permits(role, needed) ? null : `${ROLES[role].label}s cannot ${what}`;
}

const TICK = 500;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function onTick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((each) => each()), TICK);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * What `read` makes of the facility's present instant, by the server's clock. The component renders
 * again only when that result changes, so a page full of times costs little.
 */
export function useClock<T extends string | number | boolean>(read: (now: number) => T): T {
  const { clockOffset } = useFacility();
  return useSyncExternalStore(onTick, () => read(Date.now() + clockOffset));
}

/** The present instant, in steps. It lags by up to a step: compare with it, but do not tell how long ago. */
export const useNow = (stepMs = 10_000): number => useClock((now) => Math.floor(now / stepMs) * stepMs);

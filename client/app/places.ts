import { permits } from '../components/access/roles.ts';
import type { ConsoleRole } from '../gql/graphql.ts';

/** A page that the header leads to. */
export interface Place {
  to: string;
  /** Pages below it are also those below this address. */
  also?: string;
  label: string;
  /** The key that opens it, after G. */
  key: string;
  /** The least role that may see it; everybody when it is left out. */
  needs?: ConsoleRole;
}

export const PLACES: Record<'Admin' | 'Records', readonly Place[]> = {
  Admin: [
    { to: '/tasks', also: '/runs', label: 'Background Tasks', key: 'T' },
    { to: '/cycles', label: 'Cycles', key: 'C' },
    { to: '/nodes', label: 'Nodes', key: 'N' },
    { to: '/audit', label: 'Audit', key: 'A' },
    { to: '/access', label: 'Access', key: 'U', needs: 'admin' },
  ],
  Records: [
    { to: '/submissions', label: 'Submissions', key: 'S' },
    { to: '/reviews', label: 'Reviews', key: 'R' },
    { to: '/projects', also: '/allocations', label: 'Projects', key: 'P' },
    { to: '/sessions', label: 'Sessions', key: 'E' },
    { to: '/messages', label: 'Messages', key: 'M' },
  ],
};

/** Whether somebody with this role may go there. */
export const isOpen = ({ needs }: Place, role: ConsoleRole): boolean => !needs || permits(role, needs);

/** All pages of the header that this role may see. */
export const placesFor = (role: ConsoleRole): Place[] =>
  Object.values(PLACES)
    .flat()
    .filter((place) => isOpen(place, role));

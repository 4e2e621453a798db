import { InMemoryCache, type FieldPolicy, type Reference } from '@apollo/client/cache';

interface Connection {
  edges: { cursor: string; node: Reference }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number;
}

/**
 * Joins pages of a growing list. A later page is appended; a fresh first page goes on top of what the
 * reader has already loaded, unless so much is new that the two no longer meet.
 */
export function joinPages(
  existing: Connection | undefined,
  incoming: Connection,
  after: unknown,
): Connection {
  if (!existing) return incoming;
  if (after) {
    const known = new Set(existing.edges.map((edge) => edge.node.__ref));
    const fresh = incoming.edges.filter((edge) => !known.has(edge.node.__ref));
    return { ...incoming, edges: [...existing.edges, ...fresh] };
  }
  const last = incoming.edges.at(-1)?.node.__ref;
  const meeting = existing.edges.findIndex((edge) => edge.node.__ref === last);
  const tail = meeting === -1 ? [] : existing.edges.slice(meeting + 1);
  if (tail.length === 0 || !incoming.pageInfo.hasNextPage) return incoming;
  return { ...incoming, edges: [...incoming.edges, ...tail], pageInfo: existing.pageInfo };
}

const isConnection = (value: unknown): value is Connection =>
  typeof value === 'object' && value !== null && 'edges' in value && 'pageInfo' in value;

/** What tells two lists of one kind apart: their filters, not how much of them is read. */
const pages = (keyArgs: string[]): FieldPolicy<Connection, Connection> => ({
  keyArgs,
  // `existing` is withheld on a refetch; `existingData` is not, and the reader keeps the loaded pages.
  merge: (existing, incoming, { args, existingData }) =>
    joinPages(existing ?? (isConnection(existingData) ? existingData : undefined), incoming, args?.after),
});

/** Tasks are known by name, runs and cycles by id, so one event updates every screen that shows them. */
export const createCache = (): InMemoryCache =>
  new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          cycles: pages(['state']),
          submissions: pages(['search', 'state', 'approved', 'cycle', 'track', 'facility']),
          reviews: pages(['search', 'state', 'kind', 'cycle', 'overdue', 'reviewer']),
          projects: pages(['search', 'state', 'cycle']),
          allocations: pages(['cycle', 'facility', 'project']),
          sessions: pages(['search', 'state', 'facility']),
          notifications: pages(['search', 'state', 'kind', 'level']),
          accounts: pages([]),
          tokens: pages([]),
          auditEntries: pages([
            'search',
            'action',
            'outcome',
            'subjectType',
            'subjectId',
            'task',
            'since',
            'until',
          ]),
        },
      },
      Task: { keyFields: ['name'], fields: { runs: pages(['state']) } },
      // Parts of one record that different screens select differently.
      TaskSchedule: { merge: true },
      TaskStats: { merge: true },
      RunError: { merge: true },
      RunProgress: { merge: true },
      Facility: { keyFields: [] },
      // An account as it was at the time of each entry: its id does not make two of them one.
      AuditActor: { keyFields: false },
      Viewer: { keyFields: [] },
    },
  });

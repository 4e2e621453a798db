import { useQuery } from '@apollo/client/react';
import { useEffect, useMemo, type ReactNode } from 'react';
import { ErrorState } from '../components/error-state.tsx';
import { FacilityContext, type Facility } from '../components/facility.ts';
import { PageSkeleton } from '../components/page-skeleton.tsx';
import { SessionDocument, type SessionQuery, type ViewerFactsFragment } from '../gql/graphql.ts';
import { useIdentity } from './identity.ts';
import classes from './layout.module.css';

function toFacility({ facility, viewer }: SessionQuery): Facility | null {
  // Between two answers the session may have ended or lost its role; the identity is asked again then.
  if (!viewer?.role) return null;
  return {
    name: facility.name,
    timeZone: facility.timeZone,
    clockOffset: Date.parse(facility.now) - Date.now(),
    viewer: { ...viewer, role: viewer.role },
  };
}

/** Clocks drift apart, and a sleeping machine's jumps. */
const COMPARE_CLOCKS_EVERY = 300_000;

interface Props {
  /** Whom the session was opened for. */
  signedIn: ViewerFactsFragment;
  children: ReactNode;
}

/** Nothing can be shown before the zone and the server's clock are known: every time on screen needs both. */
export function FacilityGate({ signedIn, children }: Props) {
  const identity = useIdentity();
  const { data, error, refetch } = useQuery(SessionDocument, {
    fetchPolicy: 'network-only',
    pollInterval: COMPARE_CLOCKS_EVERY,
  });
  const facility = useMemo(() => data && toFacility(data), [data]);

  // Another tab may have signed somebody else in, or the same person with another role.
  const viewer = data?.viewer;
  const isOther = data && (viewer?.id !== signedIn.id || viewer.role !== signedIn.role);
  useEffect(() => {
    if (isOther) void identity.ask();
  }, [identity, isOther]);

  if (facility) return <FacilityContext value={facility}>{children}</FacilityContext>;
  return (
    <main className={classes.main}>
      {error ? (
        <ErrorState page title="The console could not start" error={error} onRetry={() => void refetch()} />
      ) : (
        <PageSkeleton />
      )}
    </main>
  );
}

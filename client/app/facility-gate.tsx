import { useQuery } from '@apollo/client/react';
import { useMemo, type ReactNode } from 'react';
import { ErrorState } from '../components/error-state.tsx';
import { FacilityContext, type Facility } from '../components/facility.ts';
import { PageSkeleton } from '../components/page-skeleton.tsx';
import { SessionDocument, type SessionQuery } from '../gql/graphql.ts';
import classes from './layout.module.css';

function toFacility({ facility, viewer }: SessionQuery): Facility {
  return {
    name: facility.name,
    timeZone: facility.timeZone,
    clockOffset: Date.parse(facility.now) - Date.now(),
    viewer,
  };
}

/** Clocks drift apart, and a sleeping machine's jumps. */
const COMPARE_CLOCKS_EVERY = 300_000;

/** Nothing can be shown before the zone and the server's clock are known: every time on screen needs both. */
export function FacilityGate({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useQuery(SessionDocument, {
    fetchPolicy: 'network-only',
    pollInterval: COMPARE_CLOCKS_EVERY,
  });
  const facility = useMemo(() => data && toFacility(data), [data]);

  if (facility) return <FacilityContext value={facility}>{children}</FacilityContext>;
  return (
    <main className={classes.main}>
      {error ? (
        <ErrorState title="The console could not start" error={error} onRetry={() => void refetch()} />
      ) : (
        <PageSkeleton />
      )}
    </main>
  );
}

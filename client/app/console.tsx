import { ApolloProvider } from '@apollo/client/react';
import { ConnectionContext } from '../components/connection.ts';
import { TaskEventsContext } from '../components/task-events.ts';
import type { ViewerFactsFragment } from '../gql/graphql.ts';
import { FacilityGate } from './facility-gate.tsx';
import { Router } from './router.tsx';
import type { Session } from './session.ts';
import { useLiveTasks } from './use-live-tasks.ts';

function LiveTasks({ session }: { session: Session }) {
  useLiveTasks(session);
  return null;
}

/** All that somebody with a role sees. Give it the session's key: another session is another console. */
export default function Console({ session, viewer }: { session: Session; viewer: ViewerFactsFragment }) {
  return (
    <ApolloProvider client={session.client}>
      <ConnectionContext value={session.connection}>
        <TaskEventsContext value={session.events}>
          <LiveTasks session={session} />
          <FacilityGate signedIn={viewer}>
            <Router />
          </FacilityGate>
        </TaskEventsContext>
      </ConnectionContext>
    </ApolloProvider>
  );
}

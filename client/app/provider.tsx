import { ApolloProvider } from '@apollo/client/react';
import { MantineProvider } from '@mantine/core';
import { setNonce } from 'get-nonce';
import { useState, type ReactNode } from 'react';
import { ConnectionContext } from '../components/connection.ts';
import { TaskEvents, TaskEventsContext } from '../components/task-events.ts';
import { createApollo } from './apollo.ts';
import { openSocket, socketUrl } from './socket.ts';
import { theme } from './theme.ts';
import { useLiveTasks } from './use-live-tasks.ts';

/** The policy of the page allows the styles that carry it: Mantine's, and those that lock the page behind a dialog. */
const styleNonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
setNonce(styleNonce);

function createSession() {
  const socket = openSocket(socketUrl('/graphql', location.origin));
  return { connection: socket.connection, client: createApollo(socket), events: new TaskEvents() };
}

type Session = ReturnType<typeof createSession>;

function LiveTasks({ connection, events }: Session) {
  useLiveTasks(connection, events);
  return null;
}

export function Provider({ children }: { children: ReactNode }) {
  const [session] = useState(createSession);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
      <ApolloProvider client={session.client}>
        <ConnectionContext value={session.connection}>
          <TaskEventsContext value={session.events}>
            <LiveTasks {...session} />
            {children}
          </TaskEventsContext>
        </ConnectionContext>
      </ApolloProvider>
    </MantineProvider>
  );
}

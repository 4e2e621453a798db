import type { ApolloClient } from '@apollo/client';
import type { Connection } from '../components/connection.ts';
import { TaskEvents } from '../components/task-events.ts';
import { createApollo } from './apollo.ts';
import { openSocket, socketUrl } from './socket.ts';

/** What belongs to one sign-in: what was read in it must not be seen by whoever signs in next. */
export interface Session {
  /** Tells it from others. */
  key: number;
  openedAt: number;
  client: ApolloClient;
  connection: Connection;
  events: TaskEvents;
  close(): void;
}

let opened = 0;

/** Nothing is asked and no socket is opened before something is subscribed to. `onEnded` may be called repeatedly. */
export function openSession(onEnded: (session: Session) => void): Session {
  const ended = () => onEnded(session);
  const socket = openSocket(socketUrl('/graphql', location.origin), ended);
  const client = createApollo(socket, ended);
  const session: Session = {
    key: (opened += 1),
    openedAt: Date.now(),
    client,
    connection: socket.connection,
    events: new TaskEvents(),
    close() {
      void socket.client.dispose();
      client.stop();
      void client.clearStore();
    },
  };
  return session;
}

import type { ApolloClient } from '@apollo/client';
import type { Connection } from '../components/connection.ts';
import { TaskEvents } from '../components/task-events.ts';
import { createApollo } from './apollo.ts';
import { createCache } from './cache.ts';
import { openSocket, socketUrl } from './socket.ts';
import { ToldTasks } from './told-tasks.ts';

/** What belongs to one sign-in: what was read in it must not be seen by whoever signs in next. */
export interface Session {
  /** Tells it from others. */
  key: number;
  openedAt: number;
  client: ApolloClient;
  connection: Connection;
  told: ToldTasks;
  events: TaskEvents;
  close(): void;
}

/**
 * How often what no screen needs any more is forgotten, in ms: of a page that is open all day the cache would keep every
 * run and every line that was the last one for a while.
 */
const TIDY_EVERY = 60_000;

let opened = 0;

/** Nothing is asked and no socket is opened before something is subscribed to. `onEnded` may be called repeatedly. */
export function openSession(onEnded: (session: Session) => void): Session {
  const ended = () => onEnded(session);
  const socket = openSocket(socketUrl('/graphql', location.origin), ended);
  const cache = createCache();
  const told = new ToldTasks(cache);
  const client = createApollo({ socket, cache, told, onEnded: ended });
  const tidy = setInterval(() => cache.gc({ resetResultCache: true }), TIDY_EVERY);
  const session: Session = {
    key: (opened += 1),
    openedAt: Date.now(),
    client,
    connection: socket.connection,
    told,
    events: new TaskEvents(),
    close() {
      clearInterval(tidy);
      void socket.client.dispose();
      client.stop();
      void client.clearStore();
    },
  };
  return session;
}

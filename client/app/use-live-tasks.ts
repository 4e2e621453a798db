import { useApolloClient } from '@apollo/client/react';
import { useEffect } from 'react';
import type { Connection } from '../components/connection.ts';
import type { TaskEvents } from '../components/task-events.ts';
import { TaskChangedDocument, TaskListDocument } from '../gql/graphql.ts';

const RESUBSCRIBE_AFTER = 3_000;
/** Long enough for the server to take up the subscription, so that no change falls between it and the read. */
const READ_AFTER = 400;

/**
 * Keeps every screen current: one subscription writes each changed task into the cache, and each new
 * connection is followed by a fresh read, since nobody tells us what happened while we were away.
 */
export function useLiveTasks(connection: Connection, events: TaskEvents): void {
  const client = useApolloClient();

  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    let stop = () => {};
    const listen = () => {
      const subscription = client.subscribe({ query: TaskChangedDocument }).subscribe({
        next: ({ data }) => {
          if (!data) return;
          const known = client.readQuery({ query: TaskListDocument });
          if (known && !known.tasks.some((task) => task.name === data.taskChanged.name)) {
            void client.refetchQueries({ include: [TaskListDocument] });
          }
          events.emit(data.taskChanged);
        },
        error: () => (again = setTimeout(listen, RESUBSCRIBE_AFTER)),
        complete: () => (again = setTimeout(listen, RESUBSCRIBE_AFTER)),
      });
      stop = () => subscription.unsubscribe();
    };
    listen();
    return () => {
      clearTimeout(again);
      stop();
    };
  }, [client, events]);

  useEffect(() => {
    let read: ReturnType<typeof setTimeout> | undefined;
    const stop = connection.watch(() => {
      clearTimeout(read);
      if (connection.state() !== 'live') return;
      read = setTimeout(() => void client.refetchQueries({ include: 'active' }), READ_AFTER);
    });
    return () => {
      clearTimeout(read);
      stop();
    };
  }, [client, connection]);
}

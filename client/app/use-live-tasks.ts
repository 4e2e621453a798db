import type { ObservableQuery } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEffect } from 'react';
import { filter, firstValueFrom } from 'rxjs';
import { TaskChangedDocument, TaskListDocument, type TaskFactsFragment } from '../gql/graphql.ts';
import type { Session } from './session.ts';

const RESUBSCRIBE_AFTER = 3_000;
/** Long enough for the server to take up the subscription, so that no change falls between it and the read. */
const READ_AFTER = 400;
/** However many tasks change, screens are drawn anew at most this often. */
const WRITE_EVERY = 250;

/** Passes on what it is given at once, and then gathered, the newest of each task. */
function gather(pass: (tasks: TaskFactsFragment[]) => void) {
  const waiting = new Map<string, TaskFactsFragment>();
  let passed = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    add(task: TaskFactsFragment) {
      waiting.set(task.name, task);
      timer ??= setTimeout(
        () => {
          timer = undefined;
          passed = performance.now();
          const tasks = [...waiting.values()];
          waiting.clear();
          pass(tasks);
        },
        passed + WRITE_EVERY - performance.now(),
      );
    },
    stop: () => clearTimeout(timer),
  };
}

/** Reads again once the first answer is there, which a second reading at the same time would only hold up. */
async function readAgain(query: ObservableQuery): Promise<unknown> {
  await firstValueFrom(query.pipe(filter(({ loading }) => !loading)));
  return query.refetch();
}

/**
 * Keeps every screen current: one subscription writes the changed tasks into the cache. Each time it begins anew, and
 * when the server could not say what changed, a fresh read follows, since nobody tells us what happened meanwhile.
 */
export function useLiveTasks({ connection, told, events }: Session): void {
  const client = useApolloClient();

  useEffect(() => {
    let reading: Promise<unknown> = Promise.resolve();
    // One after the other: one that begins while another is under way would get its answer, from before it began.
    const read = (include: 'active' | (typeof TaskListDocument)[]) => {
      reading = reading
        .then(() => client.refetchQueries({ include, onQueryUpdated: readAgain }))
        .catch(() => undefined);
    };

    const changed = gather((tasks) => {
      told.write(tasks);
      const known = client.readQuery({ query: TaskListDocument });
      const names = new Set(known?.tasks.map(({ name }) => name));
      if (known && tasks.some(({ name }) => !names.has(name))) {
        read([TaskListDocument]);
      }
      for (const task of tasks) events.emit(task);
    });

    let soon: ReturnType<typeof setTimeout> | undefined;
    const readSoon = () => {
      clearTimeout(soon);
      soon = setTimeout(() => read('active'), READ_AFTER);
    };
    const stopWatching = connection.watch(() => {
      if (connection.state() === 'live') readSoon();
      else clearTimeout(soon);
    });

    let waiting: ReturnType<typeof setTimeout> | undefined;
    let stop = () => {};
    const listen = () => {
      // Not into the cache, which would have every screen drawn anew for each of them.
      const subscription = client
        .subscribe({ query: TaskChangedDocument, fetchPolicy: 'no-cache' })
        .subscribe({
          next: ({ data }) => (data ? changed.add(data.taskChanged) : readSoon()),
          error: listenAgain,
          complete: listenAgain,
        });
      stop = () => subscription.unsubscribe();
    };
    const listenAgain = () => {
      waiting = setTimeout(() => {
        listen();
        readSoon();
      }, RESUBSCRIBE_AFTER);
    };
    listen();

    return () => {
      clearTimeout(waiting);
      clearTimeout(soon);
      stopWatching();
      changed.stop();
      stop();
    };
  }, [client, connection, told, events]);
}

import type { ApolloCache } from '@apollo/client';
import { ApolloLink } from '@apollo/client/link';
import { tap } from 'rxjs';
import { TaskFactsFragmentDoc, type TaskFactsFragment } from '../gql/graphql.ts';

/**
 * What the subscription has told of tasks. It is written into the cache, and again after each answer that was on its way
 * meanwhile: that may be older, and nobody would tell of the change a second time.
 */
export class ToldTasks {
  #writes = 0;
  readonly #newest = new Map<string, { write: number; task: TaskFactsFragment }>();

  constructor(private readonly cache: ApolloCache) {}

  write(tasks: readonly TaskFactsFragment[]): void {
    this.#writes += 1;
    for (const task of tasks) this.#newest.set(task.name, { write: this.#writes, task });
    this.#put(tasks);
  }

  /** Has to stand where all answers of the server pass. */
  readonly link = new ApolloLink((operation, forward) => {
    const asked = this.#writes;
    const tellAgain = () => {
      const newer = [...this.#newest.values()].filter(({ write }) => write > asked);
      if (newer.length > 0) this.#put(newer.map(({ task }) => task));
    };
    // By then the answer is in the cache, and no screen has been drawn from it yet.
    return forward(operation).pipe(tap({ complete: tellAgain }));
  });

  #put(tasks: readonly TaskFactsFragment[]): void {
    this.cache.batch({
      update(cache) {
        for (const task of tasks) {
          cache.writeFragment({ fragment: TaskFactsFragmentDoc, fragmentName: 'TaskFacts', data: task });
        }
      },
    });
  }
}

import { createContext, use, useEffect, useEffectEvent } from 'react';
import type { TaskFactsFragment } from '../gql/graphql.ts';

type Listener = (task: TaskFactsFragment) => void;

/** Passes the one `taskChanged` subscription of the app on to whoever cares, without a second subscription. */
export class TaskEvents {
  readonly #listeners = new Set<Listener>();

  emit(task: TaskFactsFragment): void {
    for (const listener of this.#listeners) listener(task);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export const TaskEventsContext = createContext(new TaskEvents());

export function useTaskChanged(listener: Listener): void {
  const events = use(TaskEventsContext);
  const onChange = useEffectEvent(listener);
  useEffect(() => events.listen((task) => onChange(task)), [events]);
}

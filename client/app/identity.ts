import { ApolloClient } from '@apollo/client';
import { InMemoryCache } from '@apollo/client/cache';
import { HttpLink } from '@apollo/client/link/http';
import { createContext, use, useSyncExternalStore } from 'react';
import {
  ViewerDocument,
  type SignInMethod,
  type ViewerFactsFragment,
  type ViewerQuery,
} from '../gql/graphql.ts';
import { openSession, type Session } from './session.ts';

/** What is known of who sits here. */
export type Standing =
  /** Nothing yet; `error` when it could not be asked. */
  | { is: 'unknown'; error?: unknown }
  /** Nobody is signed in; `ended` when somebody was. */
  | { is: 'out'; methods: readonly SignInMethod[]; ended: boolean }
  /** Somebody is. Without a role there is nothing to open a session for. */
  | {
      is: 'in';
      methods: readonly SignInMethod[];
      viewer: ViewerFactsFragment;
      session: Session | null;
    };

const ASK_AGAIN_AFTER = 3_000;
/** A session that ends as soon as it begins would otherwise be asked for again and again without a pause. */
const YOUNG = 10_000;

/** Asks the server who is signed in, before anything else is asked, and opens and closes sessions accordingly. */
export class Identity {
  #standing: Standing = { is: 'unknown' };
  #asked = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  readonly #watchers = new Set<() => void>();
  readonly #client = new ApolloClient({
    link: new HttpLink({ uri: '/graphql' }),
    cache: new InMemoryCache(),
  });

  readonly standing = (): Standing => this.#standing;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Resolves when the answer is in force. What is shown stays while it is awaited, or cannot be had. */
  async ask(): Promise<void> {
    clearTimeout(this.#again);
    const number = (this.#asked += 1);
    try {
      const { data } = await this.#client.query({ query: ViewerDocument, fetchPolicy: 'no-cache' });
      if (number === this.#asked && data) this.#take(data);
    } catch (error) {
      if (number !== this.#asked) return;
      if (this.#standing.is === 'unknown') this.#become({ is: 'unknown', error });
      else this.#askIn(ASK_AGAIN_AFTER);
    }
  }

  /** The person has signed out; with `leaves` the browser is on its way to the provider, and nothing is shown. */
  left(leaves: boolean): void {
    this.#asked += 1;
    if (this.#standing.is !== 'in') return;
    const { methods } = this.#standing;
    this.#become(leaves ? { is: 'unknown' } : { is: 'out', methods, ended: false });
  }

  #take({ viewer, signInMethods: methods }: ViewerQuery): void {
    if (viewer) {
      const session = viewer.role && openSession((ended) => this.#ended(ended));
      this.#become({ is: 'in', methods, viewer, session });
      return;
    }
    const before = this.#standing;
    const ended = before.is === 'in' || (before.is === 'out' && before.ended);
    this.#become({ is: 'out', methods, ended });
  }

  /** The server says that a session is over; it may be that only the role is another one. */
  #ended(session: Session): void {
    const standing = this.#standing;
    if (standing.is !== 'in' || standing.session !== session) return;
    this.#askIn(Date.now() - session.openedAt < YOUNG ? ASK_AGAIN_AFTER : 0);
  }

  #askIn(ms: number): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.ask(), ms);
  }

  #become(next: Standing): void {
    const before = this.#standing;
    this.#standing = next;
    this.#watchers.forEach((watcher) => watcher());
    if (before.is === 'in') before.session?.close();
  }
}

export const IdentityContext = createContext<Identity | null>(null);

export function useIdentity(): Identity {
  const identity = use(IdentityContext);
  if (!identity) throw new Error('useIdentity needs an IdentityContext above it');
  return identity;
}

export function useStanding(): Standing {
  const { watch, standing } = useIdentity();
  return useSyncExternalStore(watch, standing);
}

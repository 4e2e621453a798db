import { ApolloLink } from '@apollo/client/link';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { print } from '@apollo/client/utilities';
import { Observable, throwError } from 'rxjs';
import type { Socket } from './socket.ts';

declare module '@apollo/client' {
  interface DefaultContext {
    /** Variables to ask again with after a lost connection, when they are not those of the first time. */
    resumeWith?: () => Record<string, unknown>;
  }
}

/**
 * Sends subscriptions over graphql-ws, which repeats a subscription by itself after a lost connection.
 * It writes the payload out anew each time, so a getter is enough to continue from a fresh cursor
 * rather than from the one of the first subscription. Nothing is sent for a session that has ended.
 */
export class ResumableLink extends ApolloLink {
  constructor(private readonly socket: Socket) {
    super();
  }

  override request(operation: ApolloLink.Operation): Observable<ApolloLink.Result> {
    const { client, connection } = this.socket;
    if (connection.state() === 'ended') {
      return throwError(() => new Error('The session has ended: sign in again.'));
    }
    const { query, variables, operationName, extensions } = operation;
    const { resumeWith } = operation.getContext();
    const payload = {
      query: print(query),
      operationName,
      extensions,
      get variables() {
        return resumeWith ? resumeWith() : variables;
      },
    };
    return new Observable((observer) =>
      client.subscribe<Record<string, unknown>, Record<string, unknown>>(payload, {
        next: (result) => observer.next(result),
        complete: () => observer.complete(),
        error: (error) => observer.error(toError(error)),
      }),
    );
  }
}

function toError(error: unknown): Error {
  if (error instanceof Error) return error;
  if (Array.isArray(error)) return new CombinedGraphQLErrors({ errors: error });
  return new Error('The live connection was closed.', { cause: error });
}

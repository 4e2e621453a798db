import { ApolloClient, type ApolloCache } from '@apollo/client';
import { ApolloLink } from '@apollo/client/link';
import { ErrorLink } from '@apollo/client/link/error';
import { HttpLink } from '@apollo/client/link/http';
import { OperationTypeNode } from 'graphql';
import { isSignedOut } from '../components/error-text.ts';
import { ResumableLink } from './resumable-link.ts';
import type { Socket } from './socket.ts';
import type { ToldTasks } from './told-tasks.ts';

interface Parts {
  socket: Socket;
  cache: ApolloCache;
  told: ToldTasks;
  onEnded: () => void;
}

/**
 * Queries and mutations over HTTP, subscriptions over the socket, one cache for both. `onEnded` is called whenever
 * the server answers that nobody is signed in.
 */
export function createApollo({ socket, cache, told, onEnded }: Parts): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.from([
      new ErrorLink(({ error }) => {
        if (isSignedOut(error)) onEnded();
      }),
      ApolloLink.split(
        ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
        new ResumableLink(socket),
        told.link.concat(new HttpLink({ uri: '/graphql' })),
      ),
    ]),
    cache,
    assumeImmutableResults: true,
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
  });
}

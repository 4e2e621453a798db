import { ApolloClient } from '@apollo/client';
import { ApolloLink } from '@apollo/client/link';
import { HttpLink } from '@apollo/client/link/http';
import { OperationTypeNode } from 'graphql';
import { createCache } from './cache.ts';
import { ResumableLink } from './resumable-link.ts';
import type { Socket } from './socket.ts';

/** Queries and mutations over HTTP, subscriptions over the socket, one cache for both. */
export function createApollo(socket: Socket): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new ResumableLink(socket.client),
      new HttpLink({ uri: '/graphql' }),
    ),
    cache: createCache(),
    assumeImmutableResults: true,
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
  });
}

import type { Request } from 'express';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Credentials } from '../access/access.ts';
import { workFor } from '../db/fair-pool.ts';
import { checkOperation } from '../graphql/check-operation.ts';
import { createContext } from '../graphql/context.ts';
import { InputProblem, toFormattedError } from '../graphql/errors.ts';
import { keyOf, mayIntrospect } from './callers.ts';
import type { GraphqlOptions } from './graphql-http.ts';
import { InProgress } from './in-progress.ts';
import { longestMessage, socketLimits } from './limits.ts';
import { Refusal, refuseOn } from './refusal.ts';
import { originOf } from './sign-in-routes.ts';
import { wire } from './wire.ts';

/** One client's connection. */
interface Line {
  request: Request;
  socket: WebSocket;
  /** Whose operations its own are counted with; nobody's before it has begun. */
  key: string;
  /** Operations that have not ended. */
  underWay: number;
  /** What its subscriptions read from, by their payload: two may have the same id while one of them ends. */
  sources: Map<object, AsyncIterable<unknown>>;
  /** What to undo when it closes. */
  leave: (() => void)[];
}

export interface GraphqlSockets {
  /** Takes over a connection that a client upgrades. */
  upgrade(request: Request, socket: Duplex, head: Buffer): void;
  /** Says goodbye to all clients. */
  close(): Promise<void>;
}

/** Subscriptions, queries and mutations over WebSocket, with the protocol graphql-transport-ws. */
export function graphqlOverSocket({ services, schema, callers, onProblem }: GraphqlOptions): GraphqlSockets {
  const perPrincipal = new InProgress(socketLimits.perPrincipal);
  const format = (error: GraphQLError) => toFormattedError(error, onProblem);

  const protocol = makeServer<Record<string, unknown>, Line>({
    connectionInitWaitTimeout: socketLimits.beginsWithin,
    async onConnect({ connectionParams, extra: line }) {
      const { request, socket, leave } = line;
      try {
        const origin = originOf(request);
        const principal = await callers.identify(credentialsOf(connectionParams, request), origin);
        // It may have left while we looked.
        if (socket.readyState !== socket.OPEN) return false;
        // False alone closes with 4403, and clients try again after that; 4401 they take as final.
        const end = () => socket.close(CloseCode.Unauthorized, 'Unauthorized');
        if (!principal) {
          end();
          return false;
        }
        const key = keyOf(principal, origin);
        const place = perPrincipal.begin(key);
        if (!place) {
          socket.close(tryAgainLater, `At most ${socketLimits.perPrincipal} WebSockets at once`);
          return false;
        }
        line.key = key;
        leave.push(services.access.watch.add(principal, end), () => place[Symbol.dispose]());
        return true;
      } catch (cause) {
        const isSignedOut = cause instanceof InputProblem && cause.code === 'UNAUTHENTICATED';
        if (!(cause instanceof InputProblem)) onProblem(`WebSocket: ${String(cause)}`);
        if (isSignedOut) socket.close(CloseCode.Unauthorized, 'Unauthorized');
        else socket.close(tryAgainLater, 'Try again later');
        return false;
      }
    },
    async onSubscribe({ connectionParams, extra: line }, _id, operation) {
      line.underWay += 1;
      // Those that come while this one is looked at do not make it one too many.
      const isTooMany = line.underWay > socketLimits.operations;
      const refusal = await admit();
      if (Array.isArray(refusal)) line.underWay -= 1;
      return refusal;

      async function admit() {
        try {
          await callers.count(line.key);
          if (isTooMany) throw tooManyAtOnce();
          // Each operation asks anew who it is for: what was revoked a moment ago begins nothing more.
          const origin = originOf(line.request);
          const principal = await callers.identify(credentialsOf(connectionParams, line.request), origin);
          const checked = checkOperation(schema, operation, mayIntrospect(principal));
          if (Array.isArray(checked)) return checked;
          return { ...checked, contextValue: createContext(services, principal, origin) };
        } catch (cause) {
          // This operation alone: thrown on, it would end all of the socket's.
          return [
            cause instanceof InputProblem ? cause : new GraphQLError('', { originalError: cause as Error }),
          ];
        }
      }
    },
    execute: (args) => callers.execute(args).catch((cause: GraphQLError) => ({ errors: [cause] })),
    onOperation({ extra }, _id, payload, _args, result) {
      if (Symbol.asyncIterator in result) extra.sources.set(payload, result);
    },
    onComplete({ extra }, _id, payload) {
      extra.underWay -= 1;
      extra.sources.delete(payload);
    },
    async onClose({ extra: { leave, sources } }) {
      for (const undo of leave) undo();
      // Those that graphql-ws lost sight of, when an id was used again, would read on for nobody.
      await Promise.all(
        [...sources.values()].map(async (source) => {
          await source[Symbol.asyncIterator]().return?.();
        }),
      );
    },
    onError: (_context, _id, _payload, errors) => errors.map(format),
    onNext: (_context, _id, _payload, _args, result) =>
      result.errors ? { ...result, errors: result.errors.map(format) } : result,
  });

  const sockets = new WebSocketServer({
    ...endsSoon,
    noServer: true,
    maxPayload: longestMessage,
    // Compression costs memory for each connection, and what it unpacks, time.
    perMessageDeflate: false,
    handleProtocols,
  });
  sockets.on('wsClientError', ({ message }, socket) =>
    refuseOn(socket, new Refusal(400, 'BAD_INPUT', message)),
  );
  sockets.on('connection', (socket: WebSocket, request: Request) => {
    const line: Line = { request, socket, key: '', underWay: 0, sources: new Map(), leave: [] };
    // What a subscription reads later is read in the name of whoever began it, too.
    wire(protocol, socket, line, (answer) => (line.key ? workFor(line.key, answer) : answer()), onProblem);
  });

  return {
    upgrade: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request)),
    close() {
      for (const client of sockets.clients) client.close(1001, 'Going away');
      return new Promise((resolve) => sockets.close(() => resolve()));
    },
  };
}

/** An option of ws that its types do not know yet. */
const endsSoon = { closeTimeout: socketLimits.endsWithin };

/** What clients try again after, which they do not after most others. */
const tryAgainLater = 1013;

const tooManyAtOnce = () =>
  new InputProblem(
    'RATE_LIMITED',
    `At most ${socketLimits.operations} operations may be under way on one WebSocket: end one first.`,
  );

/** What is not text is passed on as text, to be refused: nothing but its absence means nobody in particular. */
function credentialsOf(
  params: Readonly<Record<string, unknown>> | undefined,
  { headers }: IncomingMessage,
): Credentials {
  const { cookie, host } = headers;
  const value = params?.['authorization'];
  if (value === undefined || value === null) return { cookie, host };
  return { authorization: typeof value === 'string' ? value : JSON.stringify(value), host };
}

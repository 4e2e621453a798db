import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { expressMiddleware } from '@as-integrations/express5';
import compression from 'compression';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { CloseCode } from 'graphql-ws';
import { type Extra as SocketExtra, useServer } from 'graphql-ws/use/ws';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { checkOperation } from '../graphql/check-operation.ts';
import { authPath } from '../access/auth.ts';
import type { Credentials } from '../access/access.ts';
import type { Origin } from '../access/principal.ts';
import { createContext, identify, type Context, type Services } from '../graphql/context.ts';
import { InputProblem, toFormattedError } from '../graphql/errors.ts';
import { originOf, signInRoutes } from './sign-in-routes.ts';

export interface HttpOptions {
  services: Services;
  schema: GraphQLSchema;
  host: string;
  /** 0 asks for a free port. */
  port: number;
  /** The built console; null serves the API alone. */
  consoleFolder: string | null;
  onProblem(message: string): void;
}

export interface HttpServer {
  /** `http://host:port` as a browser can open it. */
  url: string;
  /** Closes subscriptions and connections, then the port. */
  close(): Promise<void>;
}

const path = '/graphql';

/** Serves GraphQL over HTTP and WebSocket at `/graphql`, `/healthz`, and the console elsewhere. */
export async function startHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { services, schema, onProblem } = options;
  const app = express().disable('x-powered-by');
  // Longer than browsers and proxies keep a connection they do not use: one that we close under a request fails it.
  const http = createServer({ keepAliveTimeout: 75_000 }, app);

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1_000_000 });
  http.on('upgrade', (request, socket, head) => {
    // Browsers let any page open a WebSocket to us, so ask where the page came from.
    const { origin, host } = request.headers;
    const isOurs = !origin || URL.parse(origin)?.host === host;
    if (new URL(request.url ?? '/', 'http://x').pathname !== path || !isOurs) return socket.destroy();
    return sockets.handleUpgrade(request, socket, head, (client) =>
      sockets.emit('connection', client, request),
    );
  });
  const format = (error: GraphQLError) => toFormattedError(error.toJSON(), error, onProblem);
  const subscriptions = useServer<Record<string, unknown>, SocketExtra & Record<PropertyKey, unknown>>(
    {
      schema,
      // Each operation asks anew who it is for: what was revoked a moment ago begins nothing more.
      context: async ({ connectionParams, extra }) => {
        const origin = originOfSocket(extra.request);
        const principal = await identify(services, credentialsOf(connectionParams, extra.request), origin);
        return createContext(services, principal, origin);
      },
      onConnect: async ({ connectionParams, extra }) => {
        const principal = await identify(
          services,
          credentialsOf(connectionParams, extra.request),
          originOfSocket(extra.request),
        ).catch((cause: unknown) => {
          if (cause instanceof InputProblem) return null;
          throw cause;
        });
        // False alone closes with 4403, and clients try again after that; 4401 they take as final.
        const end = () => extra.socket.close(CloseCode.Unauthorized, 'Unauthorized');
        if (principal) extra['stopWatching'] = services.access.watch.add(principal, end);
        else end();
        return principal !== null;
      },
      onClose: ({ extra }) => (extra['stopWatching'] as (() => void) | undefined)?.(),
      onSubscribe: (_context, _id, request) => checkOperation(schema, request),
      onError: (_context, _id, _payload, errors) => errors.map(format),
      onNext: (_context, _id, _payload, _args, result) =>
        result.errors ? { ...result, errors: result.errors.map(format) as never } : result,
    },
    sockets,
  );

  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => toFormattedError(formatted, error, onProblem),
    plugins: [
      ApolloServerPluginDrainHttpServer({ httpServer: http }),
      { serverWillStart: async () => ({ drainServer: async () => subscriptions.dispose() }) },
    ],
  });
  await apollo.start();
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.use(compression());
  app.use(authPath, signInRoutes(services.access));
  app.use(
    path,
    express.json({ limit: '1mb' }),
    expressMiddleware(apollo, {
      context: async ({ req }) => {
        const origin = originOf(req);
        const { authorization, cookie, host } = req.headers;
        return createContext(
          services,
          await identify(services, { authorization, cookie, host }, origin),
          origin,
        );
      },
    }),
  );
  if (options.consoleFolder) serveConsole(app, options.consoleFolder);
  app.use(answerUnreadable(onProblem));

  await listen(http, options.port, options.host);
  const { port } = http.address() as AddressInfo;
  const shownHost = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { url: `http://${shownHost}:${port}`, close: () => apollo.stop() };
}

/** Built files are named by their content and kept for ever; every other page is the console's one document. */
function serveConsole(app: Express, folder: string): void {
  app.use(
    '/assets',
    express.static(`${folder}/assets`, { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  app.use(express.static(folder, { index: false }));
  app.get('/{*page}', (_request, response) => {
    response.sendFile('index.html', { root: folder, headers: { 'cache-control': 'no-cache' } });
  });
}

/** Express would answer what it cannot read with a page that shows the stack. */
function answerUnreadable(onProblem: (message: string) => void): ErrorRequestHandler {
  return (error: Error & { status?: number }, _request, response, _next) => {
    const status = error.status ?? 500;
    if (status >= 500) onProblem(`HTTP: ${error.stack ?? error.message}`);
    const answer =
      status < 500
        ? { message: 'The request cannot be read.', extensions: { code: 'BAD_INPUT' } }
        : {
            message: 'The server failed to answer; its log has the reason.',
            extensions: { code: 'INTERNAL' },
          };
    response.status(status).json({ errors: [answer] });
  };
}

/** The port is taken, or not ours to take; one line with the remedy. */
export class ListenError extends Error {
  override name = 'ListenError';
}

function listen(http: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const problem = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${message})`;
      reject(new ListenError(`PORT="${port}": that port ${problem} on ${host}: choose another PORT.`));
    });
    http.listen(port, host, () => resolve());
  });
}

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

const originOfSocket = (request: IncomingMessage): Origin => ({
  ip: request.socket.remoteAddress ?? null,
  agent: request.headers['user-agent'] ?? null,
});

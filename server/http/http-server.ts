import compression from 'compression';
import express, { type Express, type Request } from 'express';
import type { GraphQLSchema } from 'graphql';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { authPath } from '../access/auth.ts';
import type { Services } from '../graphql/context.ts';
import { Callers } from './callers.ts';
import { serveConsole } from './console.ts';
import { graphqlOverHttp, type GraphqlOptions } from './graphql-http.ts';
import { graphqlOverSocket } from './graphql-socket.ts';
import { securityHeaders } from './headers.ts';
import { checkHosts, ourHosts, type Hosts } from './hosts.ts';
import { httpLimits, mostConnections, readsWithin, stopsWithin } from './limits.ts';
import { logDownloads } from './log-download.ts';
import { answerErrors, notFound, Refusal, refuseOn, sendJson, wrongMethod } from './refusal.ts';
import { signInRoutes } from './sign-in-routes.ts';

export interface HttpOptions {
  services: Services;
  schema: GraphQLSchema;
  host: string;
  /** 0 asks for a free port. */
  port: number;
  /** Where browsers reach the server; null for a loopback address. */
  publicUrl?: URL | null;
  /** Addresses or networks of proxies whose word on the client counts. */
  trustedProxies?: string[];
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

const graphqlPath = '/graphql';

/** Serves GraphQL over HTTP and WebSocket at `/graphql`, sign-in, `/healthz`, logs as files, and the console elsewhere. */
export async function startHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { services, schema, publicUrl = null, onProblem } = options;
  const http = createServer({
    ...httpLimits,
    // `checkHosts` says so in words.
    requireHostHeader: false,
    shouldUpgradeCallback: isWebSocket,
  });
  http.maxConnections = mostConnections;
  const answers = new WeakMap<Duplex, ServerResponse>();
  http.setTimeout(readsWithin, (socket) => {
    const isUnread = socket.writableLength > 0;
    const isUnused = answers.get(socket)?.writableFinished;
    // Otherwise an answer is being found, or a request comes, which has limits of its own.
    if (isUnread || isUnused) socket.destroy();
  });
  await listen(http, options.port, options.host);

  // Nothing is waited for from here on, so no request comes before there is somebody to answer it.
  const { port } = http.address() as AddressInfo;
  const hosts = ourHosts(publicUrl, options.host);
  const callers = new Callers(services);
  const graphql: GraphqlOptions = { services, schema, callers, onProblem };
  const app = buildApp(options, hosts, graphql);
  const sockets = graphqlOverSocket(graphql);
  http.on('request', (request, response) => answers.set(request.socket, response));
  http.on('request', app);
  http.on('upgrade', (request, socket, head) => {
    const refusal = checkHosts(request, hosts);
    if (refusal) return refuseOn(socket, refusal);
    // As Express does with its requests: `ip` then knows the proxies here, too.
    return sockets.upgrade(Object.setPrototypeOf(request, app.request) as Request, socket, head);
  });
  // What is expected beyond a "100 Continue" may be left unmet.
  http.on('checkExpectation', app);
  http.on('connect', (_request, socket) => refuseOn(socket, wrongMethod('GET, HEAD, POST')));
  http.on('clientError', (error, socket) => {
    const answer = answers.get(socket);
    // In the middle of an answer there is nothing to be said.
    if (answer?.headersSent && !answer.writableFinished) socket.destroy();
    else refuseOn(socket, unreadable(error));
  });

  const shownHost = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${shownHost}:${port}`,
    async close() {
      await Promise.all([closeHttp(http), sockets.close()]);
    },
  };
}

function buildApp(options: HttpOptions, hosts: Hosts, graphql: GraphqlOptions): Express {
  const { publicUrl = null, trustedProxies = [], consoleFolder, onProblem } = options;
  const app = express().disable('x-powered-by').disable('etag').set('trust proxy', trustedProxies);
  app.use(securityHeaders(publicUrl));
  // Those who ask whether it lives know it by any name.
  app.get('/healthz', (request, response) => sendJson(request, response, { status: 'ok' }));
  app.use((request, _response, next) => next(checkHosts(request, hosts) ?? undefined));
  app.use(compression());
  app.use(authPath, signInRoutes(options.services.access));
  app.use(graphqlPath, graphqlOverHttp(graphql));
  app.use([authPath, graphqlPath], (request) => {
    throw /^(GET|HEAD|POST)$/.test(request.method) ? notFound() : wrongMethod('GET, HEAD, POST');
  });
  app.use('/runs', logDownloads(options.services, graphql.callers));
  if (consoleFolder) app.use(serveConsole(consoleFolder));
  app.use(() => {
    throw notFound();
  });
  app.use(answerErrors(onProblem));
  return app;
}

/** The port is taken, or not ours to take; one line with the remedy. */
export class ListenError extends Error {
  override name = 'ListenError';
}

/** Rejects with a {@link ListenError} when the port cannot be had: at once, before what takes long is begun. */
export async function checkPort({ host, port }: { host: string; port: number }): Promise<void> {
  const probe = createServer();
  await listen(probe, port, host);
  await new Promise((resolve) => probe.close(resolve));
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

/** What else asks for an upgrade is answered as if it had not, as RFC 9110 wants it. */
function isWebSocket({ url = '', headers }: IncomingMessage): boolean {
  return /^\/graphql\/?(\?|$)/.test(url) && headers.upgrade?.toLowerCase() === 'websocket';
}

/** The answer to what is no HTTP, or does not come to an end in time. */
function unreadable({ code }: NodeJS.ErrnoException): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Refusal(408, 'BAD_INPUT', 'The request took too long to arrive.');
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Refusal(431, 'BAD_INPUT', 'Address and headers together are too long.');
  }
  return new Refusal(400, 'BAD_INPUT', 'This is no HTTP request.');
}

/** Takes no new connection; those that answer may finish, for a while. */
function closeHttp(http: Server): Promise<void> {
  return new Promise((resolve) => {
    const sweeping = setInterval(() => http.closeIdleConnections(), 100);
    const bound = setTimeout(() => http.closeAllConnections(), stopsWithin);
    http.close(() => {
      clearInterval(sweeping);
      clearTimeout(bound);
      resolve();
    });
  });
}

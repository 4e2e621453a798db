import { createClient, type Client as SocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startApp, type App } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { Notifications } from '../../server/db/notify.ts';
import type { Clock } from '../../server/engine/clock.ts';
import type { TaskDefinition } from '../../server/engine/task.ts';
import { asAdmin, testToken } from './token.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** Headers by name; null leaves one out that would be sent otherwise. */
export type Headers = Record<string, string | null>;

export interface GraphqlAnswer<T> {
  data: T;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; field?: string } }[];
}

/** The real program on a database of its own, reached as a client reaches it: over HTTP and WebSocket. */
export interface TestApp extends AsyncDisposable {
  url: string;
  databaseUrl: string;
  app: App;
  /** Problems that the server reported and no caller saw. */
  problems: string[];
  /** SQL statements since the last call. */
  takeSql(): string[];
  /** One operation over HTTP, as {@link asAdmin} unless `headers` say otherwise: null leaves one out. */
  request<T = Record<string, never>>(
    query: string,
    variables?: object,
    headers?: Headers,
  ): Promise<GraphqlAnswer<T>>;
  /** The data of an operation that must not fail. */
  query<T>(query: string, variables?: object): Promise<T>;
  /** Results of a subscription over WebSocket; ending the loop unsubscribes. */
  subscribe<T>(query: string, variables?: Record<string, unknown>): AsyncIterableIterator<GraphqlAnswer<T>>;
  /** Asks until `accept` takes the answer, prompted by every change of a task that the database tells of. */
  until<T>(query: string, accept: (data: T) => boolean, variables?: Record<string, unknown>): Promise<T>;
}

export interface TestAppOptions {
  tasks?: TaskDefinition[];
  clock?: Clock;
  /** Further environment. */
  env?: Record<string, string>;
  /** An existing database; it is left alone at the end. */
  databaseUrl?: string;
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database: TestDatabase | null = options.databaseUrl ? null : await createTestDatabase();
  const databaseUrl = options.databaseUrl ?? database!.url;
  const problems: string[] = [];
  let sql: string[] = [];
  let listening: Promise<Notifications> | undefined;
  const app = await startApp({
    config: parseConfig({ PORT: '0', DATABASE_URL: databaseUrl, ADMIN_TOKEN: testToken, ...options.env }),
    tasks: options.tasks ?? [],
    clock: options.clock,
    onProblem: (message) => problems.push(message),
    onOutdated: (reason) => problems.push(reason),
    onSql: (statement) => sql.push(statement),
  });
  const url = app.url ?? '';
  const sockets: SocketClient = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazyCloseTimeout: 0,
    retryAttempts: 0,
    connectionParams: asAdmin,
  });

  const request: TestApp['request'] = async (query, variables = {}, headers = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: sent({ 'content-type': 'application/json', ...asAdmin, ...headers }),
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as never;
  };
  const query: TestApp['query'] = async (text, variables) => {
    const { data, errors } = await request(text, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data as never;
  };
  const subscribe: TestApp['subscribe'] = (text, variables = {}) =>
    sockets.iterate({ query: text, variables }) as never;

  return {
    url,
    databaseUrl,
    app,
    problems,
    request,
    query,
    subscribe,
    takeSql() {
      const taken = sql;
      sql = [];
      return taken;
    },
    async until(text, accept, variables) {
      // Not `taskChanged`, which gathers changes for a while, and a test waits for many.
      listening ??= Notifications.connect(databaseUrl, 'test');
      const notifications = await listening;
      let changed = Promise.withResolvers<void>();
      const stop = notifications.on('task_changed', () => changed.resolve());
      try {
        for (;;) {
          changed = Promise.withResolvers<void>();
          const data = await query<never>(text, variables);
          if (accept(data)) return data;
          // Not every answer that is waited for comes with a change of a task.
          await Promise.race([changed.promise, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
        }
      } finally {
        stop();
      }
    },
    async [Symbol.asyncDispose]() {
      await sockets.dispose();
      await (await listening)?.close();
      await app.stop(Temporal.Duration.from('PT2S'));
      await database?.close();
    },
  };
}

const sent = (headers: Headers): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));

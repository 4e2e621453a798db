import type { ConsoleRole } from '../../server/access/roles.ts';
import type { GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Headers, TestApp } from '../support/app.ts';

/** A POST to one of the steps of signing in and out. */
export function post(
  app: TestApp,
  step: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${app.url}/auth/${step}`, {
    method: 'POST',
    // As the browser on our page says.
    headers: { 'content-type': 'application/json', origin: app.url, ...headers },
    body: JSON.stringify(body),
  });
}

/** The session cookie that an answer sets, as a request sends it back; empty when it sets none. */
export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0]!)
    .filter((cookie) => !cookie.endsWith('='))
    .join('; ');

/** Headers of a request that asks as the session and not as the token of tests. */
export const asSession = (cookie: string): Headers => ({ authorization: null, cookie });

/** Headers of a request of nobody. */
export const asNobody: Headers = { authorization: null };

/** The secret at the end of a one-time link. */
export const secretOf = (link: string): string => link.split('#link=')[1]!;

/** The cookie of whoever uses a one-time link. */
export async function signInByLink(app: TestApp, link: string): Promise<string> {
  const response = await post(app, 'sign-in/link', { token: secretOf(link) });
  if (!response.ok) throw new Error(await response.text());
  return cookieOf(response);
}

/** A new account of this console with its one-time link. */
export async function anAccount(
  app: TestApp,
  input: { name?: string; email?: string; role?: ConsoleRole } = {},
): Promise<{ id: string; email: string; link: string }> {
  const { name = 'Ada Lovelace', email = 'ada@pls.example', role = 'viewer' } = input;
  const { createAccount } = await app.query<{
    createAccount: { account: { id: string }; url: string };
  }>(`mutation ($input: CreateAccountInput!) { createAccount(input: $input) { url account { id } } }`, {
    input: { name, email, role },
  });
  return { id: createAccount.account.id, email, link: createAccount.url };
}

/** A new token for a program. */
export async function aToken(
  app: TestApp,
  input: { name?: string; role?: ConsoleRole; expiresAt?: string } = {},
): Promise<{ id: string; secret: string; authorization: string }> {
  const { name = 'nightly report', role = 'viewer' } = input;
  const expiresAt =
    input.expiresAt ?? (await now(app)).add({ hours: 24 * 30 }).toString({ smallestUnit: 'second' });
  const { createToken } = await app.query<{ createToken: { token: { id: string }; secret: string } }>(
    `mutation ($input: CreateTokenInput!) { createToken(input: $input) { secret token { id } } }`,
    { input: { name, role, expiresAt } },
  );
  const { secret, token } = createToken;
  return { id: token.id, secret, authorization: `Bearer ${secret}` };
}

/** The server's clock. */
export async function now(app: TestApp): Promise<Temporal.Instant> {
  const { facility } = await app.query<{ facility: { now: string } }>('{ facility { now } }');
  return Temporal.Instant.from(facility.now);
}

/** Sets the password of a new account, as its owner does after coming in by the link. */
export async function withPassword(app: TestApp, link: string, password: string): Promise<void> {
  const cookie = await signInByLink(app, link);
  const { errors } = await app.request(
    `mutation ($password: String!) { changePassword(password: $password) { id } }`,
    { password },
    asSession(cookie),
  );
  if (errors) throw new Error(JSON.stringify(errors));
}

/** The newest entries of the audit, the latest first. */
export async function audit(app: TestApp, args = 'first: 20'): Promise<AuditEntry[]> {
  const { auditEntries } = await app.query<{ auditEntries: { edges: { node: AuditEntry }[] } }>(
    `{ auditEntries(${args}) { edges { node { action outcome reason ip agent task subjectType subjectId before after
       actor { kind name role } } } } }`,
  );
  return auditEntries.edges.map(({ node }) => node);
}

export interface AuditEntry {
  action: string;
  outcome: string;
  reason: string | null;
  ip: string | null;
  agent: string | null;
  task: string | null;
  subjectType: string | null;
  subjectId: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  actor: { kind: string | null; name: string | null; role: string | null };
}

/** A WebSocket of somebody, over which operations are asked; `closed` tells the code with which the server ended it. */
export function openSocket(app: TestApp, { authorization, cookie }: Headers) {
  const closed = Promise.withResolvers<number>();
  class WithCookie extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, cookie ? { headers: { cookie } } : {});
    }
  }
  const client = createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WithCookie,
    connectionParams: authorization ? { authorization } : {},
    lazyCloseTimeout: 60_000,
    retryAttempts: 0,
    on: { closed: (event) => closed.resolve((event as { code: number }).code) },
  });
  return {
    closed: closed.promise,
    iterate: <T>(query: string) => client.iterate<T>({ query }),
    /** The codes of an operation's first answer, or UNAUTHENTICATED when the server ends the connection instead. */
    async refusals(query: string): Promise<string[]> {
      const codes = (errors: readonly GraphQLFormattedError[] = []) =>
        errors.map(({ extensions }) => String(extensions?.['code']));
      try {
        const { value } = await client.iterate({ query }).next();
        return codes(value?.errors);
      } catch (cause) {
        return Array.isArray(cause) ? codes(cause as GraphQLFormattedError[]) : ['UNAUTHENTICATED'];
      }
    },
    async [Symbol.asyncDispose]() {
      await client.dispose();
    },
  };
}

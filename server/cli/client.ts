import { isPassing, Problem, refusal, unreachable, type ApiError } from './problem.ts';

/** Where the API is, and who asks. */
export interface Server {
  /** The program's address, without `/graphql`. */
  url: string;
  token: string | null;
}

/** How long an answer may take, in ms. */
const patience = 30_000;

/** Checks what was given as address and token; a path `/graphql` at the end of the address is welcome. */
export function serverAt(url: string, token: string | null): Server {
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new Problem(
      `--url ${JSON.stringify(url)} is not an address: use one like "http://127.0.0.1:4000".`,
    );
  }
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw new Problem(
      '--token (or ADMIN_TOKEN) has characters that no token has: use printable ASCII without spaces.',
    );
  }
  return { url: `${parsed.origin}${parsed.pathname}`.replace(/\/(graphql\/?)?$/, ''), token };
}

/** The header or connection parameter that says who asks. */
export function authorization({ token }: Server): { authorization?: string } {
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** The data of one query or mutation. Everything that goes wrong is a {@link Problem}. */
export async function request<T>(server: Server, query: string, variables: object = {}): Promise<T> {
  const response = await send(server, JSON.stringify({ query, variables }));
  const answer = await response.json().catch(() => null);
  if (!isAnswer(answer)) {
    throw new Problem(
      `${server.url} answers (HTTP ${response.status}), but not as USO Background Tasks does: check --url or USO_URL.`,
    );
  }
  const [error] = answer.errors ?? [];
  if (error && isPassing(error)) throw new Problem(`${server.url}: ${error.message}`);
  if (error) throw refusal(error, server);
  return answer.data as T;
}

async function send(server: Server, body: string): Promise<Response> {
  try {
    return await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization(server) },
      body,
      signal: AbortSignal.timeout(patience),
    });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      throw new Problem(
        `${server.url} did not answer within ${patience / 1000} s: try again, or look at the server's log.`,
      );
    }
    throw unreachable(server.url, reasonOf(cause));
  }
}

/** What the system said; `fetch` itself only says that it failed. */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause;
  if (inner instanceof Error) return (inner as NodeJS.ErrnoException).code ?? inner.message;
  return String(inner);
}

function isAnswer(value: unknown): value is { data?: unknown; errors?: ApiError[] } {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
}

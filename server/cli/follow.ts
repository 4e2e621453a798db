import { CloseCode, createClient } from 'graphql-ws/client';
import { WebSocket } from 'ws';
import { authorization, type Server } from './client.ts';
import { documents, type LogLine, type TaskRun } from './documents.ts';
import { isPassing, Problem, refusal, type ApiError } from './problem.ts';

/** New lines of a run, and the run as it is now. */
export interface Followed {
  lines: LogLine[];
  run: TaskRun;
}

/** Pauses between attempts to connect, in ms; the last one repeats. */
const pauses = [250, 500, 1_000, 2_000, 5_000];
/** How long a server may be away before we give up, in ms. */
const giveUpAfter = 5 * 60_000;
/** A connection that is silent for this long after being asked is dead, in ms. */
const silence = 10_000;

/**
 * Follows a run from its first line, or from the one behind `after`, until it has ended and its last line was read. Each line comes once, in
 * order, however often the connection is lost: every new connection asks for what follows the last line read.
 * `onLost` is told once for each loss.
 */
export async function* follow(
  server: Server,
  runId: string,
  onLost: (why: string) => void,
  after = 0,
): AsyncGenerator<Followed> {
  let last = after;
  let lostAt: number | null = null;
  for (let attempt = 0; ; attempt += 1) {
    try {
      for await (const { lines, run } of connection(server, () => ({ runId, after: last }))) {
        attempt = 0;
        lostAt = null;
        const fresh = lines.filter(({ seq }) => seq > last);
        last = fresh.at(-1)?.seq ?? last;
        yield { lines: fresh, run };
      }
      return;
    } catch (cause) {
      const why = passingReason(server, cause);
      if (lostAt === null) onLost(why);
      lostAt ??= performance.now();
      if (performance.now() - lostAt > giveUpAfter) {
        throw new Problem(
          `${server.url} stayed away for 5 minutes (${why}): run ${runId} may go on; when the server is back, read its log with "log ${runId} --follow".`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, pauses[Math.min(attempt, pauses.length - 1)]));
    }
  }
}

/** One subscription on a connection of its own. Ends when the server completes it, throws when the connection ends. */
async function* connection(
  server: Server,
  variables: () => Record<string, unknown>,
): AsyncGenerator<Followed> {
  let dead: NodeJS.Timeout | undefined;
  const client = createClient({
    url: `${server.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: ImpatientSocket,
    connectionParams: authorization(server),
    connectionAckWaitTimeout: silence,
    retryAttempts: 0,
    keepAlive: silence,
    on: {
      ping(received) {
        if (!received) dead = setTimeout(() => client.terminate(), silence);
      },
      pong(received) {
        if (received) clearTimeout(dead);
      },
      closed: () => clearTimeout(dead),
    },
  });
  const results = client.iterate<{ runLog: Followed }>({
    query: documents.follow,
    // Read anew for each message: graphql-ws asks again by itself after a normal closure.
    get variables() {
      return variables();
    },
  });
  for await (const { data, errors } of results) {
    if (errors) throw errors;
    if (data) yield data.runLog;
  }
}

/** A socket that waits neither for a silent server at the start nor for a dead one at the end. */
class ImpatientSocket extends WebSocket {
  constructor(url: string, protocol: string) {
    const options = { handshakeTimeout: silence, closeTimeout: 1_000 };
    super(url, protocol, options);
  }
}

/** Closures after which asking again gives the same answer. */
const final: ReadonlySet<number> = new Set([
  CloseCode.BadRequest,
  CloseCode.Unauthorized,
  CloseCode.Forbidden,
  CloseCode.SubprotocolNotAcceptable,
  CloseCode.InternalServerError,
]);

/** Why a connection ended, when another may do better. Throws a {@link Problem} when none will. */
function passingReason(server: Server, cause: unknown): string {
  if (Array.isArray(cause)) {
    const [error] = cause as ApiError[];
    if (error && !isPassing(error)) throw refusal(error, server);
    return error?.message ?? 'the server failed';
  }
  // A CloseEvent has code and reason, an ErrorEvent has a message, an Error of graphql-ws all three.
  const { code, reason, message } = Object(cause) as { code?: number; reason?: string; message?: string };
  const why = reason || message || (code ? `closed with ${code}` : 'closed');
  if (code && final.has(code)) throw new Problem(`${server.url} refuses to be followed (${code}): ${why}`);
  return why;
}

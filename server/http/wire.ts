import { CloseCode, type Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { socketLimits } from './limits.ts';

/**
 * Connects a WebSocket to the protocol's server, and ends it when its client is silent, sends without end, or does not
 * read what it asked for. graphql-ws has such a wire of its own, which bounds none of that.
 */
export function wire<Line>(
  protocol: Server<Line>,
  socket: WebSocket,
  line: Line,
  /** Does what a message asks for. */
  work: (answer: () => Promise<void>) => Promise<void>,
  onProblem: (message: string) => void,
): void {
  let isHeard = true;
  let messages = 0;
  const pinging = setInterval(() => {
    if (!isHeard) return socket.terminate();
    isHeard = false;
    messages = 0;
    return socket.ping();
  }, socketLimits.pingEvery);
  socket.on('pong', () => {
    isHeard = true;
  });

  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (text) =>
        new Promise((resolve) => {
          if (socket.readyState !== socket.OPEN) return resolve();
          if (socket.bufferedAmount > socketLimits.unread) {
            socket.terminate();
            return resolve();
          }
          // It fails when the client has just left, and whoever has left needs no answer.
          return socket.send(text, () => resolve());
        }),
      close: (code, reason) => socket.close(code, reason && shortened(reason)),
      onMessage: (hear) =>
        socket.on('message', (data) => {
          messages += 1;
          if (messages > socketLimits.messagesPerPing)
            return socket.close(policyViolation, 'Too many messages');
          // One buffer, unless ws is told otherwise.
          return work(() => hear((data as Buffer).toString())).catch((cause: unknown) => {
            const isClients = String(cause).includes('Unexpected message of type');
            if (!isClients && socket.readyState === socket.OPEN) onProblem(`WebSocket: ${String(cause)}`);
            socket.close(isClients ? CloseCode.BadRequest : CloseCode.InternalServerError);
          });
        }),
    },
    line,
  );
  // What is no frame at all ends the socket by itself, with a code that says so.
  socket.on('error', () => undefined);
  socket.once('close', (code, reason) => {
    clearInterval(pinging);
    closed(code, String(reason)).catch((cause: unknown) => onProblem(`WebSocket: ${String(cause)}`));
  });
}

/** What a close frame has room for; the client's own id, as long as it likes, may be in it. */
function shortened(reason: string): string {
  const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(mostBytesOfReason));
  return reason.slice(0, read);
}

/** RFC 6455 §5.5: 125 bytes, two of which are the code. */
const mostBytesOfReason = 123;

const policyViolation = 1008;

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
        new Promise((resolve, reject) => {
          if (socket.readyState !== socket.OPEN) return resolve();
          if (socket.bufferedAmount > socketLimits.unread) {
            socket.terminate();
            return resolve();
          }
          return socket.send(text, (error) => (error ? reject(error) : resolve()));
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (hear) =>
        socket.on('message', (data) => {
          messages += 1;
          if (messages > socketLimits.messagesPerPing)
            return socket.close(policyViolation, 'Too many messages');
          // One buffer, unless ws is told otherwise.
          return hear((data as Buffer).toString()).catch((cause: unknown) => {
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

const policyViolation = 1008;

import { createClient, type Client } from 'graphql-ws';
import type { Connection, ConnectionState } from '../components/connection.ts';

const PING_EVERY = 10_000;
const PONG_WITHIN = 5_000;
/** How the server closes when the session has ended. The client takes it as final. */
const UNAUTHORIZED = 4401;

/** 0.3 s, 0.6 s … up to 5 s, or at once when the browser says the network is back. */
function retryWait(retries: number): Promise<void> {
  const wait = Math.min(5_000, 300 * 2 ** retries) * (0.8 + Math.random() * 0.4);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, wait);
    addEventListener('online', done);
  });
}

export interface Socket {
  client: Client;
  connection: Connection;
}

/**
 * The one WebSocket of a session: it never gives up while that lasts, and notices a line that died without saying so.
 * `onEnded` is called when the server says that the session has ended.
 */
export function openSocket(url: string, onEnded: () => void): Socket {
  let state: ConnectionState = 'connecting';
  const watchers = new Set<() => void>();
  const become = (next: ConnectionState) => {
    if (state === next || state === 'ended') return;
    state = next;
    watchers.forEach((watcher) => watcher());
  };

  let silent: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url,
    keepAlive: PING_EVERY,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait,
    // The socket stays open between pages; without this each page change would blink "Reconnecting…".
    lazyCloseTimeout: 3_000,
    on: {
      connected: () => become('live'),
      closed: (event) => {
        clearTimeout(silent);
        const ended = (event as Partial<CloseEvent>).code === UNAUTHORIZED;
        become(ended ? 'ended' : 'reconnecting');
        if (ended) onEnded();
      },
      ping: (received) => {
        if (!received) silent = setTimeout(() => client.terminate(), PONG_WITHIN);
      },
      pong: (received) => {
        if (received) clearTimeout(silent);
      },
    },
  });

  return {
    client,
    connection: {
      state: () => state,
      watch(watcher) {
        watchers.add(watcher);
        return () => watchers.delete(watcher);
      },
    },
  };
}

/** ws(s):// address of a path on the page's own origin. */
export function socketUrl(path: string, origin: string): string {
  const url = new URL(path, origin);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

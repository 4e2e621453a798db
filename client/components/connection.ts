import { createContext, use, useSyncExternalStore } from 'react';

export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'ended';

/** The live connection as components may see it; the socket itself stays in app/. */
export interface Connection {
  state: () => ConnectionState;
  /** Called on every change of state. Returns the way to stop. */
  watch: (listener: () => void) => () => void;
}

export const ConnectionContext = createContext<Connection | null>(null);

export const CONNECTION_TEXT: Record<ConnectionState, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  ended: 'Signed out',
};

export function useConnection(): ConnectionState {
  const connection = use(ConnectionContext);
  if (!connection) throw new Error('useConnection needs a ConnectionContext above it');
  return useSyncExternalStore(connection.watch, connection.state);
}

import { Pool } from 'pg';
import { releaseDeadConnections } from './dead-connections.ts';

/** What all connections have in common. `name` is what PostgreSQL shows of them. */
export const connectionSettings = (name: string) => ({
  application_name: name,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  connectionTimeoutMillis: 10_000,
});

/** Connections beside MikroORM's. One that the server drops is reported and replaced, and ends nothing else. */
export function openPool(
  databaseUrl: string,
  name: string,
  settings: { max: number; connectionTimeoutMillis?: number; query_timeout?: number },
  onDropped: (error: Error) => void,
): Pool {
  const pool = new Pool({ connectionString: databaseUrl, ...connectionSettings(name), ...settings });
  // Without a listener a connection that the server drops would end the process; the query fails anyway.
  pool.on('error', onDropped);
  pool.on('connect', (client) => client.on('error', () => undefined));
  releaseDeadConnections(pool);
  return pool;
}

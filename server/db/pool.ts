import { Pool } from 'pg';
import { releaseDeadConnections } from './dead-connections.ts';

/**
 * What all connections have in common. `name` is what PostgreSQL shows of them, whatever the URL says: connections of
 * dead nodes are found by it. The URL's other parameters (`sslmode` and its like) count, and its `options` stand before
 * `options`: PostgreSQL takes the last of two that differ.
 */
export function connectionSettings(databaseUrl: string, name: string, options?: string) {
  const url = new URL(databaseUrl);
  const allOptions = [url.searchParams.get('options'), options].filter(Boolean).join(' ');
  // What stands in the URL wins over what stands beside it.
  url.searchParams.delete('options');
  url.searchParams.delete('application_name');
  return {
    connectionString: url.href,
    ...(allOptions && { options: allOptions }),
    application_name: name,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 10_000,
  };
}

/** Connections beside MikroORM's. One that the server drops is reported and replaced, and ends nothing else. */
export function openPool(
  databaseUrl: string,
  name: string,
  settings: { max: number; connectionTimeoutMillis?: number; query_timeout?: number },
  onDropped: (error: Error) => void,
): Pool {
  const pool = new Pool({ ...connectionSettings(databaseUrl, name), ...settings });
  // Without a listener a connection that the server drops would end the process; the query fails anyway.
  pool.on('error', onDropped);
  pool.on('connect', (client) => client.on('error', () => undefined));
  releaseDeadConnections(pool);
  return pool;
}

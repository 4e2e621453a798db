import type { Pool, PoolClient } from 'pg';

/** How long whoever has a connection gets to give it back after it died, in ms. */
const grace = 1_000;

/**
 * Gives connections back to their pool that died while somebody had them. Kysely keeps them when COMMIT or
 * ROLLBACK fails (kysely-org/kysely#1990), so that each broken transaction would make the pool smaller by one, until
 * nothing is left of it and every query waits for ever.
 */
export function releaseDeadConnections(pool: Pool): void {
  const inUse = new Set<PoolClient>();
  pool.on('acquire', (client) => inUse.add(client));
  pool.on('release', (_error, client) => inUse.delete(client));
  pool.on('connect', (client) => {
    client.once('end', () => {
      setTimeout(() => {
        if (inUse.has(client)) client.release(true);
      }, grace);
    });
  });
}

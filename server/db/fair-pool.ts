import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool, PoolClient } from 'pg';
import { Turns } from './turns.ts';

const caller = new AsyncLocalStorage<string>();

/** Does work in somebody's name: what it asks of the database, now and later, counts as theirs in {@link shareFairly}. */
export const workFor = <T>(key: string, work: () => T): T => caller.run(key, work);

/** Somebody has more under way than their connections can do in time. */
export const callerBusy = 'CALLER_BUSY';

/**
 * How many of its ten connections a pool gives at once: to each caller and to all of them together. The rest is for the
 * program itself, which has to tell that it lives and who asks.
 */
const shares = { perKey: 4, inAll: 8, waits: 10_000 };

/**
 * Keeps those who ask for much at once from having all connections of the pool: further ones wait for their turn. How
 * many statements an operation makes, and how long each takes, cannot be told before; how many it makes at once, here.
 */
export function shareFairly(pool: Pool): void {
  const turns = new Turns(shares);
  const held = new WeakMap<PoolClient, Disposable>();
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
  const connectInTurn = async () => {
    const key = caller.getStore();
    if (key === undefined) return connect();
    const turn = await turns.begin(key);
    if (!turn) throw Object.assign(new Error('Too much is under way for one caller.'), { code: callerBusy });
    try {
      const client = await connect();
      held.set(client, turn);
      return client;
    } catch (cause) {
      turn[Symbol.dispose]();
      throw cause;
    }
  };
  pool.connect = connectInTurn as Pool['connect'];
  pool.on('release', (_error, client) => {
    held.get(client)?.[Symbol.dispose]();
    held.delete(client);
  });
}

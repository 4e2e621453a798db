import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

/** Channels carry ids only; whoever listens reads the truth from the tables. */
export type Channel = 'task_changed' | 'run_changed';
const channels: Channel[] = ['task_changed', 'run_changed'];

/**
 * One LISTEN connection for the whole process.
 *
 * After a lost connection it reconnects with back-off and then calls every `onGap` handler:
 * notifications sent meanwhile are gone, so listeners must read again.
 */
export class Notifications {
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #closing = new AbortController();
  #client: Client | null = null;

  private constructor(readonly databaseUrl: string) {}

  static async connect(databaseUrl: string): Promise<Notifications> {
    const notifications = new Notifications(databaseUrl);
    await notifications.#connect();
    return notifications;
  }

  /** Calls `handler` with the id of each notification; returns the way to stop. */
  on(channel: Channel, handler: (id: string) => void): () => void {
    this.#events.on(channel, handler);
    return () => this.#events.off(channel, handler);
  }

  /** Calls `handler` when notifications may have been missed. */
  onGap(handler: () => void): () => void {
    this.#events.on('gap', handler);
    return () => this.#events.off('gap', handler);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      application_name: 'uso-listen',
    });
    // An 'error' without a listener would end the process; the 'end' that follows is what we act on.
    client.on('error', () => undefined);
    await client.connect();
    client.on('notification', ({ channel, payload }) => this.#events.emit(channel, payload ?? ''));
    for (const channel of channels) await client.query(`listen ${channel}`);
    this.#client = client;
    client.once('end', () => void this.#reconnect());
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#closing;
    for (let wait = 100; !signal.aborted; wait = Math.min(wait * 2, 5_000)) {
      try {
        await delay(wait, undefined, { signal });
        await this.#connect();
        this.#events.emit('gap');
        return;
      } catch {
        // The database is still away, or we are closing: the loop decides.
      }
    }
  }
}

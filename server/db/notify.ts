import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { connectionSettings } from './pool.ts';

/** Channels carry ids only; whoever listens reads the truth from the tables. */
export type Channel = 'task_changed' | 'run_changed' | 'run_cancel';
const channels: Channel[] = ['task_changed', 'run_changed', 'run_cancel'];

/** Where the connection calls itself, to hear whether it still hears. */
const echoChannel = 'uso_echo';
/** How often it does, in ms; until the next call it has to have heard the last one. */
const echoEvery = 5_000;

/**
 * One LISTEN connection for the whole process.
 *
 * After a lost connection it reconnects with back-off and then calls every `onGap` handler:
 * notifications sent meanwhile are gone, so listeners must read again. A connection that dies without a word
 * (a cable, a firewall, a proxy that swallows notifications) is found because it no longer hears its own calls.
 */
export class Notifications {
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #closing = new AbortController();
  readonly #id = randomUUID();
  #client: Client | null = null;

  private constructor(
    readonly databaseUrl: string,
    private readonly connectionName: string,
  ) {}

  static async connect(databaseUrl: string, connectionName: string): Promise<Notifications> {
    const notifications = new Notifications(databaseUrl, connectionName);
    await notifications.#connect();
    return notifications;
  }

  /** Calls `handler` with the id of each notification; returns the way to stop. */
  on(channel: Channel | typeof echoChannel, handler: (id: string) => void): () => void {
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
    const client = new Client(connectionSettings(this.databaseUrl, this.connectionName));
    // An 'error' without a listener would end the process; the 'end' that follows is what we act on.
    client.on('error', () => undefined);
    await client.connect();
    client.on('notification', ({ channel, payload }) => this.#events.emit(channel, payload ?? ''));
    for (const channel of [...channels, echoChannel]) await client.query(`listen ${channel}`);
    if (this.#closing.signal.aborted) return client.end();
    this.#client = client;
    const stopEcho = this.#listenToItself(client);
    client.once('end', () => {
      stopEcho();
      // To end a connection that has ended would never be over.
      this.#client = null;
      void this.#reconnect();
    });
  }

  /** Breaks the connection when it does not hear its own call in time. */
  #listenToItself(client: Client): () => void {
    let calls = 0;
    let heard = 0;
    const stopHearing = this.on(echoChannel, (call) => {
      const [id, number] = call.split(' ');
      if (id === this.#id) heard = Number(number);
    });
    const timer = setInterval(() => {
      if (heard < calls) {
        client.connection.stream.destroy();
        return;
      }
      calls += 1;
      client.query(`select pg_notify('${echoChannel}', $1)`, [`${this.#id} ${calls}`]).catch(() => undefined);
    }, echoEvery).unref();
    return () => {
      clearInterval(timer);
      stopHearing();
    };
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#closing;
    for (let wait = 100; !signal.aborted; wait = Math.min(wait * 2, 5_000)) {
      try {
        await delay(wait, undefined, { signal });
        await this.#connect();
        if (!signal.aborted) this.#events.emit('gap');
        return;
      } catch {
        // The database is still away, or we are closing: the loop decides.
      }
    }
  }
}

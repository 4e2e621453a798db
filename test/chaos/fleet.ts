import { setTimeout as delay } from 'node:timers/promises';
import { NodeProcess } from '../fleet/node-process.ts';
import type { ChaosRandom } from './random.ts';
import { asAdmin } from '../support/token.ts';

/** The nodes of a chaos run. One that ends, however it ends, is replaced. */
export class Fleet {
  nodes: NodeProcess[];
  readonly #roles = new Map<NodeProcess, 'server' | 'worker'>();
  readonly #frozen = new Set<NodeProcess>();
  readonly #problems: string[] = [];
  #closing = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly size: { servers: number; workers: number; share: number },
  ) {
    const start = (role: 'server' | 'worker') => () => this.#start(role);
    this.nodes = [
      ...Array.from({ length: size.servers }, start('server')),
      ...Array.from({ length: size.workers }, start('worker')),
    ];
  }

  /** Resolves when every node is ready; one that could not start, since the database was away, is started again. */
  async ready(): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      const results = await Promise.allSettled(this.nodes.map((node) => node.ready));
      if (results.every(({ status }) => status === 'fulfilled')) return;
      await delay(500);
    }
    throw new Error(`The fleet does not come up: ${this.problems().slice(-5).join('\n')}`);
  }

  /** What the nodes reported, those that are gone included. */
  problems(): string[] {
    return [...this.#problems, ...this.nodes.flatMap((node) => node.problems)];
  }

  /** Ends a random node by a signal; its successor starts when it has ended and `pause` ms have passed. */
  async replace(random: ChaosRandom, signal: 'SIGKILL' | 'SIGTERM', pause: number): Promise<void> {
    const node = random.pickAny(this.#well());
    if (!node) return;
    node.signal(signal);
    await node.ended;
    await delay(pause);
  }

  /** Stops a random node for a while, and wakes it up again. */
  async freeze(random: ChaosRandom, duration: number): Promise<void> {
    const node = random.pickAny(this.#well());
    if (!node) return;
    this.#frozen.add(node);
    node.signal('SIGSTOP');
    await delay(duration);
    node.signal('SIGCONT');
    this.#frozen.delete(node);
  }

  /** Asks a server that is well. Refusals are answers, too; rejects when nobody answers. */
  async request(query: string, variables: Record<string, unknown>): Promise<void> {
    const server = this.#well().find((node) => this.#roles.get(node) === 'server');
    if (!server) return;
    const url = await server.ready;
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...asAdmin },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(15_000),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
  }

  #well(): NodeProcess[] {
    return this.nodes.filter((node) => node.alive && !this.#frozen.has(node));
  }

  #start(role: 'server' | 'worker'): NodeProcess {
    const node = new NodeProcess({
      role,
      databaseUrl: this.databaseUrl,
      env: { TASKS: 'chaos', TASKS_SHARE: String(this.size.share) },
    });
    this.#roles.set(node, role);
    void this.#replaceWhenEnded(node, role);
    return node;
  }

  async #replaceWhenEnded(node: NodeProcess, role: 'server' | 'worker'): Promise<void> {
    await node.ended;
    this.#problems.push(...node.problems);
    this.#roles.delete(node);
    await delay(500);
    if (this.#closing) return;
    this.nodes = this.nodes.map((other) => (other === node ? this.#start(role) : other));
  }
}

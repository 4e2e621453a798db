import type { EntityManager } from '@mikro-orm/postgresql';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { arrayLiteral } from '../db/array-literal.ts';
import { connectionName } from '../db/connection-name.ts';
import { outdated, unknownMigration } from '../db/orm.ts';
import { openPool } from '../db/pool.ts';
import { NodeRecord, type NodeRole } from './node.entity.ts';

/** How often a node says that it lives, in ms. */
const beatEvery = 4_000;
/** How long a node may be silent, in database time, before its runs are lost, in seconds. */
const silentAfter = 15;
/** A node that was away for longer than this, in ms, has no say in who is silent until it has watched anew. */
const gapAfter = 2 * beatEvery;
/** How long a node watches before it calls others silent, in ms: after an outage all of them need time to beat. */
const watchFirst = 3 * beatEvery;
/** A silent node is shown for so long, in hours. */
const forgetAfter = 24;

/** Who a node is. */
export interface NodeIdentity {
  id: string;
  /** How it names itself on runs: `host:pid`. */
  name: string;
  role: NodeRole;
  host: string;
  version: string;
  /** Names of the tasks it can execute; none for a server. */
  tasks: string[];
}

export interface FleetOptions {
  databaseUrl: string;
  node: NodeIdentity;
  /** Migrations this program knows; a database with others is not for it. */
  migrations: ReadonlySet<string>;
  onProblem(message: string): void;
  /** Called when the database was changed by a newer version: this node must not work on it. */
  onOutdated(reason: string): void;
}

/**
 * This node's place among the others: its row and its heartbeat, on a connection of its own, so that
 * neither a busy pool nor a lock can make it look dead.
 */
export class Membership {
  readonly #pool: Pool;
  readonly #leaving = new AbortController();
  #beating: Promise<void> = Promise.resolve();
  #lastBeat = 0;
  #watchingSince = 0;

  private constructor(private readonly options: FleetOptions) {
    this.#pool = openPool(
      options.databaseUrl,
      connectionName(options.node.id, 'heartbeat'),
      // A connection that died without a word must not end the heartbeat: the next one takes a new connection.
      { max: 1, connectionTimeoutMillis: 5_000, query_timeout: 5_000 },
      // The heartbeat that fails for it is reported.
      () => undefined,
    );
  }

  /** Writes the node's row and goes on saying that it lives until it leaves. */
  static async join(options: FleetOptions): Promise<Membership> {
    const membership = new Membership(options);
    try {
      await membership.#beat();
    } catch (cause) {
      await membership.#pool.end();
      throw cause;
    }
    membership.#beating = membership.#keepBeating();
    return membership;
  }

  /** Whether this node has watched the others without a gap for long enough to say who is silent. */
  get mayJudge(): boolean {
    const now = performance.now();
    return now - this.#lastBeat <= gapAfter && now - this.#watchingSince >= watchFirst;
  }

  /** Takes the node's row away. */
  async leave(): Promise<void> {
    this.#leaving.abort();
    await this.#beating;
    await this.#pool
      .query('delete from node where id = $1', [this.options.node.id])
      .catch((cause: unknown) => this.options.onProblem(`This node cannot sign off: ${String(cause)}`));
    await this.#pool.end();
  }

  async #keepBeating(): Promise<void> {
    const { signal } = this.#leaving;
    for (;;) {
      await delay(beatEvery, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        // First: a newer version may have changed the very table that the heartbeat is written to.
        await this.#checkVersion();
        await this.#beat();
      } catch (cause) {
        this.options.onProblem(`Heartbeat failed and is tried again: ${String(cause)}`);
      }
    }
  }

  async #beat(): Promise<void> {
    const { id, name, role, host, version, tasks } = this.options.node;
    await this.#pool.query(
      `insert into node (id, name, role, host, version, tasks) values ($1, $2, $3, $4, $5, $6)
       on conflict (id) do update set heartbeat_at = now()`,
      [id, name, role, host, version, tasks],
    );
    const now = performance.now();
    if (now - this.#lastBeat > gapAfter) this.#watchingSince = now;
    this.#lastBeat = now;
  }

  async #checkVersion(): Promise<void> {
    const unknown = await unknownMigration(this.#pool, this.options.migrations);
    if (unknown) this.options.onOutdated(outdated(unknown));
  }
}

/** All nodes that were seen lately, the newest last, and which of them have fallen silent. */
export async function readFleet(em: EntityManager): Promise<{ node: NodeRecord; silent: boolean }[]> {
  const rows = await em.execute<{ silent: boolean }[]>(
    `select *, ${isSilent} as silent from node
      where heartbeat_at > now() - interval '${forgetAfter} hours' order by started_at, name`,
  );
  return rows.map(({ silent, ...row }) => ({ node: em.map(NodeRecord, row), silent }));
}

/** Names of the tasks that some living node can execute. */
export async function tasksOfFleet(em: EntityManager): Promise<Set<string>> {
  const rows = await em.execute<{ task: string }[]>(
    `select distinct unnest(tasks) as task from node where not ${isSilent}`,
  );
  return new Set(rows.map(({ task }) => task));
}

/** The nodes other than `self` that have fallen silent. With `alone`, all of them have. */
export async function silentNodes(em: EntityManager, self: string, alone: boolean): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `select id from node where id <> ? and (? or ${isSilent})`,
    [self, alone],
  );
  return rows.map(({ id }) => id);
}

/** Takes away the rows of nodes that have been silent for long, or with `ids` those. */
export async function forgetNodes(em: EntityManager, ids: string[]): Promise<void> {
  await em.execute(
    `delete from node where id = any(?::uuid[]) or heartbeat_at < now() - interval '${forgetAfter} hours'`,
    [arrayLiteral(ids)],
  );
}

const isSilent = `(heartbeat_at < now() - interval '${silentAfter} seconds')`;

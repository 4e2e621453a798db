import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../server/root.ts';
import { testToken } from '../support/token.ts';

export interface NodeOptions {
  role: 'all' | 'server' | 'worker';
  databaseUrl: string;
  env?: Record<string, string>;
}

/** A node of a fleet: the real program with the tasks of `program/`, in a process of its own. */
export class NodeProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  /** What it reported, oldest first. */
  readonly problems: string[] = [];
  /** Where it answers, once it is ready; empty for a worker. */
  readonly ready: Promise<string>;
  /** How it names itself as the worker of a run ends with its pid. */
  readonly pid: number;

  constructor({ role, databaseUrl, env }: NodeOptions) {
    this.#child = spawn(process.execPath, ['--enable-source-maps', join(projectRoot, 'dist/chaos/node.js')], {
      cwd: projectRoot,
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        ROLE: role,
        DATABASE_URL: databaseUrl,
        ADMIN_TOKEN: testToken,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.pid = this.#child.pid ?? 0;
    this.#ended = once(this.#child, 'close').then(([code]) => code as number | null);
    createInterface({ input: this.#child.stderr! }).on('line', (line) => this.problems.push(line));
    this.ready = new Promise((resolve, reject) => {
      createInterface({ input: this.#child.stdout! }).on('line', (line) => {
        if (line.includes('is ready')) resolve(/ready at (\S+)/.exec(line)?.[1] ?? '');
      });
      void this.#ended.then((code) => reject(new Error(`ended with ${code}: ${this.problems.join('\n')}`)));
    });
    // Who kills a node before it is ready does not wait for it.
    this.ready.catch(() => undefined);
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Sends a signal; nothing happens when it has ended. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves with its exit code; null when a signal ended it. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Memory in use, in MB. */
  async memory(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal('SIGCONT');
    this.signal('SIGKILL');
    await this.#ended;
  }
}

/**
 * What should a run execute in: a worker thread or a child process? Measures both for the same host program,
 * a MikroORM connected to an embedded PostgreSQL, and tries what a bad task can do to the node around it.
 * Figures behind docs/decisions/0005. Run: npm run bench:isolation
 */
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';

const self = fileURLToPath(import.meta.url);
const heapLimit = 256;
const say = (line: string) => process.stdout.write(`${line}\n`);

/** One host for runs, whatever it is made of. */
interface Host {
  send(message: unknown): void;
  next(): Promise<unknown>;
  /** How it ended. */
  ended: Promise<string>;
  kill(): Promise<unknown>;
}

if (!isMainThread || process.send) await host();
else await measure();

/** The program inside: connects, then does what it is told. */
async function host(): Promise<void> {
  const send = (message: unknown) => (parentPort ? parentPort.postMessage(message) : process.send!(message));
  const receive = (handler: (message: { do: string; url?: string; lines?: number }) => void) =>
    parentPort ? parentPort.on('message', handler) : process.on('message', handler);
  receive(async (message) => {
    switch (message.do) {
      case 'connect': {
        const { MikroORM, EntitySchema } = await import('@mikro-orm/postgresql');
        const Row = new EntitySchema<{ id: number }>({
          name: 'Row',
          properties: { id: { type: 'number', primary: true } },
        });
        const orm = await MikroORM.init({ clientUrl: message.url!, entities: [Row] });
        await orm.em.execute('select 1');
        return send('ready');
      }
      case 'log': {
        const line = 'a log line of the length that log lines usually have, say eighty characters or so';
        for (let left = message.lines!; left > 0; left -= 500) send(Array.from({ length: 500 }, () => line));
        return send('done');
      }
      case 'exit':
        return process.exit(3);
      case 'heap': {
        const hoard: unknown[] = [];
        for (;;) hoard.push(Array.from({ length: 1_000 }, () => ({})));
      }
      // oxlint-disable-next-line no-fallthrough -- the loop above has no end
      case 'buffers': {
        const hoard: Buffer[] = [];
        for (let i = 0; i < 2 * heapLimit; i += 1) hoard.push(Buffer.alloc(1 << 20, 1));
        return send(hoard.length);
      }
      case 'spin':
        for (;;);
      case 'throw':
        setTimeout(() => {
          throw new Error('thrown where nobody catches it');
        });
        return;
      case 'reject':
        return void Promise.reject(new Error('left behind'));
      case 'abort':
        return process.kill(process.pid, 'SIGSEGV');
    }
  });
}

function startHost(kind: 'thread' | 'process'): Host {
  const answers: unknown[] = [];
  let wake = Promise.withResolvers<void>();
  const take = (message: unknown) => {
    answers.push(message);
    wake.resolve();
  };
  const next = async () => {
    while (answers.length === 0) {
      await wake.promise;
      wake = Promise.withResolvers();
    }
    return answers.shift();
  };
  const ended = Promise.withResolvers<string>();
  if (kind === 'thread') {
    const worker = new Worker(self, { resourceLimits: { maxOldGenerationSizeMb: heapLimit } });
    worker.on('message', take);
    worker.on('error', (error: NodeJS.ErrnoException) => ended.resolve(error.code ?? error.message));
    worker.on('exit', (code) => ended.resolve(`exit code ${code}`));
    return {
      send: (message) => worker.postMessage(message),
      next,
      ended: ended.promise,
      kill: () => worker.terminate(),
    };
  }
  const child = fork(self, {
    execArgv: [`--max-old-space-size=${heapLimit}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.on('message', take);
  child.on('exit', (code, signal) => ended.resolve(signal ?? `exit code ${code}`));
  return {
    send: (message) => child.send(message as object),
    next,
    ended: ended.promise,
    kill: () => (child.kill('SIGKILL'), ended.promise),
  };
}

async function measure(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'uso-isolation-'));
  const postgres = await startEmbeddedPostgres(folder);
  const url = new URL(postgres.url);
  url.pathname = '/postgres';
  try {
    for (const kind of ['thread', 'process'] as const) {
      say(`\n## ${kind}`);
      const starts: number[] = [];
      const before = await memory();
      const hosts: Host[] = [];
      for (let i = 0; i < 4; i += 1) {
        const began = performance.now();
        const host = startHost(kind);
        host.send({ do: 'connect', url: url.href });
        await host.next();
        starts.push(Math.round(performance.now() - began));
        hosts.push(host);
      }
      say(`start to connected, ms: ${starts.join(' ')}`);
      say(`memory a host, MB: ${Math.round(((await memory()) - before) / 4)}`);

      const lines = 500_000;
      const began = performance.now();
      hosts[0]!.send({ do: 'log', lines });
      let got = 0;
      for (let answer = await hosts[0]!.next(); answer !== 'done'; answer = await hosts[0]!.next())
        got += 500;
      say(`lines through it a second, batches of 500: ${Math.round(got / (performance.now() - began))}k`);

      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      hosts[0]!.send({ do: 'spin' });
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      delay.disable();
      const killing = performance.now();
      await hosts[0]!.kill();
      say(
        `beside an endless loop: event loop of the node late by at most ${Math.round(delay.max / 1e6)} ms; ended in ${Math.round(performance.now() - killing)} ms`,
      );
      await Promise.all(hosts.slice(1).map((host) => host.kill()));

      for (const deed of ['exit', 'heap', 'buffers', 'throw', 'reject']) {
        const host = startHost(kind);
        host.send({ do: deed });
        const how = await Promise.race([host.ended, host.next().then((mb) => `allowed: ${String(mb)} MB`)]);
        say(`${deed}: ${how}`);
        await host.kill();
      }
      if (kind === 'process') {
        const host = startHost(kind);
        host.send({ do: 'abort' });
        say(`abort (a crash of native code): ${await host.ended}`);
      } else say('abort (a crash of native code): ends the whole node; not tried here');
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Memory of this process and its children, shared pages counted once, in MB. */
async function memory(): Promise<number> {
  const tasks = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  const pids = [String(process.pid), ...tasks.trim().split(' ').filter(Boolean)];
  let total = 0;
  for (const pid of pids) {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    total += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
  }
  return total;
}

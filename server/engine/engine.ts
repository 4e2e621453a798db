import type { MikroORM } from '@mikro-orm/postgresql';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import type { Clock } from './clock.ts';
import { Executor } from './execute.ts';
import { startQueue } from './queue.ts';
import { enrol, heartbeat, heartbeatEvery, leave, recoverLostRuns } from './recover.ts';
import { armAll, rearmStuck, registerTasks } from './register.ts';
import { requestRun } from './request-run.ts';
import type { TaskDefinition } from './task.ts';

export interface EngineOptions {
  orm: MikroORM;
  databaseUrl: string;
  tasks: readonly TaskDefinition[];
  clock: Clock;
  timeZone: string;
  /** Runs at once on this node. */
  concurrency: number;
  nodeName: string;
  /** No other node can be alive: the database has just been started by this process. */
  alone: boolean;
  onProblem(message: string): void;
}

export interface Engine {
  /** Takes no new run, lets running ones finish within `grace`, aborts the rest and puts them back. */
  stop(grace: Temporal.Duration): Promise<void>;
}

/** Makes this process a worker node: registers and arms the tasks, then executes what is due. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { orm, clock, timeZone, onProblem } = options;
  const node = { id: randomUUID(), name: options.nodeName };
  const time = () => ({ now: clock.now(), timeZone });

  await enrol(orm, node);
  await recoverLostRuns(orm, node, time(), options.alone);
  await registerTasks(orm, options.tasks, time());
  for (const task of options.tasks) {
    if (task.onBoot)
      await requestRun(orm.em, task.name, { trigger: 'BOOT', requestedBy: null, now: clock.now() });
  }

  const queuePool = new Pool({ connectionString: options.databaseUrl, max: options.concurrency + 2 });
  const logPool = new Pool({ connectionString: options.databaseUrl, max: 2 });
  for (const pool of [queuePool, logPool]) {
    // Without a listener a connection that the server drops would end the process; the query fails anyway.
    pool.on('error', (error) => onProblem(`Database connection: ${error.message}`));
    pool.on('connect', (client) => client.on('error', () => undefined));
  }

  const executor = new Executor({
    orm,
    logPool,
    tasks: new Map(options.tasks.map((task) => [task.name, task])),
    node,
    clock,
    timeZone,
    onProblem,
  });
  const queue = await startQueue({
    pool: queuePool,
    concurrency: options.concurrency,
    handle: executor.handle,
    onProblem,
  });

  /** Work done every few seconds; the next round waits for this one and comes whatever happens. */
  const rounds = new AbortController();
  const maintenance = (async () => {
    while (!rounds.signal.aborted) {
      try {
        if (!(await heartbeat(orm, node))) await enrol(orm, node);
        await recoverLostRuns(orm, node, time());
        await rearmStuck(orm, time());
      } catch (cause) {
        onProblem(`Upkeep of this node failed and is tried again: ${String(cause)}`);
      }
      await delay(heartbeatEvery, undefined, { signal: rounds.signal }).catch(() => undefined);
    }
  })();
  const stopClock = clock.onJump(() => {
    armAll(orm, time()).catch((cause: unknown) => onProblem(`After a clock change: ${String(cause)}`));
  });

  return {
    async stop(grace) {
      stopClock();
      const drained = queue.stop();
      await Promise.race([drained, delay(grace.total('milliseconds'), undefined, { ref: false })]);
      if (executor.activeCount > 0) executor.abortAll();
      await drained;
      rounds.abort();
      await maintenance;
      await leave(orm, node);
      await Promise.all([queuePool.end(), logPool.end()]);
    },
  };
}

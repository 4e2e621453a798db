import type { MikroORM } from '@mikro-orm/postgresql';
import { setTimeout as delay } from 'node:timers/promises';
import { connectionName } from '../db/connection-name.ts';
import type { Notifications } from '../db/notify.ts';
import { openPool } from '../db/pool.ts';
import type { Clock } from './clock.ts';
import { endPauses } from './edit-task.ts';
import { Executor } from './execute.ts';
import type { Membership, NodeIdentity } from './fleet.ts';
import { armWhatIsOutOfStep } from './in-step.ts';
import { startQueue } from './queue.ts';
import { endConnections, recoverLostRuns, recoverUnheardRuns } from './recover.ts';
import { isAnyRetired, registerTasks, retireForgotten } from './register.ts';
import { requestRun } from './request-run.ts';
import { hostHere } from './run-host.ts';
import type { TaskDefinition, TaskServices } from './task.ts';
import { ThreadHost } from './thread-host.ts';

/** How often a worker looks after its own runs and those of others, in ms. */
const upkeepEvery = 4_000;

export interface EngineOptions {
  orm: MikroORM;
  databaseUrl: string;
  notifications: Notifications;
  node: NodeIdentity;
  membership: Membership;
  tasks: readonly TaskDefinition[];
  /** How tasks are executed: the file that their threads start with, or all they need for running right here. */
  execution: { threadFile: URL } | { orm: MikroORM; services: TaskServices };
  clock: Clock;
  timeZone: string;
  /** Runs at once on this node. */
  concurrency: number;
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
  const { orm, node, membership, clock, timeZone, execution, onProblem } = options;
  const time = { now: () => clock.now(), timeZone };

  await recoverLostRuns(orm, node.id, options.alone ? 'others' : 'gone', time);
  await registerTasks(orm, options.tasks, time);
  for (const task of options.tasks) {
    if (task.onBoot) {
      await requestRun(orm.em, task.name, { trigger: 'BOOT', requestedBy: null, now: time.now });
    }
  }

  const poolFor = (purpose: string, max: number) =>
    openPool(options.databaseUrl, connectionName(node.id, purpose), { max }, (error) =>
      onProblem(`Database connection: ${error.message}`),
    );
  const queuePool = poolFor('queue', options.concurrency + 2);
  const logPool = poolFor('log', 2);

  const tasks = new Map(options.tasks.map((task) => [task.name, task]));
  const host =
    'orm' in execution
      ? hostHere(tasks, execution)
      : new ThreadHost({
          file: execution.threadFile,
          databaseUrl: options.databaseUrl,
          nodeId: node.id,
          onProblem,
          endConnections: (name) => endConnections(orm.em.fork(), name),
        });
  const executor = new Executor({ orm, logPool, tasks, host, node, clock, timeZone, onProblem });
  const queue = await startQueue({
    pool: queuePool,
    tasks: node.tasks,
    concurrency: options.concurrency,
    handle: executor.handle,
    onProblem,
  });

  /** Work done every few seconds, whatever becomes of the round before. */
  const duties: (() => Promise<void>)[] = [
    async () => recoverUnheardRuns(orm, await executor.align(), time),
    () => recoverLostRuns(orm, node.id, membership.mayJudge ? 'silent' : 'gone', time),
    async () => {
      if (membership.mayJudge) await retireForgotten(orm, time);
    },
    async () => {
      if (await isAnyRetired(orm, options.tasks)) await registerTasks(orm, options.tasks, time);
    },
    () => endPauses(orm.em.fork(), time),
    () => armWhatIsOutOfStep(orm, time),
  ];
  const rounds = new AbortController();
  const upkeep = (async () => {
    while (!rounds.signal.aborted) {
      for (const duty of duties) {
        await duty().catch((cause: unknown) =>
          onProblem(`Upkeep of this node failed and is tried again: ${String(cause)}`),
        );
      }
      await delay(upkeepEvery, undefined, { signal: rounds.signal }).catch(() => undefined);
    }
  })();
  const stopListening = options.notifications.on('run_cancel', executor.cancel);
  const stopClock = clock.onJump(() => {
    armWhatIsOutOfStep(orm, time).catch((cause: unknown) =>
      onProblem(`The clock was set; what comes next is worked out again soon: ${String(cause)}`),
    );
  });

  return {
    async stop(grace) {
      stopClock();
      const drained = queue.stop();
      await Promise.race([drained, delay(grace.total('milliseconds'), undefined, { ref: false })]);
      executor.abortAll();
      await drained;
      stopListening();
      rounds.abort();
      await upkeep;
      await host.close();
      await Promise.all([queuePool.end(), logPool.end()]);
    },
  };
}

import { setTimeout as delay } from 'node:timers/promises';
import { defineTask, type TaskContext, type TaskOptions } from '../../../server/engine/task.ts';
import { fillHeap, flood, leaveRejection, spin, throwLate } from './deeds.ts';

/**
 * The tasks of the chaos suite: a few hundred, of every kind of schedule and behaviour. `keepRuns` is 0, so that the
 * checker finds all that happened.
 */

/**
 * The effect of a run: it takes the open work items of its task, and counts each as done once. Reading and writing
 * are apart on purpose, with time between them: two runs that could both commit would do an item twice.
 */
async function work({ em, now }: TaskContext, task: string, pause = 5): Promise<number> {
  return em.transactional(async (tx) => {
    const items = await tx.execute<{ id: number }[]>(
      'select id from chaos.work where task = ? and done = 0 order by id',
      [task],
    );
    if (pause > 0) await delay(pause);
    for (const { id } of items) await tx.execute('update chaos.work set done = done + 1 where id = ?', [id]);
    await tx.execute('insert into chaos.ledger (task, run_started, items) values (?, ?, ?)', [
      task,
      now.toString(),
      items.length,
    ]);
    return items.length;
  });
}

function kind(
  prefix: string,
  count: number,
  options: (index: number) => Partial<TaskOptions>,
  body: (context: TaskContext, task: string, index: number) => Promise<{ summary: string } | void>,
) {
  return Array.from({ length: count }, (_, index) => {
    const name = `chaos.${prefix}${index + 1}`;
    return defineTask({
      name,
      label: `${prefix} ${index + 1}`,
      description: 'A task of the chaos suite.',
      keepRuns: 0,
      schedule: {},
      timeout: 'PT20S',
      run: (context) => body(context, name, index),
      ...options(index),
    });
  });
}

const done = (items: number) => ({ summary: `${items} items` });

/** Chance without randomness: different for each run, the same for a given start. */
const lot = ({ now }: TaskContext, of: number): boolean =>
  Number((now.epochNanoseconds / 1_000n) % BigInt(of)) === 0;

/** See above. */
export const chaosTasks = [
  ...kind(
    'Plain',
    120,
    (index) => ({ schedule: { every: `PT${20 + (index % 60)}S` } }),
    async (context, task) => done(await work(context, task)),
  ),
  ...kind(
    'Failing',
    40,
    (index) => ({ schedule: { every: `PT${30 + index}S`, retryAfter: `PT${3 + (index % 8)}S` } }),
    async (context, task) => {
      const items = await work(context, task);
      if (lot(context, 2)) throw new Error('failed after its work');
      return done(items);
    },
  ),
  ...kind(
    'Slow',
    20,
    (index) => ({ schedule: { every: `PT${15 + index}S` } }),
    async (context, task, index) => {
      const { log, progress, signal } = context;
      for (let step = 1; step <= 10 && !signal.aborted; step += 1) {
        await log.info(`step ${step}`);
        progress(step, 10);
        await delay(100 + index * 20);
      }
      return done(await work(context, task, 50));
    },
  ),
  ...kind(
    'Idle',
    30,
    (index) => ({
      schedule: { every: `PT${10 + index}S` },
      ready: async () => (index % 3 ? 'nothing' : null),
    }),
    async (context, task) => done(await work(context, task)),
  ),
  ...kind(
    'Daily',
    30,
    (index) => ({ schedule: { at: `T${String(index % 24).padStart(2, '0')}:17` } }),
    async (context, task) => done(await work(context, task)),
  ),
  ...kind(
    'Pinned',
    20,
    (index) => ({ schedule: { every: 'P1D', at: `T${String((index * 5) % 24).padStart(2, '0')}:41` } }),
    async (context, task) => done(await work(context, task)),
  ),
  ...kind(
    'Manual',
    20,
    () => ({}),
    async (context, task) => done(await work(context, task)),
  ),
  ...kind(
    'Boot',
    5,
    () => ({ onBoot: true, schedule: { every: 'PT1M' } }),
    async (context, task) => done(await work(context, task)),
  ),
  ...kind(
    'Wordy',
    6,
    (index) => ({ schedule: { every: `PT${30 + index * 5}S` } }),
    async (context, task) => {
      flood(context, 5_000);
      return done(await work(context, task));
    },
  ),
  ...kind(
    'Bad',
    14,
    (index) => ({
      schedule: { every: `PT${50 + index}S`, retryAfter: 'PT10S' },
      timeout: index % 7 === 2 ? 'PT1S' : 'PT10S',
    }),
    async (context, task, index) => {
      await work(context, task);
      switch (index % 7) {
        case 0:
          return process.exit(1);
        case 1:
          // Rarely: it costs a second of a processor.
          return lot(context, 3) ? fillHeap() : undefined;
        case 2:
          return spin();
        case 3:
          return leaveRejection();
        case 4:
          return throwLate();
        case 5:
          // oxlint-disable-next-line no-throw-literal -- tasks throw anything
          throw { not: 'an error' };
        default:
          return new Promise(() => undefined);
      }
    },
  ),
];

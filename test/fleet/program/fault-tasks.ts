import { defineTask, type TaskContext, type TaskOptions } from '../../../server/engine/task.ts';
import { fillHeap, flood, leaveRejection, spin, throwLate, untilOpen } from './deeds.ts';

const byHand = (name: string, run: TaskOptions['run'], options: Partial<TaskOptions> = {}) =>
  defineTask({
    name: `fault.${name}`,
    label: name,
    description: 'Misbehaves as its name says.',
    schedule: {},
    run,
    ...options,
  });

/** Leaves a trace that survives the run. */
const effect = ({ em }: TaskContext, what: string) =>
  em.transactional((tx) => tx.execute('insert into test.effect (what) values (?)', [what]));

/** Tasks that are started by hand, one for each way to misbehave, and some that behave. */
export const faultTasks = [
  byHand('Exit', async ({ log }) => {
    await log.info('before the exit');
    process.exit(7);
  }),
  byHand('Heap', async ({ log }) => {
    await log.info('before the flood of memory');
    fillHeap();
  }),
  byHand(
    'Spin',
    async ({ log }) => {
      for (let line = 1; line <= 10; line += 1) void log.info(`line ${line}`);
      spin();
    },
    { timeout: 'PT1S' },
  ),
  byHand('Stray', async () => {
    await leaveRejection();
    return { summary: 'went on' };
  }),
  byHand('ThrowText', async () => {
    // oxlint-disable-next-line no-throw-literal -- tasks throw anything
    throw 'just a text';
  }),
  byHand('ThrowLate', throwLate),
  byHand('Raw', async ({ em }) => {
    await em.execute(`insert into test.effect (what) values ('raw')`);
  }),
  byHand('Flood', async (context) => {
    const [row] = await context.em.execute<{ lines: number }[]>('select lines from test.flood');
    flood(context, row?.lines ?? 0);
    return { summary: 'flooded' };
  }),
  ...Array.from({ length: 9 }, (_, index) =>
    byHand(`Flood${index + 1}`, async (context) => {
      const [row] = await context.em.execute<{ lines: number }[]>('select lines from test.flood');
      flood(context, row?.lines ?? 0);
    }),
  ),
  byHand('Quick', async () => ({ summary: 'done' })),
  byHand('Patient', async (context) => {
    await context.log.info('before the door');
    await effect(context, 'before the door');
    await untilOpen(context, 'patient');
    await context.log.info('behind the door');
    await effect(context, `behind the door, on ${process.pid}`);
  }),
  byHand('Holding', async (context) => {
    // Keeps a lock for as long as it lives, as an open transaction of a stopped process does.
    await context.em.transactional(async (tx) => {
      await tx.execute(`update test.row set by = ?`, [process.pid]);
      await context.log.info('holds the row');
      await untilOpen({ ...context, em: tx }, 'holding');
    });
    return { summary: `held by ${process.pid}` };
  }),
];

import { setTimeout as delay } from 'node:timers/promises';
import type { TaskContext } from '../../../server/engine/task.ts';

/** What a bad task can do to the program that executes it. */

/** Fills the heap until there is none left. */
export function fillHeap(): never {
  const hoard: unknown[] = [];
  // In large pieces: the collector gives up sooner than over many small ones.
  for (;;) hoard.push(Array.from<number>({ length: 1_000_000 }).fill(0.5));
}

/** Never lets anything else have a turn. */
export function spin(): never {
  for (;;);
}

/** Leaves a rejected promise behind, and lives on for a moment so that it is found. */
export async function leaveRejection(): Promise<void> {
  void Promise.reject(new Error('left behind'));
  await delay(20);
}

/** Throws where no promise of the run can catch it, and does not return. */
export function throwLate(): Promise<never> {
  setTimeout(() => {
    throw new Error('thrown late');
  }, 10);
  return new Promise(() => undefined);
}

/** Writes lines as fast as it can, never waiting for one. */
export function flood({ log }: TaskContext, lines: number): void {
  for (let line = 1; line <= lines; line += 1) void log.info(`line ${line} of ${lines}`);
}

/** Waits until the test has opened the door, looking at the database as a task does. */
export async function untilOpen({ em, signal }: TaskContext, door: string): Promise<void> {
  while (!signal.aborted) {
    const rows = await em.execute('select 1 from test.door where name = ?', [door]);
    if (rows.length > 0) return;
    await delay(50);
  }
}

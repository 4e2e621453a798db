import { setPriority } from 'node:os';

/**
 * Makes the calling thread give way to the node's own, which keeps time and takes runs for all tasks.
 * To be called before the thread loads anything: ten that start at once load for seconds.
 */
export function giveWay(): void {
  // On Linux a priority belongs to a thread; elsewhere it would be the whole program's.
  if (process.platform === 'linux') setPriority(5);
}

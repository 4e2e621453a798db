import type { Config } from './config.ts';
import { queueMessages } from './domain/notifications/queue-messages.ts';
import type { TaskServices } from './engine/task.ts';

/** What the engine hands to tasks and knows nothing of. */
export function taskServices(_config: Config): TaskServices {
  return { notify: queueMessages, mail: null };
}

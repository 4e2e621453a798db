import type { Config } from './config.ts';
import { queueMessages } from './domain/notifications/queue-messages.ts';
import { smtpServer } from './domain/notifications/smtp-server.ts';
import type { TaskServices } from './engine/task.ts';

/** What the engine hands to tasks and knows nothing of. */
export function taskServices({ smtp, facilityName }: Config): TaskServices {
  return { notify: queueMessages, mail: smtp && smtpServer({ ...smtp, facility: facilityName }) };
}

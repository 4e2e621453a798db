import type { MikroORM } from '@mikro-orm/postgresql';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import type { TaskContext } from '../../../server/engine/task.ts';
import { recordedLog } from './recorded-log.ts';

const timeZone = 'America/Regina';

/** What a task is called with at an instant, in Regina, without a mail server; `rest` replaces any of it. */
export function contextAt(
  orm: MikroORM,
  now: Temporal.Instant,
  rest: Partial<TaskContext> = {},
): TaskContext {
  return {
    em: orm.em.fork(),
    now,
    today: now.toZonedDateTimeISO(timeZone).toPlainDate(),
    timeZone,
    log: recordedLog().log,
    notify: queueMessages({ now, timeZone }),
    mail: null,
    progress: () => undefined,
    signal: new AbortController().signal,
    ...rest,
  };
}

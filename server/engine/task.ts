import type { EntityManager } from '@mikro-orm/postgresql';
import { parseSchedule, type ScheduleSpec } from './schedule.ts';

/** Extra data of a log line: small, JSON, and named so that the console can link ids to records. */
export type LogFields = Record<string, unknown>;

/**
 * A run's log. Each call is one line, seen live by everyone who watches.
 *
 * A handful of lines needs no `await`. A loop that writes thousands should await the call:
 * the promise resolves at once while the buffer has room and waits for the database when it is full.
 */
export interface TaskLog {
  debug(message: string, fields?: LogFields): Promise<void>;
  info(message: string, fields?: LogFields): Promise<void>;
  warn(message: string, fields?: LogFields): Promise<void>;
  error(message: string, fields?: LogFields): Promise<void>;
}

/** A message for one person. Which templates there are, and what they need, the program knows. */
export interface TaskMessage {
  /** Somebody by id, or by an address. */
  to: { user: string } | { email: string };
  template: string;
  level: 'INFO' | 'IMPORTANT' | 'URGENT';
  data: Record<string, unknown>;
  /** Names the event; a second message with the same key is not written. */
  dedupeKey: string;
}

/**
 * Writes messages into the outbox, within the transaction of what they tell of. Returns the ids of those that were
 * new, by their `dedupeKey`.
 */
export type TaskNotify = (
  tx: EntityManager,
  messages: readonly TaskMessage[],
) => Promise<ReadonlyMap<string, string>>;

/** A message as it goes to the mail server. */
export interface TaskMail {
  /** The same for each try, so that a recipient can tell a second copy. */
  id: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
}

/** What the mail server said of a message: taken; not now; never. `reply` is in its words. */
export type TaskMailAnswer =
  | { outcome: 'TAKEN' }
  | { outcome: 'DEFERRED'; reply: string }
  | { outcome: 'REFUSED'; reply: string };

/** A connection to the mail server; disposing of it hangs up. */
export interface TaskMailSession extends AsyncDisposable {
  /** Waits for its turn, then sends. Throws when the server cannot be used or when `signal` ends the wait. */
  send(mail: TaskMail, signal?: AbortSignal): Promise<TaskMailAnswer>;
}

/** The mail server. */
export interface TaskMailServer {
  /** Throws when the server cannot be reached or does not let us in. */
  open(): Promise<TaskMailSession>;
}

/** What the program gives to tasks besides what the engine does. */
export interface TaskServices {
  notify(when: { now: Temporal.Instant; timeZone: string }): TaskNotify;
  /** Null when no mail server is set. */
  mail: TaskMailServer | null;
}

/** What a task may look at to decide whether there is anything to do. */
export interface ReadyContext {
  /** A MikroORM unit of work of this run alone. Write inside `em.transactional`. */
  em: EntityManager;
  /** The instant at which the run started. */
  now: Temporal.Instant;
  /** The civil date at the facility at that instant. */
  today: Temporal.PlainDate;
  timeZone: string;
  /** For the task that delivers messages, all others use `notify`; null when no mail server is set. */
  mail: TaskMailServer | null;
}

/** What a task may look at to tell its scope: the moment at which somebody asks. */
export type ScopeContext = Omit<ReadyContext, 'mail'>;

/** Everything a task works with: it has no clock, connection or mailer of its own. */
export interface TaskContext extends ReadyContext {
  log: TaskLog;
  notify: TaskNotify;
  /** Reports how far the run has come; `total` may grow. Shown live, kept with the run. */
  progress(done: number, total: number, label?: string): void;
  /** Aborted on time-out and shutdown; long loops should look at it. */
  signal: AbortSignal;
}

/** A task as its author writes it. */
export interface TaskOptions {
  /** `app.Name`: a lower-case app, a dot, a name in Pascal case. Never reuse a name for something else. */
  name: string;
  label: string;
  /** One or two sentences for administrators: what it changes. */
  description: string;
  /** Forms of domain §9.1; leave empty for a task that runs only by hand. */
  schedule: ScheduleSpec;
  /** Also run whenever a worker starts. */
  onBoot?: boolean;
  /** Finished runs to keep, with their lines; 0 keeps all. The latest success and failure are kept besides. Default 10. */
  keepRuns?: number;
  /** ISO 8601 duration after which the run is aborted. Default PT30M. */
  timeout?: string;
  /** A reason not to run now ("0 of 14 cycles change today"), or null to go ahead. */
  ready?(context: ReadyContext): Promise<string | null>;
  /**
   * What a run would look at if it began now, for somebody about to start one: "It checks 14 cycles." One quick count;
   * it cannot write, and one that takes long is given up.
   */
  scope?(context: ScopeContext): Promise<string>;
  /** Does the work. Throw to fail: the engine records it. */
  run(context: TaskContext): Promise<{ summary: string } | void>;
}

/** A checked task definition. */
export interface TaskDefinition extends Required<Omit<TaskOptions, 'ready' | 'scope' | 'timeout'>> {
  app: string;
  timeout: Temporal.Duration;
  ready: TaskOptions['ready'];
  scope: TaskOptions['scope'];
}

/** A mistake of a task's author; one line that names the task, the field, the value and the remedy. */
export class TaskDefinitionError extends Error {
  override name = 'TaskDefinitionError';

  constructor(task: string, field: string, problem: string) {
    super(`Task ${task}: ${field}: ${problem}`);
  }
}

/** Checks a definition. Throws {@link TaskDefinitionError} for the first mistake. */
export function defineTask(options: TaskOptions): TaskDefinition {
  const wrong = (field: string, problem: string) => new TaskDefinitionError(options.name, field, problem);

  if (!/^[a-z][a-z0-9]*\.[A-Z][A-Za-z0-9]*$/.test(options.name)) {
    throw wrong('name', 'use "app.Name", such as "proposals.CycleLifecycle"');
  }
  const { problems } = parseSchedule(options.schedule, 'UTC');
  for (const { field, message } of problems) throw wrong(`schedule.${field}`, message);

  const keepRuns = options.keepRuns ?? 10;
  if (!Number.isInteger(keepRuns) || keepRuns < 0) {
    throw wrong('keepRuns', `${keepRuns} is no count: use a whole number, or 0 to keep all`);
  }

  return {
    ...options,
    app: options.name.slice(0, options.name.indexOf('.')),
    onBoot: options.onBoot ?? false,
    keepRuns,
    timeout: positiveDuration(options.timeout ?? 'PT30M', () =>
      wrong(
        'timeout',
        `${JSON.stringify(options.timeout)} is no duration of hours, minutes and seconds like PT10M`,
      ),
    ),
    ready: options.ready,
    scope: options.scope,
  };
}

function positiveDuration(text: string, problem: () => Error): Temporal.Duration {
  try {
    const duration = Temporal.Duration.from(text);
    if (duration.total('seconds') > 0) return duration;
  } catch {
    // Unparsable, or calendar units without a date to count from: one message fits both.
  }
  throw problem();
}

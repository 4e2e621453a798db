import type { MikroORM } from '@mikro-orm/postgresql';
import type { EngineClock } from './plan.ts';
import type { TaskDefinition } from './task.ts';

/** How long each statement of a count may take: somebody waits for the answer, and others for the connection. */
const patience = '2s';

export interface TaskScopesOptions {
  orm: MikroORM;
  tasks: readonly TaskDefinition[];
  clock: EngineClock;
  onProblem(message: string): void;
}

/** Tells what tasks would look at if they ran at this moment. */
export class TaskScopes {
  readonly #tasks: ReadonlyMap<string, TaskDefinition>;
  /** Counts under way: those who ask for the same task at once share one. */
  readonly #counting = new Map<string, Promise<string | null>>();

  constructor(private readonly options: TaskScopesOptions) {
    this.#tasks = new Map(options.tasks.map((task) => [task.name, task]));
  }

  /** One sentence or two. Null for a task that tells nothing, that this program does not have, or whose count failed. */
  of(name: string): Promise<string | null> {
    const task = this.#tasks.get(name);
    if (!task?.scope) return Promise.resolve(null);
    return this.#counting.getOrInsertComputed(name, () =>
      this.#count(task)
        .catch((cause: unknown) => {
          this.options.onProblem(`What ${name} would look at could not be counted: ${String(cause)}`);
          return null;
        })
        .finally(() => this.#counting.delete(name)),
    );
  }

  #count(task: TaskDefinition): Promise<string | null> {
    const { orm, clock } = this.options;
    const { timeZone } = clock;
    const now = clock.now();
    const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
    return orm.em.fork().transactional(
      async (em) => {
        await em.execute(`set local statement_timeout = '${patience}'`);
        return (await task.scope?.({ em, now, today, timeZone })) ?? null;
      },
      { readOnly: true },
    );
  }
}

import { startApp, type App } from './app.ts';
import { ConfigError, parseConfig } from './config.ts';
import { EmbeddedPostgresError } from './db/embedded-postgres.ts';
import { DatabaseError } from './db/orm.ts';
import { stackOf } from './db/stack-of.ts';
import { TaskDefinitionError, type TaskDefinition } from './engine/task.ts';
import { ListenError } from './http/http-server.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

/** What the person who started us can mend: one line says it all. Anything else is our fault and needs its stack. */
const mendable = [ConfigError, EmbeddedPostgresError, DatabaseError, ListenError, TaskDefinitionError];

/**
 * The program from start to end: starts what the environment asks for, says so in one line, and stops in order
 * on SIGINT and SIGTERM. Ends the process.
 */
export async function runProgram(
  /** Loads the tasks; a mistake in a definition shows when its file is loaded. */
  loadTasks: () => Promise<{ tasks: readonly TaskDefinition[] }>,
  /** The program of their threads. */
  threadFile: URL,
): Promise<void> {
  // Tasks leave their rejected promises behind in their own threads; one of ours is no reason to end all runs either.
  process.on('unhandledRejection', (cause) => {
    complain(`A rejected promise was left behind: ${stackOf(cause)}`);
  });

  let app: App | null = null;
  let stopping: { code: number } | null = null;
  const stop = (code: number, why: string) => {
    if (stopping) return;
    stopping = { code };
    complain(why);
    // While it is still starting, the end of the start sees to it.
    app?.stop().then(
      () => process.exit(code),
      (cause: unknown) => fail(cause),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping && signal === 'SIGINT') process.exit(130);
      stop(0, 'Stopping: running tasks may finish for 10 s. Press Ctrl-C again to stop at once.');
    });
  }

  try {
    const config = parseConfig(process.env);
    const { tasks } = await loadTasks();
    const started = await startApp({
      config,
      tasks,
      threadFile,
      onProblem: complain,
      onOutdated: (reason) => stop(1, reason),
    });
    const asked = stopping as { code: number } | null;
    if (asked) {
      await started.stop();
      process.exit(asked.code);
    }
    app = started;
    say(app.url ? `USO Background Tasks is ready at ${app.url}` : `Worker ${config.nodeName} is ready`);
    if (app.signInLink) say(`Sign in once with ${app.signInLink}`);
  } catch (cause) {
    fail(cause);
  }
}

function fail(cause: unknown): never {
  complain(mendable.some((kind) => cause instanceof kind) ? (cause as Error).message : stackOf(cause));
  process.exit(1);
}

import 'reflect-metadata';
import { startApp, type App } from './app.ts';
import { ConfigError, parseConfig } from './config.ts';
import { EmbeddedPostgresError } from './db/embedded-postgres.ts';
import { DatabaseError } from './db/orm.ts';
import { systemClock } from './engine/clock.ts';
import { TaskDefinitionError } from './engine/task.ts';
import { ListenError } from './http/http-server.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

/** What the person who started us can mend: one line says it all. Anything else is our fault and needs its stack. */
const mendable = [ConfigError, EmbeddedPostgresError, DatabaseError, ListenError, TaskDefinitionError];

// A task may leave a rejected promise behind; that is no reason to take all other runs down with it.
process.on('unhandledRejection', (cause) => {
  complain(`A rejected promise was left behind: ${withStack(cause)}`);
});

let app: App | null = null;
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping && signal === 'SIGINT') process.exit(130);
    if (!stopping && app) {
      stopping = true;
      complain('Stopping: running tasks may finish for 10 s. Press Ctrl-C again to stop at once.');
      app.stop().then(
        () => process.exit(0),
        (cause: unknown) => fail(cause),
      );
    }
    stopping = true;
  });
}

try {
  const config = parseConfig(process.env);
  // Imported here, since a mistake in a task's definition shows when its file is loaded.
  const { tasks } = await import('./tasks/index.ts');
  app = await startApp({ config, tasks, clock: systemClock, onProblem: complain });
  if (stopping) {
    await app.stop();
    process.exit(0);
  }
  say(app.url ? `USO Background Tasks is ready at ${app.url}` : `Worker ${config.nodeName} is ready`);
} catch (cause) {
  fail(cause);
}

function fail(cause: unknown): never {
  complain(mendable.some((kind) => cause instanceof kind) ? (cause as Error).message : withStack(cause));
  process.exit(1);
}

function withStack(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

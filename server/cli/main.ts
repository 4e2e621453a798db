import { Command, InvalidArgumentError, Option } from 'commander';
import { cancel, type CancelOptions } from './cancel.ts';
import { serverAt } from './client.ts';
import { logLevels, runStates } from './documents.ts';
import { list, type ListOptions } from './list.ts';
import { localToken } from './local-token.ts';
import { log, type LogOptions } from './log.ts';
import { nodes } from './nodes.ts';
import { endWithReader, remark } from './output.ts';
import { pause, resume, type PauseOptions } from './pause.ts';
import { Problem } from './problem.ts';
import { run, type RunOptions } from './run.ts';
import { schedule, type ScheduleOptions } from './schedule.ts';
import { show } from './show.ts';

// Ending here leaves the run alone: it belongs to the server.
process.once('SIGINT', () => process.exit(130));
endWithReader();

interface GlobalOptions {
  url?: string;
  token?: string;
  json?: boolean;
}

const program = new Command('npm run tasks --')
  .description('Background tasks of the user office, for people without a browser.')
  .usage('[options] <command>')
  .addOption(new Option('--url <url>', 'where the server is (default: http://127.0.0.1:PORT)').env('USO_URL'))
  .addOption(new Option('--token <token>', 'who is asking').env('ADMIN_TOKEN'))
  .option('--json', "the API's answer as one JSON document; with --follow one JSON object a line")
  .configureHelp({ showGlobalOptions: true });

const server = () => {
  const { url, token } = program.opts<GlobalOptions>();
  const here = `http://127.0.0.1:${process.env['PORT'] || 4000}`;
  return serverAt(url || here, token || (url ? null : localToken()));
};
/** A command's own options and `--json`. */
const all = <T>(options: T): T & { json?: boolean } => ({
  ...options,
  json: program.opts<GlobalOptions>().json,
});
const done = async (code: Promise<number>) => {
  process.exitCode = await code;
};

program
  .command('list')
  .description('all tasks: schedule, last run, next run, and whether one is due')
  .option('--search <text>', 'only tasks whose name, label or description contains this')
  .option('--app <app>', 'only tasks of this app')
  .option('--state <state>', 'only tasks whose last run is in this state', oneOf(runStates))
  .option('--due', 'only tasks that are due')
  .option('--no-due', 'only tasks that are not due')
  .option('--paused', 'only tasks that are paused')
  .option('--no-paused', 'only tasks that are not paused')
  .action((options: ListOptions) => done(list(server(), all(options))));

program
  .command('show <name>')
  .description('one task; its name may be short, like "CycleLifecycle" or "Cycle Lifecycle"')
  .action((name: string) => done(show(server(), name, all({}))));

program
  .command('run <name>')
  .description('start a task now, whatever its schedule; with --follow exits with 2 when the run fails')
  .option('-f, --follow', 'print the log until the run ends; Ctrl-C stops printing, not the run')
  .action((name: string, options: RunOptions) => done(run(server(), name, all(options))));

program
  .command('cancel <run>')
  .description('end a run; with --follow exits with 2 when it ends in another way')
  .option('-f, --follow', 'print what it still logs until it ends; Ctrl-C stops printing only')
  .action((id: string, options: CancelOptions) => done(cancel(server(), id, all(options))));

program
  .command('pause <name>')
  .description('hold the scheduled runs of a task back; "run" works all the same')
  .requiredOption('--reason <text>', 'why, for those who find the task paused')
  .option('--until <instant>', 'when the pause ends by itself (default: when somebody resumes it)', instant)
  .action((name: string, options: PauseOptions) => done(pause(server(), name, all(options))));

program
  .command('resume <name>')
  .description('end the pause of a task; what it missed meanwhile is made up for by one run')
  .action((name: string) => done(resume(server(), name, all({}))));

program
  .command('log <run>')
  .description('the log of one run')
  .option('-f, --follow', 'go on until the run ends; Ctrl-C stops printing, not the run')
  .option('--level <level>', 'only lines of this level or above', oneOf(logLevels))
  .option('--search <text>', 'only lines that contain this, in any case')
  .action((id: string, options: LogOptions) => done(log(server(), id, all(options))));

program
  .command('schedule [name]')
  .description('the schedule of a task, to see, --set or --reset; or without a name, try one out')
  .option(
    '--set',
    'put --every, --at and --retry-after in place of the built-in schedule; left out means none',
  )
  .addOption(new Option('--reset', 'return to the built-in schedule').conflicts('set'))
  .option('--every <every>', 'duration like PT15M or P1D, or a time of day like T02:00')
  .option('--at <time>', 'time of day like T02:00')
  .option('--retry-after <duration>', 'duration after which a failed run is tried again')
  .option('--zone <zone>', "time zone like America/Regina (default: the facility's)")
  .option('--from <instant>', 'moment to look from (default: now)', instant)
  .option('--count <n>', 'how many next runs, 1 to 100', howMany, 5)
  .action((name: string | undefined, options: ScheduleOptions) =>
    done(schedule(server(), name, all(options))),
  );

program
  .command('nodes')
  .description('the processes of the program: role, version, heartbeat, and what each is running')
  .action(() => done(nodes(server(), all({}))));

try {
  await program.parseAsync();
} catch (cause) {
  remark(cause instanceof Problem ? cause.message : String(cause instanceof Error ? cause.stack : cause));
  process.exitCode = 1;
}

/** Reads one of `values` in any case, with "-" or a space for "_". */
function oneOf<T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const value = values.find((each) => each === text.toUpperCase().replaceAll(/[ -]/g, '_'));
    if (value) return value;
    throw new InvalidArgumentError(`Use one of ${values.join(', ')}.`);
  };
}

function instant(text: string): string {
  try {
    return Temporal.Instant.from(text).toString();
  } catch {
    throw new InvalidArgumentError('Use an instant with an offset, like 2027-01-15T10:15:00-06:00.');
  }
}

function howMany(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 100) return Number(text);
  throw new InvalidArgumentError('Use a whole number from 1 to 100.');
}

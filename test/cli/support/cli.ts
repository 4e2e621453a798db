import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '../../../server/root.ts';
import { testToken } from '../../support/token.ts';

/** How a run of the command line ended. */
export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command line while it runs. */
export interface RunningCli {
  /** Waits until standard output or error contains `text`. */
  until(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Closes our end of its standard output, as `head` does when it has seen enough. */
  stopReading(): void;
  ended: Promise<CliResult>;
}

/** Starts the real command line against `url` in a process of its own, with the token of tests and nothing else of our environment. */
export function startCli(url: string, args: string[], env: Record<string, string> = {}): RunningCli {
  const child = spawn(process.execPath, ['dist/server/tasks.js', ...args], {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'], USO_URL: url, ADMIN_TOKEN: testToken, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen = { stdout: '', stderr: '' };
  let onOutput = () => {};
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      seen[name] += text;
      onOutput();
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...seen }));
  return {
    async until(text) {
      const found = () => seen.stdout.includes(text) || seen.stderr.includes(text);
      const shown = new Promise<boolean>((resolve) => {
        onOutput = () => found() && resolve(true);
        onOutput();
      });
      if (!(await Promise.race([shown, ended.then(found)]))) {
        throw new Error(`It ended without ${JSON.stringify(text)}: ${seen.stdout}${seen.stderr}`);
      }
    },
    kill: (signal) => child.kill(signal),
    stopReading: () => child.stdout.destroy(),
    ended,
  };
}

/** Runs the command line to its end. */
export const cli = (url: string, ...args: string[]): Promise<CliResult> => startCli(url, args).ended;

/** Lines of output, without the last line's end. */
export const linesOf = (text: string): string[] => text.trimEnd().split('\n');

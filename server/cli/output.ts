import { once } from 'node:events';
import { styleText } from 'node:util';
import type { Paint } from './format.ts';

/** Colours for a terminal; plain text for a file, a pipe, or NO_COLOR. */
export const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

/** Columns of the terminal; without end when nobody looks at one. */
export const columns = (): number => (process.stdout.isTTY ? process.stdout.columns : Infinity);

/** Writes to standard output, and waits while its reader is slow. */
export async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Writes one line, or text of a few. */
export const print = (text: string): Promise<void> => write(`${text}\n`);

/** Writes one JSON document, on one line. */
export const printJson = (value: unknown): Promise<void> => print(JSON.stringify(value));

/** Says something on the side: not part of the answer. */
export const remark = (line: string): void => void process.stderr.write(`${line}\n`);

/** A reader that has seen enough, like `head`, ends the program quietly instead of crashing it. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EPIPE') process.exit();
      throw cause;
    });
  }
}

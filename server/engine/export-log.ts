import type { EntityManager } from '@mikro-orm/postgresql';
import { stripVTControlCharacters } from 'node:util';
import type { LogLine } from './log-line.entity.ts';
import { readLog } from './read-log.ts';

/** Lines in one read, unless they are long. */
const pageSize = 5_000;

/** The forms in which a log can be taken along: how one line is written. */
export const logFormats = {
  /** For people: facility time, level, text, fields. What colours a terminal is left out. */
  txt: ({ at, level, message, fields }: LogLine, timeZone: string) => {
    const time = at.toString({ timeZone, fractionalSecondDigits: 3 });
    const rest = fields ? ` ${JSON.stringify(fields)}` : '';
    return `${time} ${level.padEnd(5)} ${stripVTControlCharacters(message)}${rest}\n`;
  },
  /** For programs: one JSON object a line, with the text as it was written. */
  ndjson: ({ seq, at, level, message, fields }: LogLine) =>
    `${JSON.stringify({ seq, at: at.toString(), level, message, fields })}\n`,
} satisfies Record<string, (line: LogLine, timeZone: string) => string>;

export type LogFormat = keyof typeof logFormats;

/**
 * The log of a run up to its line now, in pieces. Each is read when the one before was taken, by the lines' numbers:
 * whoever takes them slowly holds neither memory nor a transaction meanwhile.
 */
export async function* exportLog(
  newEm: () => EntityManager,
  runId: string,
  { format, timeZone }: { format: LogFormat; timeZone: string },
): AsyncGenerator<string, void> {
  const newest = await readLog(newEm(), runId, { after: 0, count: 1, fromEnd: true });
  const before = (newest.lines[0]?.seq ?? 0) + 1;
  for (let after = 0, hasMore = true; hasMore;) {
    const page = await readLog(newEm(), runId, { after, before, count: pageSize });
    hasMore = page.hasMore;
    after = page.lines.at(-1)?.seq ?? after;
    if (page.lines.length > 0) {
      yield page.lines.map((line) => logFormats[format](line, timeZone)).join('');
    }
  }
}

import Anser from 'anser';
import type { LogLine } from './log-rows.ts';

/** Lines as text to take along, without what colours a terminal. */
export function plainLog(lines: readonly LogLine[], timeText: (at: string) => string): string {
  return lines
    .map(({ at, level, message, fields }) => {
      const rest = fields ? ` ${JSON.stringify(fields)}` : '';
      return `${timeText(at)} ${level.padEnd(5)} ${Anser.ansiToText(message)}${rest}\n`;
    })
    .join('');
}

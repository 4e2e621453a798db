import type { LogLevel } from './log-line.entity.ts';
import type { LogFields, TaskLog } from './task.ts';

/** A message longer than this many UTF-16 units is cut, with a mark. */
const messageLimit = 65_536;

/** A line of a run's log before it has a number: text that PostgreSQL can keep, `fields` as JSON. */
export interface LogEntry {
  level: LogLevel;
  message: string;
  fields: string | null;
}

/** What an entry costs in memory, in characters. */
export const sizeOf = ({ message, fields }: LogEntry): number => message.length + (fields?.length ?? 0) + 100;

/** The log as a task sees it, over whatever takes the entries. */
export function taskLog(append: (entry: LogEntry) => Promise<void>): TaskLog {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) =>
    append({ level, message: storable(String(message)), fields: fields ? storableJson(fields) : null });
  return { debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
}

/** Text as PostgreSQL can keep it: no NUL, no lone surrogate, not longer than the limit. */
export function storable(text: string): string {
  const cut =
    text.length > messageLimit ? `${text.slice(0, messageLimit)}… (cut, ${text.length} characters)` : text;
  return cut.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Fields as JSON that PostgreSQL can keep; what cannot be written as JSON is said so instead of lost. */
function storableJson(fields: LogFields): string {
  try {
    return JSON.stringify(fields, (_key, value: unknown) => {
      if (typeof value === 'string') return storable(value);
      return typeof value === 'bigint' ? value.toString() : value;
    });
  } catch (cause) {
    return JSON.stringify({ unreadable: storable(String(cause)) });
  }
}

import type { DomainLog } from '../../../server/domain/log.ts';

/** A log that remembers its lines as `LEVEL message`, and their fields. */
export function recordedLog(): {
  log: DomainLog;
  lines: string[];
  fields: (Record<string, unknown> | undefined)[];
} {
  const lines: string[] = [];
  const fields: (Record<string, unknown> | undefined)[] = [];
  const at = (level: string) => async (message: string, data?: Record<string, unknown>) => {
    lines.push(`${level} ${message}`);
    fields.push(data);
  };
  return {
    log: { debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') },
    lines,
    fields,
  };
}

import type { DomainLog } from './log.ts';

/** What a rule that goes through many records works with: the time, a log, and who waits for it. */
export interface Work {
  today: Temporal.PlainDate;
  now: Temporal.Instant;
  log: DomainLog;
  signal?: AbortSignal;
  progress?(done: number, total: number): void;
}

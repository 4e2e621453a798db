import { ConnectionException, DriverException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/** Records in one transaction: enough to make the statements' cost small, few enough to see progress. */
const batchSize = 500;

export interface RecordWork<Item> {
  /**
   * Writes some records with statements for all of them, and returns what there is to tell once that is committed.
   * Called again for fewer records when it fails, so it must have no effect but its statements.
   */
  write(tx: EntityManager, items: Item[]): Promise<(() => Promise<void>)[]>;
  /** Tells that one record could not be written. */
  fail(item: Item, cause: Error): Promise<void>;
  signal?: AbortSignal;
  progress?(done: number, total: number): void;
  /** Records in one transaction; all of them when they must not be told apart. Default 500. */
  size?: number;
}

/**
 * Writes records so that each stands for itself, without a transaction for each (docs/decisions/0008): batches are
 * committed as they come, and one that fails is halved until the bad record is alone. That one is told of, and the
 * others are written. What has nothing to do with a record, such as a lost connection, is thrown.
 */
export async function eachRecord<Item>(
  em: EntityManager,
  items: readonly Item[],
  { write, fail, signal, progress, size = batchSize }: RecordWork<Item>,
): Promise<{ failed: number }> {
  let failed = 0;
  let done = 0;
  const attempt = async (batch: Item[]): Promise<void> => {
    signal?.throwIfAborted();
    let told: (() => Promise<void>)[];
    try {
      told = await em.fork().transactional((tx) => write(tx, batch));
    } catch (cause) {
      if (!(cause instanceof Error) || !isOfRecord(cause)) throw cause;
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) {
        failed += 1;
        done += 1;
        return fail(only, cause);
      }
      const half = Math.ceil(batch.length / 2);
      await attempt(batch.slice(0, half));
      return attempt(batch.slice(half));
    }
    // After the commit: a line must not tell of a change that was rolled back.
    for (const tell of told) await tell();
    done += batch.length;
    progress?.(done, items.length);
  };
  for (let from = 0; from < items.length; from += size) await attempt(items.slice(from, from + size));
  return { failed };
}

/** SQLSTATE classes that tell of a value or a constraint: data, integrity, and what our own triggers raise. */
const recordClasses = new Set(['22', '23', 'P0']);

/** Whether an error is about the records written; anything unknown is not, and ends the run. */
function isOfRecord(cause: Error): boolean {
  if (cause instanceof ConnectionException) return false;
  if (cause instanceof DriverException) {
    return recordClasses.has(String((cause as { code?: unknown }).code).slice(0, 2));
  }
  return cause instanceof BadRecord;
}

/** A record that a rule cannot be applied to. The message says what is wrong with it and what to do. */
export class BadRecord extends Error {
  override name = 'BadRecord';
}

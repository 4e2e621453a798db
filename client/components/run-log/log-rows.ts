import type { LineFactsFragment } from '../../gql/graphql.ts';

export type LogLine = LineFactsFragment;

/** Rows that are read and dropped together. */
export const BLOCK = 500;

const blockOf = (index: number): number => Math.floor(index / BLOCK);

/**
 * The rows of a log, of which only those near the reader are here: `count` says how many there are. A row that was
 * dropped, or never read, is asked for again when it is looked at.
 */
export class LogRows {
  #blocks = new Map<number, (LogLine | undefined)[]>();

  constructor(public count: number) {}

  at(index: number): LogLine | undefined {
    return this.#blocks.get(blockOf(index))?.[index % BLOCK];
  }

  /** Adds what was written after all that there was. */
  append(lines: readonly LogLine[]): void {
    this.put(this.count, lines);
  }

  /** Puts lines where they belong, the first of them at `from`. */
  put(from: number, lines: readonly LogLine[]): void {
    for (const [offset, line] of lines.entries()) {
      const index = from + offset;
      const block = this.#blocks.get(blockOf(index)) ?? [];
      block[index % BLOCK] = line;
      this.#blocks.set(blockOf(index), block);
    }
    this.count = Math.max(this.count, from + lines.length);
  }

  /** The first rows from `from` to before `to` that are not here, within one block; null when all are. */
  gap(from: number, to: number): { from: number; to: number } | null {
    const end = Math.min(to, this.count);
    for (let index = Math.max(0, from); index < end; index += 1) {
      if (!this.at(index)) return this.#gapAround(index);
    }
    return null;
  }

  /** Drops the blocks that are farthest from the rows being read when there are more than `most`. */
  keepNear(index: number, most: number): void {
    if (this.#blocks.size <= most) return;
    const here = blockOf(index);
    const nearestFirst = [...this.#blocks.keys()].toSorted(
      (one, other) => Math.abs(one - here) - Math.abs(other - here),
    );
    for (const block of nearestFirst.slice(most)) this.#blocks.delete(block);
  }

  /** The last lines, as far as all of them are here. */
  tail(most: number): LogLine[] {
    const lines: LogLine[] = [];
    for (let index = this.count - 1; index >= 0 && lines.length < most; index -= 1) {
      const line = this.at(index);
      if (!line) break;
      lines.push(line);
    }
    return lines.toReversed();
  }

  /** All lines that are here, in order. */
  loaded(): LogLine[] {
    return [...this.#blocks.entries()]
      .toSorted(([one], [other]) => one - other)
      .flatMap(([, lines]) => lines.filter((line) => line !== undefined));
  }

  #gapAround(index: number): { from: number; to: number } {
    const first = blockOf(index) * BLOCK;
    const end = Math.min(first + BLOCK, this.count);
    let from = index;
    while (from > first && !this.at(from - 1)) from -= 1;
    let to = index + 1;
    while (to < end && !this.at(to)) to += 1;
    return { from, to };
  }
}

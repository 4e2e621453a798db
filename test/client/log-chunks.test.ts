import { describe, expect, it } from 'vitest';
import {
  appendLines,
  beforeChunkOf,
  insertLines,
  keepNewest,
  lastSeq,
  missingBefore,
  type LogChunk,
} from '../../client/components/run-log/log-chunks.ts';

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({
    seq: from + at,
    at: '2026-11-24T21:00:00Z',
    level: 'INFO' as const,
    message: `line ${from + at}`,
    fields: null,
  }));
const seqs = (chunks: readonly LogChunk[]) => chunks.flatMap((chunk) => chunk.lines.map((line) => line.seq));
const range = (from: number, to: number) => lines(from, to).map((line) => line.seq);

describe('log lines', () => {
  it('shows every line once when a replay overlaps what is there', () => {
    const shown = appendLines(appendLines([], lines(1, 130)), lines(90, 260));
    expect(seqs(shown)).toEqual(range(1, 260));
    expect(lastSeq(shown)).toBe(260);
  });

  it('drops a line that comes twice in one batch', () => {
    expect(seqs(appendLines([], [...lines(1, 3), ...lines(2, 4)]))).toEqual([1, 2, 3, 4]);
  });

  it('leaves chunks that did not change untouched, so that they are not drawn again', () => {
    const before = appendLines([], lines(1, 250));
    const after = appendLines(before, lines(251, 252));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after[2]).not.toBe(before[2]);
    expect(appendLines(after, lines(1, 252))).toBe(after);
  });

  it('counts what is missing between chunks, and fills it', () => {
    const tail = appendLines([], lines(901, 1_000));
    expect(missingBefore(tail, 0)).toBe(900);
    const both = insertLines(tail, lines(1, 200));
    expect([missingBefore(both, 0), missingBefore(both, 1), missingBefore(both, 2)]).toEqual([0, 0, 700]);
    expect(seqs(insertLines(both, lines(150, 950)))).toEqual(range(1, 1_000));
  });

  it('reads from the start of a chunk, so that gaps never cut one', () => {
    expect([1, 100, 101, 250, -40].map(beforeChunkOf)).toEqual([0, 0, 100, 200, 0]);
  });

  it('keeps the newest lines of a flood', () => {
    const kept = keepNewest(appendLines([], lines(1, 100_000)), 4_000);
    expect(seqs(kept)).toEqual(range(96_001, 100_000));
  });
});

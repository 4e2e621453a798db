import type { LineFactsFragment } from '../../gql/graphql.ts';

export type LogLine = LineFactsFragment;

/**
 * A fixed stretch of line numbers (1-100, 101-200 …). Lines stream into the last chunk only, so the
 * others need no new render. Whole chunks may be missing between two: they can be read when asked for.
 */
export interface LogChunk {
  index: number;
  lines: readonly LogLine[];
}

export const CHUNK_SIZE = 100;

const chunkOf = (seq: number): number => Math.floor((seq - 1) / CHUNK_SIZE);

/** The line before the chunk that holds `seq`: reading after it keeps gaps between whole chunks. */
export const beforeChunkOf = (seq: number): number => Math.max(0, chunkOf(seq)) * CHUNK_SIZE;

export const firstOf = (chunk: LogChunk): number => chunk.lines[0]?.seq ?? 1;
const lastOf = (chunk: LogChunk | undefined): number => chunk?.lines.at(-1)?.seq ?? 0;

/** The newest line; 0 when there is none. */
export const lastSeq = (chunks: readonly LogChunk[]): number => lastOf(chunks.at(-1));

/** How many lines are not here between a chunk and the one before it. */
export const missingBefore = (chunks: readonly LogChunk[], at: number): number => {
  const chunk = chunks[at];
  return chunk ? firstOf(chunk) - 1 - lastOf(chunks[at - 1]) : 0;
};

export const holds = (chunk: LogChunk, seq: number): boolean =>
  chunk.index === chunkOf(seq) && chunk.lines.some((line) => line.seq === seq);

function group(lines: readonly LogLine[]): LogChunk[] {
  const chunks: { index: number; lines: LogLine[] }[] = [];
  for (const line of lines) {
    const index = chunkOf(line.seq);
    const open = chunks.at(-1);
    if (open?.index === index) open.lines.push(line);
    else chunks.push({ index, lines: [line] });
  }
  return chunks;
}

/** Adds newer lines; what is there already (a replay after a lost connection) is dropped. */
export function appendLines(chunks: readonly LogChunk[], lines: readonly LogLine[]): readonly LogChunk[] {
  let last = lastSeq(chunks);
  const fresh = lines.filter((line) => line.seq > last && (last = line.seq));
  const [start, ...rest] = group(fresh);
  const end = chunks.at(-1);
  if (!start) return chunks;
  if (end?.index !== start.index) return [...chunks, start, ...rest];
  return [...chunks.slice(0, -1), { index: end.index, lines: [...end.lines, ...start.lines] }, ...rest];
}

/** Puts older lines where they belong. */
export function insertLines(chunks: readonly LogChunk[], lines: readonly LogLine[]): readonly LogChunk[] {
  const byIndex = new Map(chunks.map((chunk) => [chunk.index, chunk]));
  for (const { index, lines: added } of group(lines)) {
    const there = byIndex.get(index)?.lines ?? [];
    const known = new Set(there.map((line) => line.seq));
    const fresh = added.filter((line) => !known.has(line.seq));
    if (fresh.length)
      byIndex.set(index, { index, lines: [...there, ...fresh].toSorted((a, b) => a.seq - b.seq) });
  }
  return [...byIndex.values()].toSorted((a, b) => a.index - b.index);
}

/** Forgets the oldest whole chunks beyond a limit, so that a flood cannot fill the page. */
export function keepNewest(chunks: readonly LogChunk[], limit: number): readonly LogChunk[] {
  const most = Math.ceil(limit / CHUNK_SIZE);
  return chunks.length > most ? chunks.slice(-most) : chunks;
}

import type { LineFactsFragment } from '../../gql/graphql.ts';

export type LogLine = LineFactsFragment;

/** A fixed stretch of line numbers. Only the last chunk ever changes, so the others need no new render. */
export interface LogChunk {
  index: number;
  lines: readonly LogLine[];
}

export const CHUNK_SIZE = 100;

const chunkOf = (seq: number): number => Math.floor((seq - 1) / CHUNK_SIZE);

export const firstSeq = (chunks: readonly LogChunk[]): number | undefined => chunks[0]?.lines[0]?.seq;
export const lastSeq = (chunks: readonly LogChunk[]): number | undefined => chunks.at(-1)?.lines.at(-1)?.seq;

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

function concat(head: readonly LogChunk[], tail: readonly LogChunk[]): readonly LogChunk[] {
  const end = head.at(-1);
  const start = tail[0];
  if (!end || !start || end.index !== start.index) return [...head, ...tail];
  return [
    ...head.slice(0, -1),
    { index: end.index, lines: [...end.lines, ...start.lines] },
    ...tail.slice(1),
  ];
}

/** Adds newer lines; what is there already (a replay after a lost connection) is dropped. */
export function appendLines(chunks: readonly LogChunk[], lines: readonly LogLine[]): readonly LogChunk[] {
  let last = lastSeq(chunks) ?? 0;
  const fresh = lines.filter((line) => line.seq > last && (last = line.seq));
  return fresh.length ? concat(chunks, group(fresh)) : chunks;
}

/** Adds older lines before the first one shown. */
export function prependLines(chunks: readonly LogChunk[], lines: readonly LogLine[]): readonly LogChunk[] {
  const first = firstSeq(chunks) ?? Infinity;
  const fresh = lines.filter((line) => line.seq < first);
  return fresh.length ? concat(group(fresh), chunks) : chunks;
}

/** Forgets the oldest whole chunks beyond a limit, so that a flood cannot fill the page. */
export function keepNewest(chunks: readonly LogChunk[], limit: number): readonly LogChunk[] {
  const most = Math.ceil(limit / CHUNK_SIZE);
  return chunks.length > most ? chunks.slice(-most) : chunks;
}

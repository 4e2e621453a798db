/** A piece of a text, and whether it is what was searched for. */
export interface Part {
  part: string;
  isHit: boolean;
}

/** A text in pieces: what was searched for, in any case, and what is between. */
export function foundIn(text: string, search: string): Part[] {
  if (!search) return [{ part: text, isHit: false }];
  const pattern = new RegExp(search.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`), 'giu');
  const parts: Part[] = [];
  let end = 0;
  for (const { 0: hit, index } of text.matchAll(pattern)) {
    if (index > end) parts.push({ part: text.slice(end, index), isHit: false });
    parts.push({ part: hit, isHit: true });
    end = index + hit.length;
  }
  if (end < text.length) parts.push({ part: text.slice(end), isHit: false });
  return parts;
}

import type { Paint, Style } from './format.ts';

/** Text with at most one colour; its width is that of the text. */
export interface Cell {
  text: string;
  style?: Style;
}

const gap = '  ';
/** No column gets narrower than this to fit a narrow terminal. */
const narrowest = 10;

/**
 * Aligned columns under a head. When `width` is too small the widest columns are cut, with "…";
 * never the first, whose names people type.
 */
export function table(head: string[], rows: Cell[][], width: number, paint: Paint): string {
  const all: Cell[][] = [head.map((text) => ({ text, style: 'dim' })), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.text.length ?? 0)));
  const total = () => widths.reduce((sum, each) => sum + each, gap.length * (widths.length - 1));
  while (total() > width) {
    const widest = Math.max(...widths.slice(1));
    if (widest <= narrowest) break;
    widths[widths.indexOf(widest, 1)] = widest - 1;
  }
  return all
    .map((row) =>
      row
        .map(({ text, style }, column) => {
          const limit = widths[column] ?? text.length;
          const shown = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
          const padding = ' '.repeat(limit - shown.length);
          return (style ? paint(style, shown) : shown) + padding;
        })
        .join(gap)
        .trimEnd(),
    )
    .join('\n');
}

/** A label with one or more lines beside it. */
export type Fact = [label: string, ...lines: string[]];

/** Labels in one column, what they stand for in another. */
export function facts(all: Fact[], paint: Paint): string {
  const width = Math.max(...all.map(([label]) => label.length));
  const indent = `\n${' '.repeat(width)}${gap}`;
  return all
    .map(([label, ...lines]) => paint('dim', label.padEnd(width)) + gap + lines.join(indent))
    .join('\n');
}

import { BLOCK } from './log-rows.ts';

/** What of the height that a browser can scroll is used: lines that wrap are higher than reckoned. */
const SLACK = 0.9;
/** More than any browser can. */
const ASKED = 40_000_000;

let known: number | undefined;

/** The height in pixels that this browser can scroll: some 18 million in Firefox, 33 million in others. */
function tallest(): number {
  if (known === undefined) {
    const probe = document.createElement('div');
    probe.style.position = 'absolute';
    probe.style.visibility = 'hidden';
    probe.style.height = `${ASKED}px`;
    document.body.append(probe);
    known = probe.getBoundingClientRect().height;
    probe.remove();
  }
  return known;
}

/** How many rows of this height can be scrolled through at once. */
export const roomOf = (rowHeight: number): number =>
  Math.floor((tallest() * SLACK) / rowHeight / BLOCK) * BLOCK;

/** The rows of a long log that can be scrolled through now, from `from` to before `to`. */
export interface LogWindow {
  from: number;
  to: number;
}

/** The window that begins at row `from`; for a reader at the end, the last one, which moves in long steps. */
export function windowAt(from: number, count: number, room: number, following: boolean): LogWindow {
  if (count <= room) return { from: 0, to: count };
  const step = Math.ceil(room / 10);
  const last = Math.ceil((count - room) / step) * step;
  const start = following ? last : Math.min(from, last);
  return { from: start, to: Math.min(count, start + room) };
}

/** What of a window is reckoned with for a reader at the end, and how far that moves at a time. */
const TAIL = 20_000;
const TAIL_STEP = 2_000;

/**
 * The first row of a window whose position is kept in mind. For a reader at the end only the last rows count: the
 * positions of all that is written in hours would fill the memory.
 */
export function reckonedFrom({ from, to }: LogWindow, following: boolean): number {
  return following ? Math.max(from, Math.ceil((to - TAIL) / TAIL_STEP) * TAIL_STEP) : from;
}

/** Where a window begins that has this row in its middle; the one there is when the row is in it. */
export function windowAround(index: number, now: LogWindow, room: number): number {
  if (index >= now.from && index < now.to) return now.from;
  return Math.max(0, index - Math.floor(room / 2));
}

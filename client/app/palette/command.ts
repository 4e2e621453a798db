import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** Groups of commands, in the order in which they are shown when nothing is searched for. */
export type Group = 'Failed lately' | 'Pages' | 'Tasks' | 'Actions' | 'Console';

/** Something that the palette can do. */
export interface Command {
  id: string;
  group: Group;
  label: string;
  /** Tells it from others of that label; searched too. */
  detail?: string;
  /** What to press for the same. */
  keys?: string;
  icon: Icon;
  /** Only among the answers to a search: there may be many of it. */
  searchedOnly?: boolean;
  does: { to: string } | { asks: ReactNode } | { acts: () => void };
}

/** How well a word is met: 0 at the beginning of the text, 1 at that of a word in it, 2 within one; else not at all. */
function distance(text: string, word: string): number {
  if (text.startsWith(word)) return 0;
  if (text.includes(` ${word}`) || text.includes(`.${word}`)) return 1;
  return text.includes(word) ? 2 : Infinity;
}

/**
 * The commands that have all the words of the search, those with the words at the front first; without a search all
 * that need none. Commands of one group stay together.
 */
export function findCommands(commands: readonly Command[], search: string): Command[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands.filter(({ searchedOnly }) => !searchedOnly);
  const found = commands
    .map((command) => {
      const text = `${command.label} ${command.detail ?? ''}`.toLowerCase();
      return { command, rank: Math.max(...words.map((word) => distance(text, word))) };
    })
    .filter(({ rank }) => rank < Infinity)
    .toSorted((a, b) => a.rank - b.rank);
  const groups = Map.groupBy(found, ({ command }) => command.group);
  return [...groups.values()].flat().map(({ command }) => command);
}

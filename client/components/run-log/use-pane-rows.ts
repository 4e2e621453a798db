import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import type { LogSource } from './log-source.ts';
import { reckonedFrom, roomOf, windowAround, windowAt } from './log-window.ts';

/** Heights of a line of one row, and the width below which its message has a row of its own, as in the style sheet. */
const HEIGHT = 24;
const NARROW_HEIGHT = 48;
const NARROW = '(max-width: 61.99em)';

/** The positions of all rows are reckoned anew when there are more of them, so it is not done for each new line. */
const grown = (count: number) => (count < 20_000 ? count : Math.ceil(count / 10_000) * 10_000);

interface Goal {
  index: number;
  align: 'center' | 'start';
}

/** Which rows of a log are in the page, and where: those in sight and a few around them. */
export function usePaneRows(
  source: LogSource,
  pane: RefObject<HTMLDivElement | null>,
  { following, wrap }: { following: boolean; wrap: boolean },
) {
  const { rows, version } = source;
  const height = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false })
    ? NARROW_HEIGHT
    : HEIGHT;
  const room = roomOf(height);
  const [begin, setBegin] = useState(0);
  const window = windowAt(begin, rows.count, room, following);
  if (window.from !== begin) setBegin(window.from);
  const { from: top, to } = window;
  const from = reckonedFrom(window, following);
  const [goal, setGoal] = useState<Goal | null>(null);

  // oxlint-disable-next-line react/incompatible-library -- nothing of it is memoised here
  const virtualizer = useVirtualizer({
    count: grown(to - from),
    getScrollElement: () => pane.current,
    estimateSize: () => height,
    // As high as the rows that are not reckoned with, so that nothing moves when they are.
    paddingStart: (from - top) * height,
    getItemKey: useCallback((index: number) => from + index, [from]),
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems().filter((item) => from + item.index < to);
  const first = items[0]?.index ?? 0;
  const end = (items.at(-1)?.index ?? -1) + 1;

  const topIndex = useCallback(
    () => from + (virtualizer.getVirtualItemForOffset(virtualizer.scrollOffset ?? 0)?.index ?? 0),
    [virtualizer, from],
  );
  const isInSight = useCallback(
    (index: number) => {
      const offset = virtualizer.scrollOffset ?? 0;
      const item = virtualizer.getVirtualItems().find((each) => each.index === index - from);
      return item && item.start >= offset && item.end <= offset + (virtualizer.scrollRect?.height ?? 0);
    },
    [virtualizer, from],
  );
  /** Brings a row into sight. One that is there already, such as one whose number was pressed, stays where it is. */
  const show = useCallback(
    (index: number) => {
      if (isInSight(index)) return;
      setBegin(windowAround(index, { from: top, to }, room));
      setGoal({ index, align: 'center' });
    },
    [isInSight, top, to, room],
  );
  /** Goes to a window further up or down, from the row that is read. */
  const move = (direction: -1 | 1) => {
    setGoal({ index: topIndex(), align: 'start' });
    setBegin(Math.max(0, top + Math.floor((direction * room) / 2)));
  };

  useLayoutEffect(() => {
    if (goal) virtualizer.scrollToIndex(Math.max(0, goal.index - from), { align: goal.align });
  }, [goal]); // oxlint-disable-line react/exhaustive-deps -- once for each goal

  // Whoever is at the end stays there, whatever height the lines above get: to make up for it, too, would move up from it.
  useLayoutEffect(() => {
    virtualizer.shouldAdjustScrollPositionOnItemSizeChange = following ? () => false : undefined;
  }, [virtualizer, following]);

  // The virtualizer keeps the height of each line that wrapped, for ever.
  useLayoutEffect(() => {
    if (!following) return;
    for (const row of virtualizer.itemSizeCache.keys()) {
      if (Number(row) < from) virtualizer.itemSizeCache.delete(row);
    }
  }, [virtualizer, following, from]);

  // Lines get other heights at once: the one that is read stays where it is.
  const layout = `${wrap} ${height}`;
  const [measured, setMeasured] = useState(layout);
  useLayoutEffect(() => {
    if (measured === layout) return;
    const read = topIndex();
    virtualizer.measure();
    if (!following) virtualizer.scrollToIndex(read - from, { align: 'start' });
    setMeasured(layout);
  }, [virtualizer, topIndex, layout, measured, following, from]);

  useEffect(() => {
    if (end > first) source.want(from + first, from + end);
  }, [source, from, first, end, rows, version]);

  return {
    window,
    /** The rows in the page, each with its index to be measured by. */
    drawn: items.map(({ index }) => ({ index, row: from + index })),
    offset: items[0]?.start ?? 0,
    // Of the room that is kept for further rows nothing is to be seen.
    total: to > from ? (virtualizer.measurementsCache[to - from - 1]?.end ?? 0) : undefined,
    measure: virtualizer.measureElement,
    /** Whether there is anywhere to scroll to. */
    isHigher: virtualizer.getTotalSize() > (virtualizer.scrollRect?.height ?? 0),
    topIndex,
    show,
    move,
  };
}

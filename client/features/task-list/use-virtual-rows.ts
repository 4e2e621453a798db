import { useMediaQuery } from '@mantine/hooks';
import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type FocusEvent } from 'react';

/** Up to this many rows are all there, so that the browser's own search finds them, and print shows them. */
const ALL_UP_TO = 60;
const ROW = 65;
const CARD = 262;

/** A row to show, after a gap in the place of rows that are not there. */
export interface ShownRow {
  index: number;
  gap: number;
}

/** The row with the focus stays, with its neighbours, so that Tab leads on from it wherever the page has been scrolled to. */
function withFocus(indexes: number[], names: readonly string[], focused: string | undefined): number[] {
  const at = focused === undefined ? -1 : names.indexOf(focused);
  if (at === -1) return indexes;
  const kept = [at - 1, at, at + 1].filter((index) => index >= 0 && index < names.length);
  return [...new Set([...indexes, ...kept])].toSorted((a, b) => a - b);
}

/**
 * Which rows of a long list are there: those in sight, some around them, and the one that holds the focus, which would
 * otherwise go with it. `body` is the rows' parent; each of them needs `measure` as its ref and `data-index`.
 */
export function useVirtualRows(names: readonly string[]) {
  const body = useRef<HTMLTableSectionElement>(null);
  const focused = useRef<string>(undefined);
  const cards = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  const [top, setTop] = useState(0);
  const enabled = names.length > ALL_UP_TO;

  // oxlint-disable-next-line react/incompatible-library -- React Compiler is not used here
  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    count: names.length,
    enabled,
    estimateSize: () => (cards ? CARD : ROW),
    overscan: 6,
    scrollMargin: top,
    getItemKey: (index) => names[index] ?? index,
    rangeExtractor: (range: Range) => withFocus(defaultRangeExtractor(range), names, focused.current),
  });

  // Whatever stands above the rows may change its height, and so moves them.
  useLayoutEffect(() => {
    const measure = () => {
      if (body.current) setTop(Math.round(body.current.getBoundingClientRect().top + scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, cards]);

  const onFocus = ({ target }: FocusEvent) => {
    const row = target.closest('tr');
    if (row && body.current?.contains(row)) focused.current = names[Number(row.dataset['index'])];
  };
  const onBlur = () => (focused.current = undefined);

  const base = { body, onFocus, onBlur };
  if (!enabled) {
    return {
      ...base,
      rows: names.map((_, index): ShownRow => ({ index, gap: 0 })),
      after: 0,
      measure: undefined,
    };
  }
  let end = top;
  const rows = virtualizer.getVirtualItems().map((item): ShownRow => {
    const gap = item.start - end;
    end = item.end;
    return { index: item.index, gap };
  });
  return {
    ...base,
    rows,
    after: top + virtualizer.getTotalSize() - end,
    measure: virtualizer.measureElement,
  };
}

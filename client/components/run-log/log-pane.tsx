import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useState,
  type CSSProperties,
  type MouseEvent,
} from 'react';
import { countText } from '../count-text.ts';
import { Row } from './log-line.tsx';
import type { LogSearch } from './log-search.ts';
import type { LogSource } from './log-source.ts';
import classes from './run-log.module.css';
import { useFollow } from './use-follow.ts';

/** Heights of a line of one row, and the width below which its message has a row of its own, as in the style sheet. */
const HEIGHT = 24;
const NARROW_HEIGHT = 48;
const NARROW = '(max-width: 61.99em)';
/** The positions of all rows are reckoned anew when there are more of them, so it is not done for each new line. */
const roomFor = (count: number) => (count < 20_000 ? count : Math.ceil(count / 10_000) * 10_000);

interface Props {
  source: LogSource;
  search: LogSearch;
  title: string;
  height: 'page' | 'pane';
  wrap: boolean;
  runHref: string;
  timeText: (at: string) => string;
  /** The line to show, and why; a new object shows it again. */
  shown: { seq: number; as: 'target' | 'hit' } | undefined;
  /** Lines that were written when the log was opened: what comes after is new to the reader. */
  written: number;
  empty: string;
  onClick: (event: MouseEvent) => void;
}

/** The lines themselves, of which only those in sight are in the page. */
export function LogPane(props: Props) {
  const { source, search, title, height, wrap, runHref, timeText, shown, empty, onClick } = props;
  const { rows, version } = source;
  const estimate = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false })
    ? NARROW_HEIGHT
    : HEIGHT;
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const { pane, following, setFollowing, unseen, onScroll, jump } = useFollow(
    rows.count,
    props.written,
    shown === undefined,
  );
  // oxlint-disable-next-line react/incompatible-library -- nothing of it is memoised here
  const virtualizer = useVirtualizer({
    count: roomFor(rows.count),
    getScrollElement: () => pane.current,
    estimateSize: () => estimate,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems().filter((item) => item.index < rows.count);
  const first = items[0];
  const end = items.at(-1);
  // Of the room that is kept for further rows nothing is to be seen.
  const total = rows.count > 0 ? (virtualizer.measurementsCache[rows.count - 1]?.end ?? 0) : 0;

  // Lines get other heights at once: the one that is read stays where it is.
  const layout = `${wrap} ${estimate}`;
  const [measured, setMeasured] = useState(layout);
  useLayoutEffect(() => {
    if (measured === layout) return;
    const top = virtualizer.getVirtualItemForOffset(virtualizer.scrollOffset ?? 0);
    virtualizer.measure();
    if (top && !following) virtualizer.scrollToIndex(top.index, { align: 'start' });
    setMeasured(layout);
  }, [virtualizer, layout, measured, following]);
  useEffect(() => {
    if (first && end) source.want(first.index, end.index + 1);
  }, [source, first?.index, end?.index, rows, version]); // oxlint-disable-line react/exhaustive-deps -- where they stand says it

  // Before the browser paints: a scroll event of the unmoved pane would count as being at its end.
  useLayoutEffect(() => {
    if (!shown) return undefined;
    setFollowing(false);
    const left = new AbortController();
    const show = async () => {
      const index = await source.indexOf(shown.seq);
      if (left.signal.aborted) return;
      const top = virtualizer.scrollOffset ?? 0;
      const there = virtualizer.getVirtualItems().find((item) => item.index === index);
      // A line that is in sight already, such as one whose number was pressed, stays where it is.
      const inSight = there && there.start >= top && there.end <= top + (virtualizer.scrollRect?.height ?? 0);
      if (!inSight) virtualizer.scrollToIndex(Math.max(0, index), { align: 'center' });
    };
    // What the log cannot be asked for now is asked for again with the next line to show.
    show().catch(() => undefined);
    return () => left.abort();
  }, [shown, source, virtualizer, setFollowing]);

  useEffect(() => {
    search.place = () => {
      if (following) return 'end';
      const top = virtualizer.getVirtualItemForOffset(virtualizer.scrollOffset ?? 0);
      return (top && rows.at(top.index)?.seq) ?? 1;
    };
  }, [search, following, rows, virtualizer]);

  const onToggle = useCallback((seq: number, open: boolean) => {
    setOpened((before) => {
      if (before.has(seq) === open) return before;
      const next = new Set(before);
      if (open) next.add(seq);
      else next.delete(seq);
      return next;
    });
  }, []);

  return (
    <div className={classes.frame}>
      {/* The lines are told by the log itself, a few at a time: here they also come and go as one scrolls. */}
      <div
        ref={pane}
        role="log"
        aria-label={title}
        aria-live="off"
        tabIndex={0}
        className={classes.pane}
        data-height={height}
        data-wrap={wrap || undefined}
        style={{ '--digits': String(source.stream.last).length } as CSSProperties}
        onScroll={onScroll}
        onClick={onClick}
      >
        <div className={classes.sizer} style={{ height: rows.count > 0 ? total : undefined }}>
          <div className={classes.rows} style={{ transform: `translateY(${first?.start ?? 0}px)` }}>
            {items.map(({ index }) => {
              const line = rows.at(index);
              return (
                <Row
                  key={index}
                  ref={virtualizer.measureElement}
                  index={index}
                  line={line}
                  runHref={runHref}
                  timeText={timeText}
                  search={search.words}
                  mark={line && line.seq === shown?.seq ? shown.as : undefined}
                  open={line !== undefined && opened.has(line.seq)}
                  onToggle={onToggle}
                />
              );
            })}
          </div>
          {rows.count === 0 && <p className={classes.none}>{empty}</p>}
        </div>
      </div>
      {!following && (
        <Button
          className={classes.jump}
          size="xs"
          leftSection={<IconArrowDown size={14} aria-hidden />}
          onClick={jump}
        >
          {unseen > 0 ? `${countText(unseen, 'new line')}, jump to latest` : 'Jump to latest'}
        </Button>
      )}
    </div>
  );
}

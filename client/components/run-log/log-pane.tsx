import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type MouseEvent,
} from 'react';
import { countText, numberText } from '../count-text.ts';
import { Row } from './log-line.tsx';
import type { LogSearch } from './log-search.ts';
import type { LogSource } from './log-source.ts';
import type { LogWindow } from './log-window.ts';
import classes from './run-log.module.css';
import { useFollow } from './use-follow.ts';
import { usePaneRows } from './use-pane-rows.ts';

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

const shownRows = ({ from, to }: LogWindow, count: number): string => {
  const [first, last, all] = [from + 1, to, count].map(numberText);
  return `Lines ${first} to ${last} of ${all}`;
};

/** The lines themselves, of which only those in sight are in the page. */
export function LogPane(props: Props) {
  const { source, search, title, height, wrap, runHref, timeText, shown, empty, onClick } = props;
  const { rows, level } = source;
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const { pane, following, setFollowing, unseen, moves, onScroll, onLower, jump } = useFollow(
    rows.count,
    props.written,
    shown === undefined,
  );
  const view = usePaneRows(source, pane, { following, wrap });
  const { window, topIndex, show } = view;
  const isLast = window.to === rows.count;

  const total = view.total ?? 0;
  const drawnTotal = useRef(total);
  useLayoutEffect(() => {
    if (total < drawnTotal.current) onLower();
    drawnTotal.current = total;
  }, [total, onLower]);

  // Before the browser paints: a scroll event of the unmoved pane would count as being at its end.
  useLayoutEffect(() => {
    if (shown) setFollowing(false);
  }, [shown, setFollowing]);
  const showRow = useEffectEvent(show);
  const isThere = shown !== undefined && (level ? !source.counting : rows.count >= shown.seq);
  useEffect(() => {
    if (!shown || !isThere) return undefined;
    const left = new AbortController();
    source.indexOf(shown.seq).then(
      (index) => !left.signal.aborted && showRow(Math.max(0, index)),
      // What cannot be asked for now is asked for again with the next line to show.
      () => undefined,
    );
    return () => left.abort();
  }, [shown, isThere, source]);

  useEffect(() => {
    search.beginAt(() => (following ? 'end' : (rows.at(topIndex())?.seq ?? 1)));
  }, [search, following, rows, topIndex]);

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
      {(window.from > 0 || !isLast) && (
        <p className={classes.window}>
          <span>{`${shownRows(window, rows.count)} can be scrolled through here.`}</span>
          {window.from > 0 && (
            <Button variant="default" size="compact-xs" onClick={() => view.move(-1)}>
              Earlier lines
            </Button>
          )}
          {!isLast && (
            <Button variant="default" size="compact-xs" onClick={() => view.move(1)}>
              Later lines
            </Button>
          )}
        </p>
      )}
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
        {...moves}
        onScroll={() => onScroll(isLast)}
        onClick={onClick}
      >
        <div className={classes.sizer} style={{ height: view.total }}>
          <div className={classes.rows} style={{ transform: `translateY(${view.offset}px)` }}>
            {view.drawn.map(({ index, row }) => {
              const line = rows.at(row);
              return (
                <Row
                  key={row}
                  ref={view.measure}
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
      {!following && view.isHigher && (
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

import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** This near the end counts as being at the end. */
const NEAR = 10;

/**
 * Keeps a scrolling pane at its end for as long as the reader is there. Scrolling up stops it,
 * scrolling back to the end (or `jump`) starts it again. `written` is how many lines there were when
 * the pane was opened: what comes after is new to the reader.
 */
export function useFollow(last: number, written: number, startFollowing: boolean) {
  const pane = useRef<HTMLDivElement>(null);
  const before = useRef({ top: 0, height: 0 });
  const [following, setFollowing] = useState(startFollowing);
  const [seen, setSeen] = useState(Math.max(last, written));

  const pin = useCallback(() => {
    if (!pane.current) return;
    pane.current.scrollTop = pane.current.scrollHeight;
    before.current = { top: pane.current.scrollTop, height: pane.current.clientHeight };
  }, []);

  /** `isLast`: whether the end of the pane is the end of the log. */
  const onScroll = useCallback((isLast: boolean) => {
    const element = pane.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.clientHeight - element.scrollTop <= NEAR;
    // Only a move up is the reader's wish to stop: lines that grow while drawn, or a window that
    // changes its size, also leave us short of the end.
    const { top, height } = before.current;
    if (atEnd && isLast) setFollowing(true);
    else if (element.scrollTop < top && element.clientHeight === height) setFollowing(false);
    before.current = { top: element.scrollTop, height: element.clientHeight };
  }, []);

  const jump = useCallback(() => {
    setFollowing(true);
    pin();
  }, [pin]);

  if (following && seen !== last) setSeen(last);

  useLayoutEffect(() => {
    const element = pane.current;
    if (!following || !element) return undefined;
    const observer = new ResizeObserver(pin);
    observer.observe(element);
    return () => observer.disconnect();
  }, [following, pin]);

  return { pane, following, setFollowing, unseen: Math.max(0, last - seen), onScroll, pin, jump };
}

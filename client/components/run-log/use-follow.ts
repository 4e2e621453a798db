import { useCallback, useLayoutEffect, useRef, useState, type KeyboardEvent, type WheelEvent } from 'react';

/** This near the end counts as being at the end. */
const NEAR = 10;

const UP = new Set(['ArrowUp', 'PageUp', 'Home']);

const isAtEnd = ({ scrollHeight, clientHeight, scrollTop }: HTMLElement): boolean =>
  scrollHeight - clientHeight - scrollTop <= NEAR;

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
    // Only a move up is the reader's wish to stop: lines that grow while drawn, or a window that changes its size, also
    // leave us short of the end. It may begin in small steps, before we were told of our own last move to the end.
    const { top, height } = before.current;
    if (element.scrollTop < top - 1 && element.clientHeight === height) setFollowing(false);
    else if (element.scrollTop > top && isAtEnd(element) && isLast) setFollowing(true);
    before.current = { top: element.scrollTop, height: element.clientHeight };
  }, []);

  /**
   * To be called when the lines have become less high, before anything else happens: the browser has moved up then, and
   * says so only later, when further lines below would make it look like the reader's wish to stop.
   */
  const onLower = useCallback(() => {
    const element = pane.current;
    // Elsewhere than at the end it is the reader who has moved.
    if (element && isAtEnd(element)) before.current.top = Math.min(before.current.top, element.scrollTop);
  }, []);

  /** Before the first step of the move: going to the end for a further line would end it there. */
  const leave = () => {
    if (pane.current && pane.current.scrollTop > 0) setFollowing(false);
  };
  const onWheel = ({ deltaY, ctrlKey, shiftKey }: WheelEvent) => {
    if (deltaY < 0 && !ctrlKey && !shiftKey) leave();
  };
  const onKeyDown = ({ key, shiftKey }: KeyboardEvent) => {
    if (UP.has(key) || (key === ' ' && shiftKey)) leave();
  };

  const jump = useCallback(() => {
    setFollowing(true);
    pin();
  }, [pin]);

  if (following && seen !== last) setSeen(last);

  // Fires when lines are added, and again when they get their true height by being drawn.
  useLayoutEffect(() => {
    const element = pane.current;
    if (!following || !element?.firstElementChild) return undefined;
    const observer = new ResizeObserver(pin);
    observer.observe(element);
    observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, [following, pin]);

  return {
    pane,
    following,
    setFollowing,
    unseen: Math.max(0, last - seen),
    moves: { onWheel, onKeyDown },
    onScroll,
    onLower,
    jump,
  };
}

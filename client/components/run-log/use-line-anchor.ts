import { useLayoutEffect, useRef, type RefObject } from 'react';
import { useLocationProperty } from 'wouter/use-browser-location';

/** The line named in the address (#L42); undefined when there is none. */
export function useLineAnchor(): number | undefined {
  const hash = useLocationProperty(
    () => location.hash,
    () => '',
  );
  const match = /^#L(\d+)$/.exec(hash);
  return match ? Number(match[1]) : undefined;
}

/** Brings the line of the address into view, once it has come and each time the address names another. */
export function useScrollToLine(
  pane: RefObject<HTMLElement | null>,
  seq: number | undefined,
  there: boolean,
): void {
  const shown = useRef<number>(undefined);
  // Before the browser paints: a scroll event of the unmoved pane would count as being at its end.
  useLayoutEffect(() => {
    if (seq === undefined || !there || shown.current === seq) return;
    shown.current = seq;
    const line = pane.current?.querySelector(`#L${seq}`);
    line?.scrollIntoView({ block: 'center' });
  }, [pane, seq, there]);
}

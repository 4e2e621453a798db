import { IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useSyncExternalStore } from 'react';
import classes from './announcer.module.css';

const SHOWN_FOR = 6_000;

let text = '';
const listeners = new Set<() => void>();

function become(next: string): void {
  text = next;
  listeners.forEach((listener) => listener());
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells what an action has done, to eyes and to screen readers alike. What it tells also stands on the page. */
export const announce = (result: string): void => become(result);

/** Takes the last result away, for somebody who goes on to the next thing. */
export const clearAnnouncement = (): void => become('');

/** The one place where results are told. It is always there, since screen readers only notice changes in it. */
export function Announcer() {
  const shown = useSyncExternalStore(watch, () => text);
  useEffect(() => {
    if (!shown) return undefined;
    const timer = setTimeout(() => become(''), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <div role="status" aria-label="Result" className={classes.place}>
      {shown && (
        <p className={classes.result}>
          <IconCircleCheck size={18} aria-hidden />
          {shown}
        </p>
      )}
    </div>
  );
}

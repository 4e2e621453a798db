import { lazy, Suspense, useEffect, useState } from 'react';

const load = () => import('./hint-bubble.tsx');
const HintBubble = lazy(load);

/** Fetches what shows hints before the first one is wanted. */
export const fetchHints: () => Promise<unknown> = load;

const DELAY = { hover: 400, focus: 150, leave: 120 };

const hinted = ({ target }: Event): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-hint]') : null;

/** The pointer may go over to the hint itself, to select it or to look at it closely. */
const isInHint = ({ target }: Event): boolean =>
  target instanceof Element && target.closest('[role=tooltip]') !== null;

/** The element whose hint is wanted: below the pointer, or with the keyboard's focus. Escape takes it away. */
function useHinted(): HTMLElement | null {
  const [wanted, setWanted] = useState<HTMLElement | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const want = (element: HTMLElement | null, after: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => setWanted(element), after);
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType === 'touch') return;
      if (isInHint(event)) clearTimeout(timer);
      else want(hinted(event), hinted(event) ? DELAY.hover : DELAY.leave);
    };
    // A tap on a button is meant for what it does; anything else that has a hint has nothing else to tap for.
    const tap = (event: PointerEvent) => {
      const element = hinted(event);
      want(event.pointerType === 'touch' && !element?.matches('a, button') ? element : null, 0);
    };
    const focus = (event: FocusEvent) => {
      const byKeyboard = event.target instanceof Element && event.target.matches(':focus-visible');
      want(byKeyboard ? hinted(event) : null, DELAY.focus);
    };
    const key = (event: KeyboardEvent) => event.key === 'Escape' && want(null, 0);
    document.addEventListener('pointerover', over);
    document.addEventListener('pointerdown', tap);
    document.addEventListener('focusin', focus);
    document.addEventListener('keydown', key);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerover', over);
      document.removeEventListener('pointerdown', tap);
      document.removeEventListener('focusin', focus);
      document.removeEventListener('keydown', key);
    };
  }, []);
  return wanted;
}

/**
 * Shows what stands in `data-hint`, whatever element it is on. One place shows them all: a list of a thousand times
 * would otherwise have a thousand tooltips that wait.
 */
export function Hints() {
  const element = useHinted();
  if (!element) return null;
  return (
    <Suspense>
      <HintBubble element={element} />
    </Suspense>
  );
}

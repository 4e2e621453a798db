import { useEffect, useEffectEvent } from 'react';
import { useLocation } from 'wouter';
import { useFacility } from '../../components/facility.ts';
import { placesFor } from '../places.ts';
import { singleKeysOn } from './single-keys.ts';

/** How long G waits for the key of a page. */
const PAGE_KEY_WITHIN = 1_500;

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, [role=menu] *'));

const isAsked = (): boolean => document.querySelector('[role=dialog][aria-modal=true]') !== null;

interface Does {
  openPalette: () => void;
  openShortcuts: () => void;
}

/**
 * The keys of the whole console. Ctrl+K (⌘K) works wherever no dialog is open; the single keys do not while somebody
 * types, and never when they are turned off.
 */
export function useShortcuts({ openPalette, openShortcuts }: Does): void {
  const [, navigate] = useLocation();
  const { role } = useFacility().viewer;

  /** What the key alone does; nothing for others. `begun` when G came just before it. */
  const single = (key: string, begun: boolean): (() => void) | undefined => {
    if (begun) {
      const place = placesFor(role).find((each) => each.key === key.toUpperCase());
      return place && (() => navigate(place.to));
    }
    if (key === '?') return openShortcuts;
    const field = key === '/' && document.querySelector<HTMLInputElement>('main search input');
    return field ? () => field.focus() : undefined;
  };

  const press = useEffectEvent((event: KeyboardEvent, begun: boolean): void => {
    if (event.defaultPrevented || isAsked()) return;
    const does =
      (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k'
        ? openPalette
        : event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || !singleKeysOn()
          ? undefined
          : single(event.key, begun);
    if (!does) return;
    event.preventDefault();
    does();
  });

  useEffect(() => {
    let begunAt = -Infinity;
    const listen = (event: KeyboardEvent) => {
      const begun = event.timeStamp - begunAt < PAGE_KEY_WITHIN;
      const begins = event.key.toLowerCase() === 'g' && !event.ctrlKey && !event.metaKey && !event.altKey;
      begunAt = begins && !begun && !isTyping(event) ? event.timeStamp : -Infinity;
      press(event, begun);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

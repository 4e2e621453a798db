import { useSyncExternalStore } from 'react';
import { SIGN_IN } from '../components/access/return-path.ts';

let token: string | null = null;
const listeners = new Set<() => void>();

/** Takes the secret of a one-time link out of the address bar, where it would end up in histories and screenshots. */
function take(): void {
  const found = location.pathname === SIGN_IN && /^#link=(.+)$/.exec(location.hash);
  if (!found) return;
  token = found[1] ?? null;
  history.replaceState(history.state, '', location.pathname + location.search);
  listeners.forEach((listener) => listener());
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

take();
// Another link may be pasted into a page that shows the sign-in already.
addEventListener('hashchange', take);

/** The secret of the one-time link that the page was opened with; null when it was opened without. */
export const useLinkToken = (): string | null => useSyncExternalStore(watch, () => token);

/** Forgets it: it has signed in, or never will. */
export function forgetLinkToken(): void {
  token = null;
  listeners.forEach((listener) => listener());
}

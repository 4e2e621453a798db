/** Where the console begins. */
export const HOME = '/tasks';

export const SIGN_IN = '/sign-in';

/**
 * Where to go after signing in: the address itself when it is a page of ours, or for anything else the first page.
 * Addresses come from links that anybody may have written.
 */
export function returnPath(address: string | null, origin: string): string {
  const url = address?.startsWith('/') ? URL.parse(address, origin) : null;
  if (url?.origin !== origin || url.pathname.startsWith('//') || url.pathname === SIGN_IN) return HOME;
  return url.pathname + url.search + url.hash;
}

/** The sign-in page that comes back to an address. */
export const signInHref = (address: string): string =>
  `${SIGN_IN}?${new URLSearchParams({ returnTo: address }).toString()}`;

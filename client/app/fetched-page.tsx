import { lazy, useState, type ComponentType } from 'react';

/** A page whose code comes when it is first opened, or before. */
export interface FetchedPage<Props> {
  Page: ComponentType<Props>;
  /** Fetches the code; may be called any number of times. */
  fetch(): Promise<unknown>;
}

/**
 * A page that opens in the same frame once its code is there. React's `lazy` alone would show the fallback
 * even then, and keep it for 300 ms so that it does not flash: too long between Run now and the log.
 */
export function fetchedPage<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): FetchedPage<Props> {
  let fetched: ComponentType<Props> | undefined;
  const fetch = async () => {
    const module = await load();
    fetched = module.default;
    return module;
  };
  const Lazy = lazy(fetch) as unknown as ComponentType<Props>;
  function Page(props: Props) {
    // Decided once, since another component would be another page that begins anew.
    const [Shown] = useState<ComponentType<Props>>(() => fetched ?? Lazy);
    return <Shown {...props} />;
  }
  return { Page, fetch };
}

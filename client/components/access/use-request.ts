import { useState } from 'react';

/** A request that is not GraphQL, for a form. A refusal stays in `error` until the next try. */
export function useRequest<Args extends unknown[]>(request: (...args: Args) => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const send = (...args: Args): void => {
    setBusy(true);
    setError(undefined);
    void request(...args)
      .catch((cause: unknown) => setError(cause instanceof Error ? cause : new Error(String(cause))))
      .finally(() => setBusy(false));
  };
  return { send, busy, error };
}

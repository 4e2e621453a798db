/**
 * A subscription's source that ends at once when its reader leaves: `start` gets a signal to stop waiting on.
 * A generator alone would end only after its next event, and keep listening until then.
 */
export function untilLeft<T>(start: (left: AbortSignal) => AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  const left = new AbortController();
  const events = start(left.signal);
  const leave = () => {
    left.abort();
    return events.return();
  };
  return {
    next: () => events.next(),
    return: leave,
    throw: (cause: unknown) => {
      left.abort();
      return events.throw(cause);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await leave();
    },
  };
}

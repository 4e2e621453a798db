import DataLoader from 'dataloader';

/**
 * Gathers the keys that one answer asks for into one read of all of them. It remembers nothing: a subscription's next
 * event reads anew. `missing` stands for keys without a value.
 */
export function loader<Value>(
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  missing: Value,
): DataLoader<string, Value> {
  return new DataLoader<string, Value>(
    async (keys) => {
      const found = await read([...new Set(keys)]);
      return keys.map((key) => found.get(key) ?? missing);
    },
    { cache: false },
  );
}

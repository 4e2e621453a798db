import { useSearchParams } from 'wouter';

export interface RecordFilters<Key extends string> {
  /** Undefined for a filter that is not set. */
  values: Partial<Record<Key, string>>;
  set: (key: Key, value: string) => void;
  clear: () => void;
  any: boolean;
}

/**
 * The filters of a list; `q` is its search. They live in the address, so that a view can be bookmarked, shared and
 * reached with Back.
 */
export function useRecordFilters<Key extends string>(choices: readonly Key[]): RecordFilters<Key | 'q'> {
  const [params, setParams] = useSearchParams();
  const keys = [...choices, 'q' as const];
  const values: Partial<Record<Key | 'q', string>> = {};
  for (const key of keys) values[key] = params.get(key) || undefined;

  const change = (become: (after: URLSearchParams) => void) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        become(after);
        return after;
      },
      { replace: true },
    );
  return {
    values,
    set: (key, value) => change((after) => (value ? after.set(key, value) : after.delete(key))),
    clear: () => change((after) => keys.forEach((key) => after.delete(key))),
    any: keys.some((key) => values[key] !== undefined),
  };
}

import { useLocationProperty } from 'wouter/use-browser-location';

/** The line named in the address (#L42); undefined when there is none. */
export function useLineAnchor(): number | undefined {
  const hash = useLocationProperty(
    () => location.hash,
    () => '',
  );
  const match = /^#L([1-9]\d{0,9})$/.exec(hash);
  return match ? Number(match[1]) : undefined;
}

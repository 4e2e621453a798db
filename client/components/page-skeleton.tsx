import { Skeleton, VisuallyHidden } from '@mantine/core';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Holds the page's place while it loads. */
export function PageSkeleton() {
  return (
    <div role="status">
      <VisuallyHidden>Loading…</VisuallyHidden>
      <Skeleton height={26} width={220} mb={22} />
      {ROWS.map((row) => (
        <Skeleton key={row} height={52} mb={8} />
      ))}
    </div>
  );
}

import type { ReactNode } from 'react';
import { ErrorState } from '../error-state.tsx';
import { NotFoundState } from '../not-found-state.tsx';
import { PageSkeleton } from '../page-skeleton.tsx';

interface Props<Item> {
  /** What the record is called, such as "submission". */
  noun: string;
  /** Undefined until the server has answered; null when there is none. */
  item: Item | null | undefined;
  error: unknown;
  retry: () => void;
  children: (item: NonNullable<Item>) => ReactNode;
}

/** A page about one record, or why it is not there. */
export function RecordPage<Item>({ noun, item, error, retry, children }: Props<Item>) {
  if (item) return children(item);
  if (item === null) {
    return (
      <NotFoundState title={`No such ${noun}`}>
        The address may be mistyped, or the {noun} was removed.
      </NotFoundState>
    );
  }
  if (error)
    return <ErrorState page title={`The ${noun} could not be loaded`} error={error} onRetry={retry} />;
  return <PageSkeleton />;
}

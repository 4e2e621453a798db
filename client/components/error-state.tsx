import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { EmptyState } from './empty-state.tsx';
import { errorText } from './error-text.ts';

export function ErrorState({
  title,
  error,
  onRetry,
  page,
}: {
  title: string;
  error: unknown;
  onRetry: () => void;
  /** It stands for the whole page. */
  page?: boolean;
}) {
  return (
    <EmptyState
      role="alert"
      page={page}
      icon={IconAlertTriangle}
      title={title}
      action={
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {errorText(error)}
    </EmptyState>
  );
}

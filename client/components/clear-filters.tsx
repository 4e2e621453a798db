import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';

interface Props {
  /** Beside the filters, where it is one thing among many. */
  quiet?: boolean;
  onClear: () => void;
}

/** Shows all again. It is gone when it is done, so the keyboard goes on at the filters. */
export function ClearFilters({ quiet, onClear }: Props) {
  const clear = () => {
    onClear();
    document.querySelector('search')?.focus();
  };
  return (
    <Button
      variant={quiet ? 'subtle' : 'default'}
      leftSection={quiet && <IconX size={14} aria-hidden />}
      onClick={clear}
    >
      Clear filters
    </Button>
  );
}

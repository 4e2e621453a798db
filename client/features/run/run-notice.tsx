import { Alert } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useHistoryState } from 'wouter/use-browser-location';

const saysAlreadyActive = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'alreadyActive' in state && state.alreadyActive === true;

/** Tells a reader who pressed Run now why the run they see is an older one. */
export function RunNotice() {
  const state = useHistoryState<unknown>();
  const [closed, setClosed] = useState(false);
  if (closed || !saysAlreadyActive(state)) return null;
  return (
    <Alert
      role="status"
      mb={16}
      icon={<IconInfoCircle size={18} />}
      title="Already running: this is the run in progress"
      withCloseButton
      closeButtonLabel="Dismiss"
      onClose={() => setClosed(true)}
    >
      No second run was queued.
    </Alert>
  );
}

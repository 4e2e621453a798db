import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useHistoryState } from 'wouter/use-browser-location';
import { Notice } from '../../components/notice.tsx';
import classes from './run.module.css';

const saysAlreadyActive = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'alreadyActive' in state && state.alreadyActive === true;

/** Tells a reader who pressed Run now why the run they see is an older one. */
export function RunNotice() {
  const state = useHistoryState<unknown>();
  const [closed, setClosed] = useState(false);
  if (closed || !saysAlreadyActive(state)) return null;
  return (
    <div className={classes.notice}>
      <Notice
        role="status"
        tone="accent"
        icon={IconInfoCircle}
        title="Already running: this is the run in progress"
        onClose={() => setClosed(true)}
      >
        No second run was queued.
      </Notice>
    </div>
  );
}

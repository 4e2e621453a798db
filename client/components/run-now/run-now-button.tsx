import { Button, Tooltip } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useFacility } from '../facility.ts';
import { loadRunNowDialog } from './load-run-now-dialog.ts';

const RunNowDialog = lazy(async () => ({ default: (await loadRunNowDialog()).RunNowDialog }));

interface Props {
  task: { name: string; label: string; retiredAt: string | null };
  variant?: 'default' | 'filled';
  size?: 'xs' | 'sm';
}

/** Asks before it runs anything. Absent for a retired task; disabled, with the reason, for a viewer. */
export function RunNowButton({ task, variant = 'default', size = 'xs' }: Props) {
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { viewer } = useFacility();
  if (task.retiredAt) return null;
  const mayRun = viewer?.role !== 'viewer';
  const ask = () => {
    setAsked(true);
    setAsking(true);
  };
  return (
    <>
      <Tooltip label={mayRun ? `Run ${task.label} once, now` : 'Viewers cannot run tasks'} openDelay={400}>
        <Button
          ref={button}
          variant={variant}
          size={size}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          // aria-disabled rather than disabled, so that the tooltip can give the reason.
          aria-disabled={!mayRun}
          data-disabled={mayRun ? undefined : true}
          onClick={mayRun ? ask : undefined}
        >
          Run now
        </Button>
      </Tooltip>
      {asked && (
        <Suspense>
          <RunNowDialog
            name={task.name}
            label={task.label}
            opened={asking}
            onClose={() => setAsking(false)}
            // The dialog arrives too late to see for itself where the focus was.
            onGone={() => button.current?.focus()}
          />
        </Suspense>
      )}
    </>
  );
}

import { IconPlayerPlay } from '@tabler/icons-react';
import { ActionButton } from '../action/action-button.tsx';
import { RunNowDialog } from '../dialogs.ts';
import { useRefusal } from '../facility.ts';

interface Props {
  task: { name: string; label: string; retiredAt: string | null };
  variant?: 'default' | 'filled';
  size?: 'xs' | 'sm';
}

/** Asks before it runs anything. Absent for a retired task; disabled, with the reason, for a viewer. */
export function RunNowButton({ task, variant = 'default', size = 'xs' }: Props) {
  const refusal = useRefusal('run tasks');
  return (
    <ActionButton
      icon={IconPlayerPlay}
      of={task.label}
      hint={`Run ${task.label} once, now`}
      refusal={refusal}
      offered={!task.retiredAt}
      variant={variant}
      size={size}
      dialog={<RunNowDialog name={task.name} label={task.label} />}
    >
      Run now
    </ActionButton>
  );
}

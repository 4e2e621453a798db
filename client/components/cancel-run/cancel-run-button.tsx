import { IconBan } from '@tabler/icons-react';
import { useState } from 'react';
import type { RunFactsFragment } from '../../gql/graphql.ts';
import { ActionButton } from '../action/action-button.tsx';
import { CancelRunDialog } from '../dialogs.ts';
import { useRefusal } from '../facility.ts';
import { isActive } from '../run-states.ts';

interface Props {
  /** The run in progress; null when there is none. */
  run: Pick<RunFactsFragment, 'id' | 'state' | 'cancelling'> | null;
  label: string;
  size?: 'sm' | 'compact-sm';
}

/** Ends a run after asking. Absent for a run that has ended or is about to; disabled, with the reason, for a viewer. */
export function CancelRunButton({ run, label, size }: Props) {
  const refusal = useRefusal('cancel runs');
  // The run that was asked about, which may end while the dialog is open.
  const [id, setId] = useState('');
  return (
    <ActionButton
      icon={IconBan}
      hint={`Stop this run of ${label}`}
      refusal={refusal}
      offered={run !== null && isActive(run.state) && !run.cancelling}
      size={size}
      onAsk={() => setId(run?.id ?? '')}
      dialog={<CancelRunDialog id={id} label={label} />}
    >
      Cancel run
    </ActionButton>
  );
}

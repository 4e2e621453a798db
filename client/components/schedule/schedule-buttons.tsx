import { IconEye, IconPencil, IconRestore } from '@tabler/icons-react';
import type { TaskFactsFragment } from '../../gql/graphql.ts';
import { ActionButton } from '../action/action-button.tsx';
import { ResetDialog, ScheduleDialog } from '../dialogs.ts';
import { useRefusal } from '../facility.ts';

/** Opens the schedule for editing; for those who may not change it, to be read. */
export function ScheduleButton({ task }: { task: TaskFactsFragment }) {
  const readOnly = useRefusal('change schedules', 'admin') !== null;
  return (
    <ActionButton
      icon={readOnly ? IconEye : IconPencil}
      hint={
        readOnly ? 'See its fields and its next runs' : 'Change when it runs by itself, on all nodes at once'
      }
      dialog={<ScheduleDialog task={task} readOnly={readOnly} />}
    >
      {readOnly ? 'View schedule' : 'Edit schedule'}
    </ActionButton>
  );
}

/** Returns to the built-in schedule after asking. Absent when it is in force. */
export function ResetButton({ task }: { task: TaskFactsFragment }) {
  const refusal = useRefusal('change schedules', 'admin');
  const { overridden, builtIn } = task.schedule;
  return (
    <ActionButton
      icon={IconRestore}
      hint={`Return to “${builtIn.text}”`}
      refusal={refusal}
      offered={overridden}
      size="compact-sm"
      dialog={<ResetDialog task={task} />}
    >
      Reset to built-in
    </ActionButton>
  );
}

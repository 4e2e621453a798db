import { Button } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import { ResetTaskScheduleDocument, type TaskFactsFragment } from '../../gql/graphql.ts';
import { ActionDialog, DialogBody, DialogButtons, Effect } from '../action/action-dialog.tsx';
import { Refused } from '../action/refused.tsx';
import { useFrame } from '../action/frame.ts';
import { announce } from '../announcer.tsx';
import { useClock, useFacility, useNow } from '../facility.ts';
import { isPaused } from '../pause-task/pauses.ts';
import { Overridden } from './overridden.tsx';
import { nextText, partsOf } from './schedule-parts.ts';
import { useEditAction } from './use-edit-action.ts';
import { useSchedulePreview } from './use-schedule-preview.ts';

interface Props {
  task: TaskFactsFragment;
}

/** What the built-in schedule would bring, tried on the task's own last run. */
function BuiltIn({ task }: { task: TaskFactsFragment }) {
  const { timeZone } = useFacility();
  const { builtIn, text } = task.schedule;
  const [parts] = useState(() => partsOf(builtIn));
  const { preview } = useSchedulePreview(parts, task);
  const next = useClock((now) =>
    preview ? nextText({ nextRunAt: preview.nextRunAt, paused: isPaused(task, now) }, now, timeZone) : '',
  );
  return (
    <Effect>
      The schedule changes from “{text}” to “{builtIn.text}”, on all nodes at once. {next}
    </Effect>
  );
}

function Question({ task }: Props) {
  const { close } = useFrame();
  const { timeZone } = useFacility();
  const now = useNow(1_000);
  const { schedule } = task;
  const { act, loading, error } = useEditAction(
    task.name,
    ResetTaskScheduleDocument,
    ({ resetTaskSchedule: after }) => {
      const next = nextText({ nextRunAt: after.nextRunAt, paused: isPaused(after, now) }, now, timeZone);
      announce(`${after.label} runs ${after.schedule.text} again. ${next}`);
      close();
    },
  );
  return (
    <DialogBody>
      {schedule.overridden ? (
        <>
          <Overridden schedule={schedule} />
          <BuiltIn task={task} />
        </>
      ) : (
        <Effect>It has its built-in schedule already: “{schedule.text}”.</Effect>
      )}
      <Refused title="The schedule was not reset" error={error} />
      <DialogButtons>
        <Button variant="default" onClick={close}>
          {schedule.overridden ? 'Cancel' : 'Close'}
        </Button>
        {schedule.overridden && (
          <Button
            leftSection={<IconRestore size={16} aria-hidden />}
            loading={loading}
            onClick={() => act({ name: task.name, expectedVersion: schedule.version })}
            data-autofocus
          >
            Reset to built-in
          </Button>
        )}
      </DialogButtons>
    </DialogBody>
  );
}

export default function ResetDialog({ task }: Props) {
  return (
    <ActionDialog title={`Reset the schedule of ${task.label}?`}>
      <Question task={task} />
    </ActionDialog>
  );
}

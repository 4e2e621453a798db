import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { ResumeTaskDocument, type TaskFactsFragment } from '../../gql/graphql.ts';
import { ActionDialog, DialogBody, DialogButtons, Effect } from '../action/action-dialog.tsx';
import { Refused } from '../action/refused.tsx';
import { useFrame } from '../action/frame.ts';
import { useAction } from '../action/use-action.ts';
import { announce } from '../announcer.tsx';
import { useFacility, useNow } from '../facility.ts';
import { isPaused, resumeEffect } from './pauses.ts';

interface Props {
  task: Pick<TaskFactsFragment, 'name' | 'label' | 'paused' | 'nextRunAt'>;
}

function Question({ task }: Props) {
  const { close } = useFrame();
  const { timeZone } = useFacility();
  const now = useNow(1_000);
  const { act, loading, error } = useAction(ResumeTaskDocument, {
    onDone: ({ resumeTask: { nextRunAt } }) => {
      announce(`${task.label} is resumed. ${resumeEffect(nextRunAt, now, timeZone)}`);
      close();
    },
  });
  const paused = isPaused(task, now);
  return (
    <DialogBody>
      {paused ? (
        <Effect>Its scheduled runs go on. {resumeEffect(task.nextRunAt, now, timeZone)}</Effect>
      ) : (
        <Effect>It is no longer paused: there is nothing to resume.</Effect>
      )}
      <Refused title="The task was not resumed" error={error} />
      <DialogButtons>
        <Button variant="default" onClick={close}>
          {paused ? 'Keep it paused' : 'Close'}
        </Button>
        {paused && (
          <Button
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            loading={loading}
            onClick={() => act({ name: task.name })}
            data-autofocus
          >
            Resume
          </Button>
        )}
      </DialogButtons>
    </DialogBody>
  );
}

export default function ResumeDialog({ task }: Props) {
  return (
    <ActionDialog title={`Resume ${task.label}?`}>
      <Question task={task} />
    </ActionDialog>
  );
}

import { Button, Textarea } from '@mantine/core';
import { IconInfoCircle, IconPlayerPause } from '@tabler/icons-react';
import { useState, type SubmitEvent } from 'react';
import { PauseTaskDocument, type TaskFactsFragment } from '../../gql/graphql.ts';
import { ActionDialog, DialogBody, DialogButtons, Effect } from '../action/action-dialog.tsx';
import { Refused } from '../action/refused.tsx';
import { useFrame } from '../action/frame.ts';
import { useAction } from '../action/use-action.ts';
import { announce } from '../announcer.tsx';
import { useFacility, useNow } from '../facility.ts';
import { Notice } from '../notice.tsx';
import classes from './pause-task.module.css';
import { isPaused, pauseEffect } from './pauses.ts';
import { readUntil, UntilField } from './until-field.tsx';

const LONGEST_REASON = 500;

interface Props {
  task: Pick<TaskFactsFragment, 'name' | 'label' | 'paused' | 'nextRunAt'>;
}

function Question({ task }: Props) {
  const { close } = useFrame();
  const { timeZone } = useFacility();
  const now = useNow(1_000);
  const [reason, setReason] = useState('');
  const [end, setEnd] = useState('');
  const { until, problem } = readUntil(end, now, timeZone);
  const { act, loading, error } = useAction(PauseTaskDocument, {
    onDone: () => {
      announce(`${task.label} is paused. Run now still works.`);
      close();
    },
  });
  const ready = reason.trim() !== '' && !problem;
  const pause = (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready || loading) return;
    act({ name: task.name, reason, until: until === null ? null : new Date(until).toISOString() });
  };
  return (
    <form onSubmit={pause} noValidate>
      <DialogBody>
        {isPaused(task, now) && (
          <Notice
            tone="accent"
            icon={IconInfoCircle}
            title={`${task.paused?.by} has paused it meanwhile`}
            role="status"
          >
            “{task.paused?.reason}” Your pause takes its place.
          </Notice>
        )}
        <div className={classes.reason}>
          <Textarea
            label="Reason"
            description="For those who find the task paused."
            required
            rows={3}
            maxLength={LONGEST_REASON}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
          {reason.length > LONGEST_REASON - 100 && (
            <p className={classes.left}>
              {LONGEST_REASON - reason.length} of {LONGEST_REASON} characters left
            </p>
          )}
        </div>
        <UntilField value={end} onChange={setEnd} />
        <Effect>{pauseEffect(task.nextRunAt, problem ? null : until, now, timeZone)}</Effect>
        <Refused title="The task was not paused" error={error} />
        <DialogButtons>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button
            type="submit"
            leftSection={<IconPlayerPause size={16} aria-hidden />}
            loading={loading}
            disabled={!ready}
          >
            Pause
          </Button>
        </DialogButtons>
      </DialogBody>
    </form>
  );
}

export default function PauseDialog({ task }: Props) {
  return (
    <ActionDialog title={`Pause ${task.label}?`} size="lg">
      <Question task={task} />
    </ActionDialog>
  );
}

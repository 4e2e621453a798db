import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState, type SubmitEvent } from 'react';
import { SetTaskScheduleDocument, type TaskFactsFragment } from '../../gql/graphql.ts';
import { ActionDialog, DialogBody, DialogButtons } from '../action/action-dialog.tsx';
import { Refused } from '../action/refused.tsx';
import { useFrame } from '../action/frame.ts';
import { announce } from '../announcer.tsx';
import { refusalOf } from '../error-text.ts';
import { useFacility, useNow } from '../facility.ts';
import { isPaused } from '../pause-task/pauses.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import { Overridden } from './overridden.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import { nextText, toInput } from './schedule-parts.ts';
import { SchedulePreview } from './schedule-preview.tsx';
import classes from './schedule.module.css';
import { useEditAction } from './use-edit-action.ts';
import { useScheduleEdit } from './use-schedule-edit.ts';
import { useSchedulePreview } from './use-schedule-preview.ts';

interface Props {
  task: TaskFactsFragment;
  readOnly: boolean;
}

function Editor({ task, readOnly }: Props) {
  const { close } = useFrame();
  const { timeZone } = useFacility();
  const now = useNow(1_000);
  const edit = useScheduleEdit(task.schedule);
  const preview = useSchedulePreview(edit.fields, task);
  const [saved, setSaved] = useState(false);
  const { act, loading, error, reset } = useEditAction(
    task.name,
    SetTaskScheduleDocument,
    ({ setTaskSchedule: after }) => {
      setSaved(true);
      const next = nextText({ nextRunAt: after.nextRunAt, paused: isPaused(after, now) }, now, timeZone);
      announce(`${after.label} now runs ${after.schedule.text}. ${next}`);
      close();
    },
  );
  // One's own change arrives like that of anybody else, and is none to warn of.
  const conflict = edit.conflict && !loading && !saved;
  const problems = preview.preview?.problems ?? [];
  const ready = edit.dirty && !conflict && (problems.length === 0 || preview.pending);
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready || loading) return;
    act({ name: task.name, input: { ...toInput(edit.fields), expectedVersion: edit.version } });
  };
  return (
    <form onSubmit={save} noValidate>
      <DialogBody>
        {task.schedule.overridden && (
          <div className={classes.quiet}>
            <Overridden schedule={task.schedule} />
          </div>
        )}
        <div className={classes.columns}>
          <ScheduleFields
            fields={edit.fields}
            problems={problems}
            zone={timeZone}
            readOnly={readOnly}
            onChange={edit.set}
          />
          <SchedulePreview preview={preview} task={task} />
        </div>
        <ConflictNotice current={task.schedule} edit={{ ...edit, conflict }} onChoose={reset} />
        {error && !(conflict && refusalOf(error).field === 'expectedVersion') && (
          <Refused title="The schedule was not saved" error={error} />
        )}
        <DialogButtons>
          <Button variant="default" onClick={close}>
            {readOnly ? 'Close' : 'Cancel'}
          </Button>
          {!readOnly && (
            <Button
              type="submit"
              leftSection={<IconCheck size={16} aria-hidden />}
              loading={loading}
              disabled={!ready}
            >
              Save
            </Button>
          )}
        </DialogButtons>
      </DialogBody>
    </form>
  );
}

export default function ScheduleDialog({ task, readOnly }: Props) {
  return (
    <ActionDialog title={`Schedule of ${task.label}`} size="xl">
      <Editor task={task} readOnly={readOnly} />
    </ActionDialog>
  );
}

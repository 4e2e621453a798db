import { Button, Skeleton } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@apollo/client/react';
import { RunNowPreviewDocument, TaskScopeDocument, type RunNowPreviewQuery } from '../../gql/graphql.ts';
import { ActionDialog, DialogBody, DialogButtons, Effect } from '../action/action-dialog.tsx';
import { Refused } from '../action/refused.tsx';
import { useFrame } from '../action/frame.ts';
import { errorText } from '../error-text.ts';
import { useFacility, useNow } from '../facility.ts';
import { isPaused } from '../pause-task/pauses.ts';
import { nextRunEffect } from './next-run-effect.ts';
import { useRunNow } from './use-run-now.ts';

/** What the run would look at, counted while the dialog is read; nothing for a task that does not tell. */
function Scope({ name }: { name: string }) {
  const { data, error } = useQuery(TaskScopeDocument, { variables: { name }, fetchPolicy: 'network-only' });
  if (error || data?.task?.scope === null) return null;
  return <p role="status">{data?.task?.scope ?? 'Counting what it would look at…'}</p>;
}

function Preview({ task }: { task: NonNullable<RunNowPreviewQuery['task']> }) {
  const { timeZone } = useFacility();
  const now = useNow(1_000);
  return (
    <>
      <p>{task.description}</p>
      <Effect>
        {!task.activeRun && <Scope name={task.name} />}
        <p>
          {task.activeRun
            ? 'It is running already; you will be taken to the run in progress.'
            : isPaused(task, now)
              ? `It is paused by ${task.paused?.by}. It runs this once all the same, and stays paused.`
              : nextRunEffect(task, now, timeZone)}
        </p>
      </Effect>
    </>
  );
}

function Question({ name }: { name: string }) {
  const { close } = useFrame();
  const preview = useQuery(RunNowPreviewDocument, { variables: { name }, fetchPolicy: 'network-only' });
  const { runNow, loading, error } = useRunNow(name);
  return (
    <DialogBody>
      {preview.data?.task ? (
        <Preview task={preview.data.task} />
      ) : preview.error ? (
        !error && <p>{errorText(preview.error)}</p>
      ) : (
        <div aria-busy>
          <Skeleton height={14} mb={10} />
          <Skeleton height={14} width="70%" />
        </div>
      )}
      <Refused title="The run was not started" error={error} />
      <DialogButtons>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={loading}
          onClick={runNow}
          data-autofocus
        >
          Run now
        </Button>
      </DialogButtons>
    </DialogBody>
  );
}

export default function RunNowDialog({ name, label }: { name: string; label: string }) {
  return (
    <ActionDialog title={`Run ${label} now?`}>
      <Question name={name} />
    </ActionDialog>
  );
}

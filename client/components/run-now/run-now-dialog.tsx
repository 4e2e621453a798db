import { Button, Modal, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@apollo/client/react';
import { RunNowPreviewDocument, type RunNowPreviewQuery } from '../../gql/graphql.ts';
import { errorText } from '../error-text.ts';
import { Notice } from '../notice.tsx';
import { useFacility, useNow } from '../facility.ts';
import { nextRunEffect } from './next-run-effect.ts';
import classes from './run-now.module.css';
import { useRunNow } from './use-run-now.ts';

function Preview({ task }: { task: NonNullable<RunNowPreviewQuery['task']> }) {
  const { timeZone } = useFacility();
  const now = useNow(1_000);
  return (
    <>
      <p>{task.description}</p>
      <p className={classes.effect}>
        {task.activeRun
          ? 'It is running already; you will be taken to the run in progress.'
          : nextRunEffect(task, now, timeZone)}
      </p>
    </>
  );
}

interface Props {
  name: string;
  label: string;
  opened: boolean;
  onClose: () => void;
  /** The dialog has gone from the screen. */
  onGone: () => void;
}

/** Mounted only while the dialog is open, so each opening asks afresh and forgets the last refusal. */
function Question({ name, onClose }: Pick<Props, 'name' | 'onClose'>) {
  const preview = useQuery(RunNowPreviewDocument, { variables: { name }, fetchPolicy: 'network-only' });
  const { runNow, loading, error } = useRunNow(name);
  return (
    <div className={classes.body}>
      {preview.data?.task ? (
        <Preview task={preview.data.task} />
      ) : preview.error ? (
        <p>{errorText(preview.error)}</p>
      ) : (
        <div aria-busy>
          <Skeleton height={14} mb={10} />
          <Skeleton height={14} width="70%" />
        </div>
      )}
      {error && (
        <Notice tone="bad" icon={IconAlertTriangle} title="The run was not started" role="alert">
          {errorText(error)}
        </Notice>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={loading}
          onClick={() => void runNow()}
          data-autofocus
        >
          Run now
        </Button>
      </div>
    </div>
  );
}

export function RunNowDialog({ name, label, opened, onClose, onGone }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={onGone}
      returnFocus={false}
      title={`Run ${label} now?`}
      centered
      overlayProps={{ backgroundOpacity: 0.4 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ title: classes.title }}
    >
      <Question name={name} onClose={onClose} />
    </Modal>
  );
}

import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@apollo/client/react';
import { IconBan } from '@tabler/icons-react';
import { CancelRunDocument, RunToCancelDocument } from '../../gql/graphql.ts';
import { ActionDialog, DialogBody, DialogButtons, Effect } from '../action/action-dialog.tsx';
import { Refused } from '../action/refused.tsx';
import { useFrame } from '../action/frame.ts';
import { useAction } from '../action/use-action.ts';
import { announce } from '../announcer.tsx';
import { errorText, refusalOf } from '../error-text.ts';
import { cancelEffect } from './cancel-effect.ts';

interface Props {
  id: string;
  label: string;
}

function Question({ id, label }: Props) {
  const { close } = useFrame();
  const {
    data,
    error: unread,
    refetch,
  } = useQuery(RunToCancelDocument, {
    variables: { id },
    fetchPolicy: 'network-only',
  });
  const { act, loading, error } = useAction(CancelRunDocument, {
    onDone: ({ cancelRun: { cancelling } }) => {
      announce(cancelling ? `The run of ${label} was asked to stop.` : `The run of ${label} is cancelled.`);
      close();
    },
    // It was refused for what this console does not know yet, such as that the run has ended.
    onRefused: () => void refetch().catch(() => undefined),
  });
  const effect = data?.run && cancelEffect(data.run);
  const possible = effect?.possible && refusalOf(error).code !== 'CONFLICT';
  return (
    <DialogBody>
      {effect ? (
        <Effect>{effect.text}</Effect>
      ) : data || unread ? (
        <p>{unread ? errorText(unread) : 'This run is no longer kept.'}</p>
      ) : (
        <Skeleton height={58} aria-busy />
      )}
      <Refused title="The run was not cancelled" error={error} />
      <DialogButtons>
        <Button variant="default" onClick={close} data-autofocus>
          {possible ? 'Let it run' : 'Close'}
        </Button>
        {possible && (
          <Button
            color="red.9"
            leftSection={<IconBan size={16} aria-hidden />}
            loading={loading}
            onClick={() => act({ id })}
          >
            Cancel run
          </Button>
        )}
      </DialogButtons>
    </DialogBody>
  );
}

export default function CancelRunDialog({ id, label }: Props) {
  return (
    <ActionDialog title={`Cancel this run of ${label}?`}>
      <Question id={id} label={label} />
    </ActionDialog>
  );
}

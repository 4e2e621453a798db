import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { announce } from '../../components/announcer.tsx';
import { ActionButton } from '../../components/action/action-button.tsx';
import { ActionDialog, DialogBody, DialogButtons, Effect } from '../../components/action/action-dialog.tsx';
import { useFrame } from '../../components/action/frame.ts';
import { Refused } from '../../components/action/refused.tsx';
import { useAction } from '../../components/action/use-action.ts';
import { useRefusal } from '../../components/facility.ts';
import { RetryMessageDocument, type MessageFactsFragment } from '../../gql/graphql.ts';

type Message = MessageFactsFragment;

function Question({ message: { id, recipient, lastError, state } }: { message: Message }) {
  const { close } = useFrame();
  const { act, loading, error } = useAction(RetryMessageDocument, {
    onDone: () => {
      announce('The message is in the queue again.');
      close();
    },
  });
  return (
    <DialogBody>
      {state === 'FAILED' ? (
        <Effect>
          It goes into the queue again, and the next run of Deliver Messages mails it to {recipient.address}.
        </Effect>
      ) : (
        <Effect>It is in the queue again already: there is nothing to do.</Effect>
      )}
      {state === 'FAILED' && lastError && (
        <p>The last try failed: {lastError}. Unless that has been put right, this one may fail, too.</p>
      )}
      <Refused title="The message was not put into the queue" error={error} />
      <DialogButtons>
        <Button variant="default" onClick={close}>
          {state === 'FAILED' ? 'Leave it' : 'Close'}
        </Button>
        {state === 'FAILED' && (
          <Button
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={loading}
            onClick={() => act({ id })}
            data-autofocus
          >
            Send again
          </Button>
        )}
      </DialogButtons>
    </DialogBody>
  );
}

/** Puts a message that was given up back into the queue, after asking. Absent for any other. */
export function RetryButton({ message }: { message: Message }) {
  const refusal = useRefusal('send messages again');
  return (
    <ActionButton
      icon={IconRefresh}
      hint="Put it into the queue again"
      refusal={refusal}
      offered={message.state === 'FAILED'}
      dialog={
        <ActionDialog title="Send this message again?">
          <Question message={message} />
        </ActionDialog>
      }
    >
      Send again
    </ActionButton>
  );
}

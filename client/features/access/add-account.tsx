import { Button, TextInput } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState, type SubmitEvent } from 'react';
import { ActionButton } from '../../components/action/action-button.tsx';
import { ActionDialog, DialogBody, DialogButtons } from '../../components/action/action-dialog.tsx';
import { useFrame } from '../../components/action/frame.ts';
import { Refused } from '../../components/action/refused.tsx';
import { useAction } from '../../components/action/use-action.ts';
import { fieldText } from '../../components/error-text.ts';
import { CreateAccountDocument, type ConsoleRole, type CreateAccountMutation } from '../../gql/graphql.ts';
import { MadeLink } from './made-link.tsx';
import { RoleField } from './role-field.tsx';

function Form({ onAdded }: { onAdded: () => void }) {
  const { close } = useFrame();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<ConsoleRole>('viewer');
  const [made, setMade] = useState<CreateAccountMutation['createAccount']>();
  const { act, loading, error } = useAction(CreateAccountDocument, {
    onDone: ({ createAccount }) => {
      setMade(createAccount);
      onAdded();
    },
  });
  if (made) return <MadeLink name={made.account.name} url={made.url} />;

  const ready = name.trim() !== '' && email.trim() !== '';
  const [nameError, emailError] = [fieldText(error, 'name'), fieldText(error, 'email')];
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    if (ready && !loading) act({ input: { name, email, role } });
  };
  return (
    <form onSubmit={add} noValidate>
      <DialogBody>
        <TextInput
          label="Name"
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={nameError}
          data-autofocus
        />
        <TextInput
          label="E-mail address"
          description="To sign in with. Nothing is mailed there."
          type="email"
          maxLength={200}
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={emailError}
        />
        <RoleField value={role} onChange={(next) => next && setRole(next)} />
        {!nameError && !emailError && <Refused title="The account was not made" error={error} />}
        <DialogButtons>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={loading} disabled={!ready}>
            Add the account
          </Button>
        </DialogButtons>
      </DialogBody>
    </form>
  );
}

/** Makes an account, and the link with which its owner comes in. */
export function AddAccountButton({ onAdded }: { onAdded: () => void }) {
  return (
    <ActionButton
      icon={IconUserPlus}
      hint="Make an account, and a one-time link for its owner"
      variant="filled"
      dialog={
        <ActionDialog title="Add an account" stays>
          <Form onAdded={onAdded} />
        </ActionDialog>
      }
    >
      Add an account
    </ActionButton>
  );
}

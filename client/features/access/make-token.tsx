import { Button, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState, type SubmitEvent } from 'react';
import { ActionButton } from '../../components/action/action-button.tsx';
import { ActionDialog, DialogBody, DialogButtons } from '../../components/action/action-dialog.tsx';
import { useFrame } from '../../components/action/frame.ts';
import { Refused } from '../../components/action/refused.tsx';
import { useAction } from '../../components/action/use-action.ts';
import { CopyField } from '../../components/copy-field.tsx';
import { fieldText } from '../../components/error-text.ts';
import { useFacility, useNow } from '../../components/facility.ts';
import { CreateTokenDocument, type ConsoleRole } from '../../gql/graphql.ts';
import classes from './access.module.css';
import { ExpiryField } from './expiry-field.tsx';
import { expiryAt, type Expiry } from './expiry.ts';
import { RoleField } from './role-field.tsx';

/** A request that every role may make, for a POSIX shell. */
const example = (secret: string, origin: string) => `TOKEN=${secret}
curl ${origin}/graphql \\
  -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{"query":"{ tasks { name nextRunAt } }"}'`;

function Made({ name, secret }: { name: string; secret: string }) {
  const { close } = useFrame();
  return (
    <DialogBody>
      <p>
        This is the secret of <b>{name}</b>. Put it where the program keeps its secrets: it is shown this once
        and kept nowhere here.
      </p>
      <CopyField label="Secret" value={secret} />
      <div>
        <p className={classes.label}>To try it</p>
        <pre className={classes.example} tabIndex={0} aria-label="Example">
          {example(secret, location.origin)}
        </pre>
      </div>
      <DialogButtons>
        <Button onClick={close}>Done</Button>
      </DialogButtons>
    </DialogBody>
  );
}

function Form({ onMade }: { onMade: () => void }) {
  const { close } = useFrame();
  const { timeZone } = useFacility();
  const now = useNow(1_000);
  const [name, setName] = useState('');
  const [role, setRole] = useState<ConsoleRole>('viewer');
  const [expiry, setExpiry] = useState<Expiry>({ days: 90, date: '' });
  const { act, loading, error, data } = useAction(CreateTokenDocument, { onDone: onMade });
  if (data) return <Made name={data.createToken.token.name} secret={data.createToken.secret} />;

  const end = expiryAt(expiry, now, timeZone);
  const ready = name.trim() !== '' && end !== null;
  const [nameError, endError] = [fieldText(error, 'name'), fieldText(error, 'expiresAt')];
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready || loading) return;
    act({ input: { name, role, expiresAt: new Date(end).toISOString() } });
  };
  return (
    <form onSubmit={make} noValidate>
      <DialogBody>
        <TextInput
          label="Name"
          description="What it is for. The name appears on the runs that the program asks for."
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={nameError}
          data-autofocus
        />
        <RoleField value={role} onChange={(next) => next && setRole(next)} />
        <ExpiryField value={expiry} onChange={setExpiry} error={endError} />
        {!nameError && !endError && <Refused title="The token was not made" error={error} />}
        <DialogButtons>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={loading} disabled={!ready}>
            Make the token
          </Button>
        </DialogButtons>
      </DialogBody>
    </form>
  );
}

/** Makes a token for a program, and shows its secret once. */
export function MakeTokenButton({ onMade }: { onMade: () => void }) {
  return (
    <ActionButton
      icon={IconKey}
      hint="Make a token with which a program may ask"
      variant="filled"
      dialog={
        <ActionDialog title="Make a token" size="lg" stays>
          <Form onMade={onMade} />
        </ActionDialog>
      }
    >
      Make a token
    </ActionButton>
  );
}

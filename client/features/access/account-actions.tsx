import { Button } from '@mantine/core';
import { IconLink, IconTrash, IconUserShield } from '@tabler/icons-react';
import { useState } from 'react';
import { METHODS, roleText } from '../../components/access/roles.ts';
import { ActionButton } from '../../components/action/action-button.tsx';
import { ActionDialog, DialogBody, DialogButtons, Effect } from '../../components/action/action-dialog.tsx';
import { useFrame } from '../../components/action/frame.ts';
import { Refused } from '../../components/action/refused.tsx';
import { useAction } from '../../components/action/use-action.ts';
import { announce } from '../../components/announcer.tsx';
import { useFacility } from '../../components/facility.ts';
import {
  CreateSignInLinkDocument,
  RemoveAccountDocument,
  SetAccountRoleDocument,
  type AccountFactsFragment,
} from '../../gql/graphql.ts';
import { MadeLink } from './made-link.tsx';
import { RoleField } from './role-field.tsx';

type Account = AccountFactsFragment;

function RoleQuestion({ account: { id, name, role: present } }: { account: Account }) {
  const { close } = useFrame();
  const [role, setRole] = useState(present);
  const { act, loading, error } = useAction(SetAccountRoleDocument, {
    onDone: ({ setAccountRole }) => {
      announce(`${name}: ${roleText(setAccountRole.role)}.`);
      close();
    },
  });
  return (
    <DialogBody>
      <RoleField value={role} onChange={setRole} optional />
      <Effect>It applies at once: pages that {name} has open follow within 5 seconds.</Effect>
      <Refused title="The role was not changed" error={error} />
      <DialogButtons>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button loading={loading} disabled={role === present} onClick={() => act({ id, role })}>
          Change the role
        </Button>
      </DialogButtons>
    </DialogBody>
  );
}

function LinkQuestion({ account: { id, name } }: { account: Account }) {
  const { close } = useFrame();
  const { act, loading, error, data } = useAction(CreateSignInLinkDocument, { onDone: () => undefined });
  if (data) return <MadeLink name={name} url={data.createSignInLink.url} />;
  return (
    <DialogBody>
      <Effect>
        {name} can sign in with it once, and then set a password. Earlier links to this account stop working.
      </Effect>
      <Refused title="No link was made" error={error} />
      <DialogButtons>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button loading={loading} onClick={() => act({ id })} data-autofocus>
          Make a link
        </Button>
      </DialogButtons>
    </DialogBody>
  );
}

interface RemoveProps {
  account: Account;
  onRemoved: () => Promise<unknown>;
}

function RemoveQuestion({ account: { id, name, email }, onRemoved }: RemoveProps) {
  const { close } = useFrame();
  const { act, loading, error } = useAction(RemoveAccountDocument, {
    onDone: () => {
      announce(`The account of ${name} is removed.`);
      close();
      // Its row goes, and with it the button that had the focus.
      void onRemoved().then(
        () => document.querySelector('main')?.focus({ preventScroll: true }),
        () => undefined,
      );
    },
  });
  return (
    <DialogBody>
      <Effect>
        {name} ({email}) can no longer sign in, and is signed out everywhere within 5 seconds. What they did
        stays in the audit, and tokens they made go on working. It cannot be undone.
      </Effect>
      <Refused title="The account was not removed" error={error} />
      <DialogButtons>
        <Button variant="default" onClick={close} data-autofocus>
          Keep it
        </Button>
        <Button
          color="red.9"
          leftSection={<IconTrash size={16} aria-hidden />}
          loading={loading}
          onClick={() => act({ id })}
        >
          Remove the account
        </Button>
      </DialogButtons>
    </DialogBody>
  );
}

/** What an administrator may do to an account; for one's own and those of the identity provider disabled with the reason. */
export function AccountActions({ account, onRemoved }: RemoveProps) {
  const { id, name, methods } = account;
  const own = useFacility().viewer.id === id ? 'This is your own account: ask another administrator' : null;
  const provided = methods.includes('oidc')
    ? `${name} signs in ${METHODS.oidc}: change it at the identity provider`
    : null;
  return (
    <>
      <ActionButton
        icon={IconUserShield}
        of={name}
        hint={`Change what ${name} may do`}
        refusal={own ?? provided}
        size="compact-sm"
        dialog={
          <ActionDialog title={`Change the role of ${name}?`}>
            <RoleQuestion account={account} />
          </ActionDialog>
        }
      >
        Change role
      </ActionButton>
      <ActionButton
        icon={IconLink}
        of={name}
        hint={`Make a one-time link for ${name}, who may have lost the password`}
        refusal={provided}
        size="compact-sm"
        dialog={
          <ActionDialog title={`A one-time link for ${name}`} stays>
            <LinkQuestion account={account} />
          </ActionDialog>
        }
      >
        New link
      </ActionButton>
      <ActionButton
        icon={IconTrash}
        of={name}
        hint={`Remove the account of ${name}`}
        refusal={own}
        size="compact-sm"
        dialog={
          <ActionDialog title={`Remove the account of ${name}?`}>
            <RemoveQuestion account={account} onRemoved={onRemoved} />
          </ActionDialog>
        }
      >
        Remove
      </ActionButton>
    </>
  );
}

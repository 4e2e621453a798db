import { Button, PasswordInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { Refused } from '../../components/action/refused.tsx';
import { useAction } from '../../components/action/use-action.ts';
import { fieldText, refusalOf } from '../../components/error-text.ts';
import { Panel } from '../../components/panel.tsx';
import { ChangePasswordDocument, type ViewerFactsFragment } from '../../gql/graphql.ts';
import classes from './account.module.css';

const SHORTEST = 12;
const LONGEST = 128;

interface Props {
  viewer: ViewerFactsFragment;
  onDone: () => void;
}

/**
 * Sets one's own password. Whoever came in by a one-time link is not asked for the present one at first: the server
 * knows whether there is one, and whether the link was used lately enough to do without.
 */
export function PasswordForm({ viewer, onDone }: Props) {
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const [asked, setAsked] = useState(viewer.signedInBy !== 'link');
  const { act, loading, error } = useAction(ChangePasswordDocument, {
    onDone: () => {
      setPresent('');
      setPassword('');
      onDone();
    },
    onRefused: (cause) => {
      if (refusalOf(cause).field === 'present') setAsked(true);
    },
  });
  const [presentError, passwordError] = [fieldText(error, 'present'), fieldText(error, 'password')];
  const ready = password.length >= SHORTEST && (!asked || present !== '');
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (ready && !loading) act({ password, present: asked ? present : null });
  };
  return (
    <Panel title="Password">
      <form className={classes.form} onSubmit={save} noValidate>
        {/* So that a password manager knows what account this is about. */}
        <input
          type="text"
          name="username"
          autoComplete="username"
          value={viewer.email ?? ''}
          readOnly
          hidden
        />
        {asked && (
          <PasswordInput
            label="Current password"
            name="present"
            autoComplete="current-password"
            value={present}
            onChange={(event) => setPresent(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the current password' }}
            error={presentError}
          />
        )}
        <PasswordInput
          label="New password"
          description={`At least ${SHORTEST} characters; a few words are easy to remember. You are signed out everywhere else.`}
          name="password"
          autoComplete="new-password"
          maxLength={LONGEST}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
          error={passwordError}
        />
        {!presentError && !passwordError && <Refused title="The password was not set" error={error} />}
        <Button type="submit" variant="default" loading={loading} disabled={!ready}>
          Set password
        </Button>
      </form>
    </Panel>
  );
}

import { Button, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { Refused } from '../../components/action/refused.tsx';
import { useAction } from '../../components/action/use-action.ts';
import { announce } from '../../components/announcer.tsx';
import { fieldText } from '../../components/error-text.ts';
import { Panel } from '../../components/panel.tsx';
import { UpdateProfileDocument, type ViewerFactsFragment } from '../../gql/graphql.ts';
import classes from './account.module.css';

/** An account that was made for whoever installs the program has an address that nobody has. */
const isPlaceholder = (email: string) => email.endsWith('.invalid');

/** One's own name and address. */
export function ProfileForm({ viewer }: { viewer: ViewerFactsFragment }) {
  const [name, setName] = useState(viewer.name);
  const [email, setEmail] = useState(viewer.email ?? '');
  const { act, loading, error } = useAction(UpdateProfileDocument, {
    onDone: ({ updateProfile }) => {
      setName(updateProfile.name);
      setEmail(updateProfile.email ?? '');
      announce('Your name and address are saved.');
    },
  });
  const [nameError, emailError] = [fieldText(error, 'name'), fieldText(error, 'email')];
  const changed = name !== viewer.name || email !== viewer.email;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (changed && !loading) act({ name, email });
  };
  return (
    <Panel title="Name and address">
      <form className={classes.form} onSubmit={save} noValidate>
        <TextInput
          label="Name"
          description="It appears on the runs you ask for, on pauses and in the audit."
          name="name"
          autoComplete="name"
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={nameError}
        />
        <TextInput
          label="E-mail address"
          description={
            isPlaceholder(email)
              ? 'You sign in with it. This one is a placeholder: put your own in its place.'
              : 'You sign in with it.'
          }
          type="email"
          name="email"
          autoComplete="email"
          maxLength={200}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={emailError}
        />
        {!nameError && !emailError && <Refused title="Nothing was saved" error={error} />}
        <Button type="submit" variant="default" loading={loading} disabled={!changed}>
          Save
        </Button>
      </form>
    </Panel>
  );
}

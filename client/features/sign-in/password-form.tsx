import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { signInByPassword } from '../../components/access/auth-requests.ts';
import { useRequest } from '../../components/access/use-request.ts';
import { Refusal } from './refusal.tsx';
import classes from './sign-in.module.css';

interface Props {
  autoFocus: boolean;
  /** What else leads in stands above, and is the usual way. */
  second: boolean;
  onSignedIn: () => Promise<void>;
}

/** Signs in to an account of this console. */
export function PasswordForm({ autoFocus, second, onSignedIn }: Props) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { send, busy, error } = useRequest(async () => {
    await signInByPassword(email.trim(), password);
    await onSignedIn();
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!busy) send();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {error && <Refusal text={error.message} />}
      <TextInput
        label="E-mail address"
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        autoFocus={autoFocus}
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      />
      <Button type="submit" variant={second ? 'default' : 'filled'} loading={busy} fullWidth>
        Sign in
      </Button>
    </form>
  );
}

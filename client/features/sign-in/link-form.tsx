import { Button } from '@mantine/core';
import { NotLetIn, signInByLink } from '../../components/access/auth-requests.ts';
import { useRequest } from '../../components/access/use-request.ts';
import { Refusal } from './refusal.tsx';
import classes from './sign-in.module.css';

interface Props {
  token: string;
  onSignedIn: () => Promise<void>;
}

/**
 * Signs in with the one-time link that the page was opened with. It waits for a click: programs that look at links
 * before people do would use it up, and nobody is to be signed in to another's account by a link alone.
 */
export function LinkForm({ token, onSignedIn }: Props) {
  const { send, busy, error } = useRequest(async () => {
    await signInByLink(token);
    await onSignedIn();
  });
  if (error instanceof NotLetIn) {
    return (
      <div className={classes.form}>
        <Refusal text={error.message} />
        <p>
          An administrator of this console can make you another one. On a new installation, start the server
          again: it prints one.
        </p>
      </div>
    );
  }
  return (
    <div className={classes.form}>
      {error ? (
        <Refusal text={error.message} />
      ) : (
        <p>You have a link that signs you in once. After that, set a password to come in without it.</p>
      )}
      <Button loading={busy} onClick={() => send()} fullWidth autoFocus>
        Sign in with this one-time link
      </Button>
    </div>
  );
}

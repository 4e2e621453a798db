import { Button } from '@mantine/core';
import { IconBuildingCommunity } from '@tabler/icons-react';
import { signInAtProvider } from '../../components/access/auth-requests.ts';
import { useRequest } from '../../components/access/use-request.ts';
import { Refusal } from './refusal.tsx';
import classes from './sign-in.module.css';

/** Goes to the facility's identity provider, and comes back to `path`. */
export function ProviderButton({ path }: { path: string }) {
  const { send, busy, error } = useRequest(() => signInAtProvider(path));
  return (
    <div className={classes.form}>
      {error && <Refusal text={error.message} />}
      <Button
        fullWidth
        loading={busy}
        leftSection={<IconBuildingCommunity size={18} aria-hidden />}
        onClick={() => send()}
      >
        Sign in with your facility account
      </Button>
    </div>
  );
}

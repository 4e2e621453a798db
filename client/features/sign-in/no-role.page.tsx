import { Button } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import type { ViewerFactsFragment } from '../../gql/graphql.ts';
import { Refusal } from './refusal.tsx';
import { SignInCard } from './sign-in-card.tsx';
import classes from './sign-in.module.css';

interface Props {
  viewer: ViewerFactsFragment;
  signOut: { send: () => void; busy: boolean; error: Error | undefined };
}

/** For somebody whom the server knows and who may see nothing here. */
export default function NoRolePage({ viewer: { name, email, signedInBy }, signOut }: Props) {
  useDocumentTitle('No access');
  return (
    <SignInCard title="You have no role here">
      <p>
        You are signed in as <b className={classes.name}>{name}</b>
        {email && ` (${email})`}, and that account may see nothing of this console.
      </p>
      <p>
        {signedInBy === 'oidc'
          ? 'Ask your user office for a role. Whoever runs the facility’s identity provider gives it; after that, sign in again.'
          : 'Ask an administrator of this console to give your account a role. After that, reload this page.'}
      </p>
      {signOut.error && <Refusal text={`You are still signed in. ${signOut.error.message}`} />}
      <Button
        variant="default"
        leftSection={<IconLogout size={16} aria-hidden />}
        loading={signOut.busy}
        onClick={() => signOut.send()}
      >
        Sign out
      </Button>
    </SignInCard>
  );
}

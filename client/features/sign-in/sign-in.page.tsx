import { Button } from '@mantine/core';
import { IconChevronDown, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { returnPath, SIGN_IN } from '../../components/access/return-path.ts';
import { Notice } from '../../components/notice.tsx';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import type { SignInMethod, ViewerFactsFragment } from '../../gql/graphql.ts';
import { LinkForm } from './link-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProviderButton } from './provider-button.tsx';
import { providerErrorText } from './provider-errors.ts';
import { Refusal } from './refusal.tsx';
import { SignInCard } from './sign-in-card.tsx';

interface Props {
  methods: readonly SignInMethod[];
  /** Whoever is signed in and comes here all the same; null for nobody. */
  viewer: ViewerFactsFragment | null;
  /** Whether somebody was signed in here a moment ago. */
  ended: boolean;
  linkToken: string | null;
  onLinkForgotten: () => void;
  /** Resolves when the console knows who has signed in. */
  onSignedIn: () => Promise<void>;
}

/** The ways in. Where the facility has an identity provider, that is the first of them. */
export default function SignInPage({
  methods,
  viewer,
  ended,
  linkToken,
  onLinkForgotten,
  onSignedIn,
}: Props) {
  useDocumentTitle('Sign in');
  const [path, navigate] = useLocation();
  const search = useSearch();
  const params = new URLSearchParams(search);
  // At any other address the page stands in for the one that is there, and comes back to it.
  const here = path === SIGN_IN ? params.get('returnTo') : `${path}${search && `?${search}`}${location.hash}`;
  const target = returnPath(here, location.origin);
  const problem = path === SIGN_IN ? params.get('error') : null;
  const provider = methods.includes('oidc');
  const local = methods.includes('password');
  const [folded, setFolded] = useState(provider);

  const goOn = (to: string) => async () => {
    await onSignedIn();
    navigate(to, { replace: true });
  };
  return (
    <SignInCard title="Sign in">
      {ended && (
        <Notice tone="accent" icon={IconInfoCircle} title="You were signed out" role="status">
          Sign in again to come back to where you were.
        </Notice>
      )}
      {viewer && (
        <Notice
          tone="mute"
          icon={IconInfoCircle}
          title={`You are signed in as ${viewer.name}`}
          action={<Link href={target}>Go on</Link>}
        />
      )}
      {problem && <Refusal text={providerErrorText(problem)} />}
      {linkToken ? (
        <>
          <LinkForm
            key={linkToken}
            token={linkToken}
            onSignedIn={async () => {
              await goOn('/account?welcome')();
              onLinkForgotten();
            }}
          />
          <Button variant="subtle" size="compact-sm" onClick={onLinkForgotten}>
            Sign in another way
          </Button>
        </>
      ) : (
        <>
          {provider && <ProviderButton path={target} />}
          {local && !folded && (
            <PasswordForm autoFocus={!problem} second={provider} onSignedIn={goOn(target)} />
          )}
          {local && folded && (
            <Button
              variant="subtle"
              size="compact-sm"
              rightSection={<IconChevronDown size={14} aria-hidden />}
              onClick={() => setFolded(false)}
            >
              Use a console account
            </Button>
          )}
        </>
      )}
    </SignInCard>
  );
}

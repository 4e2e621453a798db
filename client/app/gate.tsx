import { Suspense, useEffect } from 'react';
import { useLocation } from 'wouter';
import { SIGN_IN } from '../components/access/return-path.ts';
import { ErrorState } from '../components/error-state.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { fetchedPage } from './fetched-page.tsx';
import { useIdentity, useStanding } from './identity.ts';
import classes from './layout.module.css';
import { forgetLinkToken, useLinkToken } from './link-token.ts';
import { useSignOut } from './use-sign-out.ts';

const pages = {
  console: fetchedPage(() => import('./console.tsx')),
  signIn: fetchedPage(() => import('../features/sign-in/sign-in.page.tsx')),
  noRole: fetchedPage(() => import('../features/sign-in/no-role.page.tsx')),
};

/** What the reader is let in to: the console only when the server knows them and they have a role. */
function Entrance() {
  const identity = useIdentity();
  const standing = useStanding();
  const [path] = useLocation();
  const linkToken = useLinkToken();
  const signOut = useSignOut();

  if (standing.is === 'unknown') {
    if (!standing.error) return null;
    return (
      <main className={classes.main}>
        <ErrorState
          page
          title="The console could not start"
          error={standing.error}
          onRetry={() => void identity.ask()}
        />
      </main>
    );
  }
  if (standing.is === 'out' || path === SIGN_IN) {
    return (
      <pages.signIn.Page
        methods={standing.methods}
        viewer={standing.is === 'in' ? standing.viewer : null}
        ended={standing.is === 'out' && standing.ended}
        linkToken={linkToken}
        onLinkForgotten={forgetLinkToken}
        onSignedIn={() => identity.ask()}
      />
    );
  }
  const { session, viewer } = standing;
  if (!session) return <pages.noRole.Page viewer={viewer} signOut={signOut} />;
  return <pages.console.Page key={session.key} session={session} viewer={viewer} />;
}

/** Asks who sits here before anything else, and again when a tab that may show nothing is looked at or come back to. */
export function Gate() {
  const identity = useIdentity();
  useEffect(() => {
    void identity.ask();
    // It is what most find behind the gate, so it comes while the server is asked.
    if (location.pathname !== SIGN_IN) void pages.console.fetch().catch(() => undefined);
    const look = () => {
      const standing = identity.standing();
      const mayShowNothing = standing.is === 'out' || (standing.is === 'in' && !standing.session);
      // They may have signed in in another tab, or been given a role.
      if (document.visibilityState === 'visible' && mayShowNothing) void identity.ask();
    };
    // Back from another site the browser may show the page as it was left.
    const comeBack = ({ persisted }: PageTransitionEvent) => persisted && void identity.ask();
    document.addEventListener('visibilitychange', look);
    addEventListener('pageshow', comeBack);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pageshow', comeBack);
    };
  }, [identity]);
  return (
    <ErrorBoundary>
      <Suspense>
        <Entrance />
      </Suspense>
    </ErrorBoundary>
  );
}

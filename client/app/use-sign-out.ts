import { useLocation } from 'wouter';
import { signOut } from '../components/access/auth-requests.ts';
import { SIGN_IN } from '../components/access/return-path.ts';
import { useRequest } from '../components/access/use-request.ts';
import { clearAnnouncement } from '../components/announcer.tsx';
import { useIdentity } from './identity.ts';

/** Signs out and shows the sign-in page. */
export function useSignOut() {
  const identity = useIdentity();
  const [, navigate] = useLocation();
  return useRequest(async () => {
    const leaves = await signOut();
    clearAnnouncement();
    identity.left(leaves);
    if (!leaves) navigate(SIGN_IN);
  });
}

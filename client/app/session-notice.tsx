import { IconHourglass } from '@tabler/icons-react';
import { Link, useLocation, useSearch } from 'wouter';
import { signInHref } from '../components/access/return-path.ts';
import { countText } from '../components/count-text.ts';
import { useClock, useFacility } from '../components/facility.ts';
import { Notice } from '../components/notice.tsx';
import classes from './layout.module.css';

const MINUTE = 60_000;
const WARN_BEFORE = 10 * MINUTE;

/** Offers to sign in again shortly before the session ends by itself, while nothing is lost by it. */
export function SessionNotice() {
  const { expiresAt } = useFacility().viewer;
  const [path] = useLocation();
  const search = useSearch();
  const end = expiresAt === null ? Infinity : Date.parse(expiresAt);
  const left = useClock((now) => {
    // An end that is past says only that two clocks differ: the server still answers.
    return end > now && end - now <= WARN_BEFORE ? Math.ceil((end - now) / MINUTE) : 0;
  });
  if (left === 0) return null;
  return (
    <div className={classes.notice}>
      <Notice
        tone="mute"
        icon={IconHourglass}
        title={`Your sign-in ends in ${countText(left, 'minute')}.`}
        role="status"
        action={<Link href={signInHref(search ? `${path}?${search}` : path)}>Sign in again</Link>}
      />
    </div>
  );
}

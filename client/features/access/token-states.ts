import { IconAlarm, IconBan, IconCircleCheck, IconClockX } from '@tabler/icons-react';
import type { ShownState } from '../../components/records/record-states.ts';
import { relativeText } from '../../components/time/relative.ts';
import type { TokenFactsFragment } from '../../gql/graphql.ts';

const DAY = 86_400_000;
/** Early enough to make another one and put it in its place. */
const SOON = 14 * DAY;

/** Whether a token is good, and if not why, in words. */
export function tokenState(
  { revokedAt, revokedBy, expiresAt }: Pick<TokenFactsFragment, 'revokedAt' | 'revokedBy' | 'expiresAt'>,
  now: number,
): ShownState {
  if (revokedAt) return { label: `Revoked by ${revokedBy}`, tone: 'mute', icon: IconBan };
  const end = Date.parse(expiresAt);
  if (end <= now) return { label: 'Expired', tone: 'mute', icon: IconClockX };
  if (end - now <= SOON) return { label: `Expires ${relativeText(end, now)}`, tone: 'warn', icon: IconAlarm };
  return { label: 'Active', tone: 'ok', icon: IconCircleCheck };
}

import type { AllocationOrigin, ReviewKind, SessionKind } from '../../gql/graphql.ts';

export const REVIEW_KINDS: Record<ReviewKind, string> = {
  TECHNICAL: 'Technical',
  SCIENTIFIC: 'Scientific',
  SAFETY: 'Safety',
  APPROVAL: 'Approval',
};

export const SESSION_KINDS: Record<SessionKind, string> = {
  ONSITE: 'On site',
  REMOTE: 'Remote',
  MAILIN: 'Mail-in',
};

export const ORIGINS: Record<AllocationOrigin, string> = {
  CALL: 'Call',
  NON_CALL: 'Without a call',
  RENEWAL: 'Renewal',
  FLEXIBLE: 'Flexible renewal',
};

const SCORE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });

/** "3.5"; a dash for no score. */
export const scoreText = (score: number | null): string => (score === null ? '–' : SCORE.format(score));

/** Who does a review, in words: a person, or whoever holds a role. */
export function reviewerText({ reviewer, role }: { reviewer: { name: string } | null; role: string | null }) {
  return reviewer?.name ?? (role ? `Role ${role}` : 'Nobody yet');
}

/** "passes at 3 or less"; null when whatever is finished passes. */
export function passMarkText(passScore: number | null, lowBetter: boolean): string | null {
  return passScore === null ? null : `passes at ${scoreText(passScore)} or ${lowBetter ? 'less' : 'more'}`;
}

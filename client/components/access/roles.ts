import type { ConsoleRole, SignInMethod } from '../../gql/graphql.ts';

/** What each role is called and may do, the least first. */
export const ROLES: Record<ConsoleRole, { label: string; may: string }> = {
  viewer: { label: 'Viewer', may: 'Sees everything but accounts and tokens. Changes nothing.' },
  operator: {
    label: 'Operator',
    may: 'Sees what viewers see; runs, cancels, pauses and resumes tasks, and sends messages again.',
  },
  admin: { label: 'Administrator', may: 'Does everything: changes schedules, accounts and tokens, too.' },
};

const ORDER = Object.keys(ROLES);

/** Whether a role may do what another one may. */
export const permits = (role: ConsoleRole, needed: ConsoleRole): boolean =>
  ORDER.indexOf(role) >= ORDER.indexOf(needed);

/** "Operator"; for somebody without a role that they have none. */
export const roleText = (role: ConsoleRole | null): string => (role ? ROLES[role].label : 'No role');

/** How somebody signs in, to be read behind "signed in". */
export const METHODS: Record<SignInMethod, string> = {
  oidc: 'with the facility account',
  password: 'with a password',
  link: 'with a one-time link',
};

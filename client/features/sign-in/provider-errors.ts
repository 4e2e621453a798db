const TEXTS = new Map([
  [
    'account_not_linked',
    'An account of this console has your address already, and it does not sign in at the identity provider. Sign in with its password, or ask an administrator to remove it.',
  ],
  [
    'email_not_found',
    'The identity provider did not give your e-mail address, which this console needs. Ask whoever runs it to release your address.',
  ],
  ['access_denied', 'You did not let the identity provider sign you in, or it does not let you in here.'],
  [
    'state_mismatch',
    'This answer of the identity provider belongs to another sign-in. Try again in one window only.',
  ],
  ['please_restart_the_process', 'The sign-in took too long. Try again.'],
]);

/**
 * What went wrong at the identity provider, in sentences, from the code that it or the server gives. What is no code is
 * not shown: anybody can make a link to the sign-in page with words of their own in its place.
 */
export const providerErrorText = (code: string): string =>
  TEXTS.get(code) ??
  `The identity provider refused the sign-in${/^\w{1,60}$/.test(code) ? ` (${code})` : ''}.`;

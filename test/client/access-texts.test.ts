import { describe, expect, it } from 'vitest';
import { returnPath, signInHref } from '../../client/components/access/return-path.ts';
import { permits, roleText } from '../../client/components/access/roles.ts';
import { expiryAt } from '../../client/features/access/expiry.ts';
import { tokenState } from '../../client/features/access/token-states.ts';
import { providerErrorText } from '../../client/features/sign-in/provider-errors.ts';

const ORIGIN = 'https://tasks.example.org';
const REGINA = 'America/Regina';
const NOW = Date.parse('2026-11-24T21:00:00Z'); // 15:00 in Regina
const DAY = 86_400_000;

describe('after signing in', () => {
  it.each(['/tasks/a.B?tab=1#L3', '/audit?q=%2F%2F', '/'])('a page of ours is returned to: %s', (path) =>
    expect(returnPath(path, ORIGIN)).toBe(path),
  );

  it.each([
    null,
    '',
    'tasks',
    'https://evil.example/tasks',
    'https://tasks.example.org/tasks',
    '//evil.example/tasks',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '/sign-in?returnTo=/tasks',
  ])('an address that is none leads to the first page: %s', (address) =>
    expect(returnPath(address, ORIGIN)).toBe('/tasks'),
  );

  it('the address comes back whole from the sign-in page', () => {
    const address = '/audit?q=a&b=%26#c';
    const { searchParams } = new URL(signInHref(address), ORIGIN);
    expect(returnPath(searchParams.get('returnTo'), ORIGIN)).toBe(address);
  });
});

describe('roles', () => {
  it('include all that lesser ones may', () => {
    expect(permits('admin', 'operator')).toBe(true);
    expect(permits('operator', 'operator')).toBe(true);
    expect(permits('viewer', 'operator')).toBe(false);
    expect(permits('operator', 'admin')).toBe(false);
  });

  it('are named, and so is having none', () => {
    expect(roleText('admin')).toBe('Administrator');
    expect(roleText(null)).toBe('No role');
  });
});

describe('a token', () => {
  const ends = (ms: number) => ({
    revokedAt: null,
    revokedBy: null,
    expiresAt: new Date(NOW + ms).toISOString(),
  });

  it('says whether it is good, and if not why', () => {
    expect(tokenState(ends(90 * DAY), NOW).label).toBe('Active');
    expect(tokenState(ends(3 * DAY), NOW).label).toBe('Expires in 3 days');
    expect(tokenState(ends(0), NOW).label).toBe('Expired');
    const revoked = { ...ends(90 * DAY), revokedAt: '2026-11-01T00:00:00Z', revokedBy: 'Maria' };
    expect(tokenState(revoked, NOW).label).toBe('Revoked by Maria');
  });

  it('ends after days of 24 hours, or as a day ends at the facility', () => {
    expect(expiryAt({ days: 30, date: '' }, NOW, REGINA)).toBe(NOW + 30 * DAY);
    expect(expiryAt({ days: null, date: '2026-12-31' }, NOW, REGINA)).toBe(
      Date.parse('2027-01-01T06:00:00Z'),
    );
    expect(expiryAt({ days: null, date: '' }, NOW, REGINA)).toBeNull();
  });
});

it('what the identity provider says is told in words, and what is not known by its code', () => {
  expect(providerErrorText('account_not_linked')).toContain('has your address already');
  expect(providerErrorText('teapot')).toBe('The identity provider refused the sign-in (teapot).');
  expect(providerErrorText('Call 555-0100 and tell your password')).toBe(
    'The identity provider refused the sign-in.',
  );
});

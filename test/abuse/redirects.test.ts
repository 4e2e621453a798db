import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../engine/support.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.ts';
import { anAddress, refusalOf, refused, send } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// Where a sign-in may lead: to our own pages and nowhere else. With an identity provider, since only that leads away.

let provider: OpenIdProvider;
let world: World;
beforeAll(async () => {
  provider = await startOpenIdProvider();
  world = await startWorld(undefined, {
    // Behind TLS, as it is where this matters; the proxy is not asked for anything.
    PUBLIC_URL: 'https://tasks.example.org',
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
  });
});
afterAll(async () => {
  await using _provider = provider;
  await world[Symbol.asyncDispose]();
});

const post = (step: string, body: unknown, headers: Record<string, string> = {}) =>
  send(world.url, { line: `POST /auth/${step}`, headers, body: JSON.stringify(body) });

const elsewhere = [
  'https://evil.example',
  'HTTPS://EVIL.EXAMPLE',
  'https://tasks.example.org.evil.example/',
  'https://tasks.example.org@evil.example/',
  'https://evil.example#tasks.example.org',
  'https://evil.example?https://tasks.example.org',
  'https://evil.example\\.tasks.example.org',
  'http://tasks.example.org/',
  'https://tasks.example.org:8443/',
  'http://localhost:9000/',
  'http://127.0.0.1:9000/',
  '//evil.example',
  '///evil.example',
  '////evil.example/%2e%2e',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/%5cevil.example',
  '/%2f/evil.example',
  ' //evil.example',
  'evil.example',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'javascript://tasks.example.org/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'ftp://evil.example',
];

describe.each(['callbackURL', 'errorCallbackURL'])(
  'a sign-in at the provider is not begun with a %s of',
  (field) => {
    test.each(elsewhere)('%j', async (target) => {
      const answer = await post('sign-in/social', { provider: 'oidc', [field]: target });
      expect(refusalOf(answer)).toEqual(refused(403, 'FORBIDDEN'));
    });

    test.each([[['https://evil.example']], [{ toString: 'https://evil.example' }], [1], [true]])(
      '%j, which is no text',
      async (target) => {
        expect(refusalOf(await post('sign-in/social', { provider: 'oidc', [field]: target }))).toEqual(
          refused(400, 'BAD_INPUT'),
        );
      },
    );
  },
);

describe('a password leads nowhere else:', () => {
  test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    '%j',
    async (callbackURL) => {
      const answer = await post('sign-in/email', { ...world.password, callbackURL });
      expect(refusalOf(answer)).toEqual(refused(403, 'FORBIDDEN'));
    },
  );
});

test('who signs out to somewhere else writes nothing of their own into the log', async () => {
  for (const more of ['\u001b[2J\u202eevil', 'x'.repeat(5_000)]) {
    const answer = await post('sign-out', { callbackURL: `https://evil.example/${more}` });
    expect(refusalOf(answer)).toEqual(refused(403, 'FORBIDDEN'));
  }
});

describe('who comes back from the provider is led to our own page, and not in:', () => {
  test.each([
    'error=x&error_description=<script>alert(1)</script>',
    'error=https://evil.example',
    'error=x%0d%0aLocation:%20https://evil.example',
    'error=x&callbackURL=https://evil.example&errorCallbackURL=https://evil.example&redirectTo=https://evil.example',
    'code=x',
    'code=x&state=x',
    'code=x&state=https://evil.example',
    'code=x&state=__proto__',
    'code=x&state=%00',
    "code=x&state=' or '1'='1",
    `code=x&state=${'x'.repeat(9_000)}`,
    'code=x&code=y&state=x&state=y',
    'code[]=x&state[]=y',
    'state=x&iss=https://evil.example&code=x',
    'id_token=eyJhbGciOiJub25lIn0.e30.&state=x',
    'access_token=x&token_type=Bearer&state=x',
  ])('%s', async (query) => {
    const answer = await send(world.url, { line: `GET /auth/callback/oidc?${query.replaceAll(' ', '%20')}` });
    if (answer!.status === 302) {
      const target = new URL(answer!.headers['location']!, 'https://tasks.example.org');
      expect([target.origin, target.pathname]).toEqual(['https://tasks.example.org', '/sign-in']);
      expect(target.searchParams.get('error')).toBeTruthy();
      expect(answer!.headers['set-cookie'] ?? '').not.toMatch(/session_token=[^;]/);
    } else expect(refusalOf(answer).codes).toEqual(['BAD_INPUT']);
  });
});

test('an ID token of the own is no sign-in, and what else the library would take is left out', async () => {
  const claims = {
    sub: 'x',
    email: 'x@pls.example',
    roles: ['admin:uso'],
    iss: provider.issuer,
    aud: provider.clientId,
  };
  const token = `${[{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
  const answer = await post('sign-in/social', {
    provider: 'oidc',
    idToken: { token, accessToken: 'x' },
    disableRedirect: true,
    scopes: ['admin'],
    loginHint: 'x',
    requestSignUp: true,
    additionalData: { role: 'admin' },
  });
  expect(answer!.status).toBe(200);
  const { url } = JSON.parse(answer!.body) as { url: string };
  expect(url.startsWith(provider.issuer)).toBe(true);
  expect(new URL(url).searchParams.get('scope')).toBe('openid profile email');
  expect(answer!.headers['set-cookie'] ?? '').not.toMatch(/session_token=[^;]/);
  await sql(world.app, `delete from console_verification where expires_at < now() + interval '1 hour'`);
});

test('sign-ins that are begun and begun again from one place come to an end', async () => {
  const headers = { 'x-forwarded-for': anAddress() };
  const statuses = new Set<number>();
  for (let count = 0; count < 110; count += 1) {
    statuses.add((await post('sign-in/social', { provider: 'oidc', callbackURL: '/' }, headers))!.status);
  }
  await sql(world.app, `delete from console_verification where expires_at < now() + interval '1 hour'`);
  expect(statuses).toContain(429);
});

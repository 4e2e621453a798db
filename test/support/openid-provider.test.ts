import { createHash, randomBytes } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOpenIdProvider, type OpenIdProvider, type Tampering } from './openid-provider.ts';

// Authorization code with PKCE as a program does it that knows nothing of the provider but its address.
const redirectUri = 'http://127.0.0.1:9/auth/callback/oidc';
const signedOutUri = 'http://127.0.0.1:9/signed-out';
const ada = {
  login: 'ada',
  email: 'ada@pls.example',
  name: 'Ada Lovelace',
  roles: ['admin:uso', 'reviewer'],
};

interface Discovery {
  authorization_endpoint: string;
  token_endpoint: string;
  userinfo_endpoint: string;
  end_session_endpoint: string;
  jwks_uri: string;
}

let provider: OpenIdProvider;
let endpoints: Discovery;
beforeAll(async () => {
  provider = await startOpenIdProvider({
    redirectUris: [redirectUri],
    postLogoutRedirectUris: [signedOutUri],
  });
  await provider.setUser(ada);
  const found = await fetch(`${provider.issuer}/.well-known/openid-configuration`);
  endpoints = (await found.json()) as Discovery;
});
afterAll(() => provider[Symbol.asyncDispose]());

/** A browser without a screen: keeps cookies and follows redirects as long as they stay at the provider. */
function browser() {
  const cookies = new Map<string, string>();
  return async function open(
    url: string,
    form?: Record<string, string>,
  ): Promise<{ url: string; body: string }> {
    if (!url.startsWith(provider.issuer)) return { url, body: '' };
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; '), accept: 'text/html' },
      redirect: 'manual',
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      cookies.set(name!, value!);
    }
    const target = response.headers.get('location');
    if (target) return open(new URL(target, url).href);
    return { url, body: await response.text() };
  };
}

const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

function authorizationUrl(changes: Record<string, string> = {}): string {
  const url = new URL(endpoints.authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    state: 'a state',
    nonce: 'a nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
  return url.href;
}

async function signIn(open = browser(), login = 'ada'): Promise<string> {
  const form = await open(authorizationUrl());
  expect(form.body).toContain('name="login"');
  return (await open(form.url, { login })).url;
}

async function redeem(code: string, codeVerifier = verifier) {
  const response = await fetch(endpoints.token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${provider.clientId}:${provider.clientSecret}`)}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    }),
  });
  return (await response.json()) as { id_token: string; access_token: string; error?: string };
}

const codeOf = (url: string) => new URL(url).searchParams.get('code') ?? '';

const verified = (idToken: string) =>
  jwtVerify(idToken, createRemoteJWKSet(new URL(endpoints.jwks_uri)), {
    issuer: provider.issuer,
    audience: provider.clientId,
  });

describe('the OpenID provider', () => {
  test('signs in with a code, an ID token that holds, and the claims in it and at its address', async () => {
    const returned = new URL(await signIn());
    expect(returned.href.startsWith(`${redirectUri}?`)).toBe(true);
    expect(returned.searchParams.get('state')).toBe('a state');

    const tokens = await redeem(codeOf(returned.href));
    const claims = {
      sub: 'ada',
      email: 'ada@pls.example',
      email_verified: true,
      name: 'Ada Lovelace',
      roles: ['admin:uso', 'reviewer'],
    };
    expect((await verified(tokens.id_token)).payload).toMatchObject({ ...claims, nonce: 'a nonce' });
    const info = await fetch(endpoints.userinfo_endpoint, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await info.json()).toMatchObject(claims);
  });

  test('tells what is new of a user at the next sign-in', async () => {
    await provider.setUser({ ...ada, login: 'bob', roles: ['viewer'] });
    await provider.setUser({ ...ada, login: 'bob', roles: [], emailVerified: false });
    const { id_token } = await redeem(codeOf(await signIn(browser(), 'bob')));
    expect((await verified(id_token)).payload).toMatchObject({
      sub: 'bob',
      roles: [],
      email_verified: false,
    });
  });

  test.each<[Tampering, object]>([
    ['signature', { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' }],
    ['issuer', { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED', claim: 'iss' }],
    ['audience', { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED', claim: 'aud' }],
    ['expired', { code: 'ERR_JWT_EXPIRED' }],
  ])('makes ID tokens with a wrong %s when told to, and good ones afterwards', async (how, problem) => {
    await provider.tamper(how);
    const { id_token } = await redeem(codeOf(await signIn()));
    await expect(verified(id_token)).rejects.toMatchObject(problem);

    await provider.tamper('none');
    const good = await redeem(codeOf(await signIn()));
    expect((await verified(good.id_token)).payload.sub).toBe('ada');
  });

  test('makes ID tokens with the nonce of another sign-in when told to, right in all else', async () => {
    await provider.tamper('nonce');
    const { id_token } = await redeem(codeOf(await signIn()));
    await provider.tamper('none');
    expect((await verified(id_token)).payload).toMatchObject({ sub: 'ada', nonce: 'another-nonce' });
  });

  test('refuses a code without the right verifier, a second time, and a request without a challenge', async () => {
    expect((await redeem(codeOf(await signIn()), verifier.toUpperCase())).error).toBe('invalid_grant');
    const code = codeOf(await signIn());
    expect((await redeem(code)).error).toBeUndefined();
    expect((await redeem(code)).error).toBe('invalid_grant');

    const { url } = await browser()(authorizationUrl({ code_challenge: '', code_challenge_method: '' }));
    expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
  });

  test('lets nobody in whom it does not know', async () => {
    const open = browser();
    const form = await open(authorizationUrl());
    const again = await open(form.url, { login: 'mallory' });
    expect(again.body).toContain('Nobody has this user name.');
  });

  test('sends nobody to an address that it was not told', async () => {
    const elsewhere = { redirect_uri: 'http://127.0.0.1:9/elsewhere' };
    const { url, body } = await browser()(authorizationUrl(elsewhere));
    expect(url.startsWith(provider.issuer)).toBe(true);
    expect(body).toContain('invalid_redirect_uri');
  });

  test('stays signed in until it is told to sign out, and asks who it is then', async () => {
    const open = browser();
    const { id_token } = await redeem(codeOf(await signIn(open)));
    expect(codeOf((await open(authorizationUrl())).url)).not.toBe('');

    const end = new URL(endpoints.end_session_endpoint);
    end.searchParams.set('id_token_hint', id_token);
    end.searchParams.set('post_logout_redirect_uri', signedOutUri);
    const question = await open(end.href);
    const [, action] = /action="([^"]+)"/.exec(question.body)!;
    const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(question.body)!;
    expect((await open(action!, { xsrf: xsrf!, logout: 'yes' })).url).toBe(signedOutUri);
    expect((await open(authorizationUrl())).body).toContain('name="login"');
  });

  test('is gone when the test is through with it', async () => {
    const other = await startOpenIdProvider();
    expect((await fetch(`${other.issuer}/jwks`)).status).toBe(200);
    await other[Symbol.asyncDispose]();
    await expect(fetch(`${other.issuer}/jwks`)).rejects.toThrow('fetch failed');
    await expect(other.setUser(ada)).rejects.toThrow('The OpenID provider has ended');
  });
});

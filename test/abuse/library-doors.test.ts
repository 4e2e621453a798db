import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Headers } from '../support/app.ts';
import { refusalOf, refused, send } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// What the authentication library answers elsewhere, and we do not.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('nothing is at', () => {
  test.each([
    'POST /auth/sign-up/email',
    'GET /auth/get-session',
    'POST /auth/get-session',
    'POST /auth/update-session',
    'GET /auth/list-sessions',
    'POST /auth/revoke-session',
    'POST /auth/revoke-sessions',
    'POST /auth/revoke-other-sessions',
    'POST /auth/update-user',
    'POST /auth/delete-user',
    'GET /auth/delete-user/callback?token=x',
    'POST /auth/change-email',
    'POST /auth/change-password',
    'POST /auth/set-password',
    'POST /auth/verify-password',
    'POST /auth/request-password-reset',
    'POST /auth/forget-password',
    'POST /auth/reset-password',
    'GET /auth/reset-password/token?callbackURL=/',
    'GET /auth/verify-email?token=x',
    'POST /auth/send-verification-email',
    'POST /auth/link-social',
    'POST /auth/unlink-account',
    'GET /auth/list-accounts',
    'POST /auth/refresh-token',
    'POST /auth/get-access-token',
    'GET /auth/account-info',
    'GET /auth/ok',
    'GET /auth/error?error=<script>',
    'GET /auth/sign-in/email?email=a@pls.example&password=x',
    'GET /auth/sign-in/link?token=x',
    'GET /auth/sign-out',
    'POST /auth/callback/oidc',
    'GET /auth/callback/github',
    'POST /auth/sign-in/oauth2',
    'POST /auth/sign-in/email/otp',
    'POST /auth/sign-in/anonymous',
    'POST /auth/admin/set-role',
    'POST /auth/admin/impersonate-user',
    'GET /auth/jwks',
    'GET /auth/token',
    'GET /auth/reference',
    'GET /auth/.well-known/openid-configuration',
    'POST /auth/%2e%2e/auth/sign-up/email',
    'POST /auth//sign-up/email',
    'POST /auth/sign-in/../sign-up/email',
    'GET /auth/',
  ])('%s, signed in or not', async (line) => {
    const body = line.startsWith('POST')
      ? JSON.stringify({ email: 'a@pls.example', password: 'long enough password', name: 'A', token: 'x' })
      : '';
    const askers: Headers[] = [{}, { cookie: world.session.cookie }];
    for (const headers of askers) {
      expect(refusalOf(await send(world.url, { line, headers, body }))).toEqual(refused(404, 'NOT_FOUND'));
    }
  });

  test.each(['PUT', 'PATCH', 'DELETE'])('%s /auth/sign-in/email', async (method) => {
    const answer = await send(world.url, { line: `${method} /auth/sign-in/email`, body: '{}' });
    expect(refusalOf(answer)).toEqual(refused(405, 'BAD_INPUT'));
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secretOf } from '../access/support.ts';
import { sql } from '../engine/support.ts';
import { anAddress, operation, refusalOf, refused, send } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// The steps of signing in, taken by those who should not come in.

let world: World;
let used = '';
beforeAll(async () => {
  world = await startWorld(async (app) => {
    used = secretOf(app.app.signInLink!);
    const answer = await send(app.url, {
      line: 'POST /auth/sign-in/link',
      body: JSON.stringify({ token: used }),
    });
    if (answer?.status !== 200) throw new Error('The link was not taken.');
  });
});
afterAll(() => world[Symbol.asyncDispose]());

const post = (step: string, body: unknown, headers = {}) =>
  send(world.url, {
    line: `POST /auth/${step}`,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('a password', () => {
  const owner = () => world.password.email;
  test.each<[string, () => unknown, number, string]>([
    [
      'that is wrong',
      () => ({ email: owner(), password: 'a wrong one of that length' }),
      401,
      'UNAUTHENTICATED',
    ],
    [
      'in other case',
      () => ({ email: owner(), password: world.password.password.toUpperCase() }),
      401,
      'UNAUTHENTICATED',
    ],
    [
      'with a blank',
      () => ({ email: owner(), password: `${world.password.password} ` }),
      401,
      'UNAUTHENTICATED',
    ],
    ['that is empty', () => ({ email: owner(), password: '' }), 401, 'UNAUTHENTICATED'],
    [
      'of an account without one',
      () => ({ email: 'vera@pls.example', password: 'a wrong one of that length' }),
      401,
      'UNAUTHENTICATED',
    ],
    [
      'of the first administrator',
      () => ({ email: 'administrator@console.invalid', password: 'administrator' }),
      401,
      'UNAUTHENTICATED',
    ],
    [
      'of nobody',
      () => ({ email: 'nobody@pls.example', password: world.password.password }),
      401,
      'UNAUTHENTICATED',
    ],
    ['of a pattern', () => ({ email: '%@pls.example', password: world.password.password }), 400, 'BAD_INPUT'],
    ['that is SQL', () => ({ email: owner(), password: "' or '1'='1" }), 401, 'UNAUTHENTICATED'],
    ['of 10,000 characters', () => ({ email: owner(), password: 'x'.repeat(10_000) }), 400, 'BAD_INPUT'],
    [
      'with NUL',
      () => ({ email: owner(), password: `\0${world.password.password}` }),
      401,
      'UNAUTHENTICATED',
    ],
    [
      'for an address with NUL',
      () => ({ email: `${owner()}\0`, password: world.password.password }),
      400,
      'BAD_INPUT',
    ],
    [
      'for an address with a lone surrogate',
      () => `{"email":"\\ud800@pls.example","password":"a wrong one of that length"}`,
      400,
      'BAD_INPUT',
    ],
    [
      'for an address of 10,000 characters',
      () => ({ email: `${'x'.repeat(10_000)}@pls.example`, password: 'x' }),
      401,
      'UNAUTHENTICATED',
    ],
    [
      'for an address with a line break',
      () => ({ email: 'a@pls.example\nSign-in: a@pls.example', password: 'x' }),
      400,
      'BAD_INPUT',
    ],
    ['for SQL', () => ({ email: "x' or 1=1 --@pls.example", password: 'x' }), 400, 'BAD_INPUT'],
    [
      'for a list of addresses',
      () => ({ email: [owner()], password: world.password.password }),
      400,
      'BAD_INPUT',
    ],
    [
      'for an operator of a database',
      () => ({ email: { $ne: null }, password: { $ne: null } }),
      400,
      'BAD_INPUT',
    ],
    ['in a list', () => ({ email: owner(), password: [world.password.password] }), 400, 'BAD_INPUT'],
    ['that is no text', () => ({ email: owner(), password: 12345 }), 400, 'BAD_INPUT'],
    ['that is null', () => ({ email: owner(), password: null }), 400, 'BAD_INPUT'],
    ['that is not there', () => ({ email: owner() }), 400, 'BAD_INPUT'],
    [
      'of the prototype',
      () => `{"__proto__":{"email":"${owner()}","password":"${world.password.password}"}}`,
      400,
      'BAD_INPUT',
    ],
    [
      'in a list of requests',
      () => [{ email: owner(), password: world.password.password }],
      400,
      'BAD_INPUT',
    ],
    ['in no JSON', () => '{"email":', 400, 'BAD_INPUT'],
    ['in a text', () => '"email"', 400, 'BAD_INPUT'],
    [
      'with 20,000 characters around it',
      () => ({ email: owner(), password: 'x', more: 'x'.repeat(20_000) }),
      413,
      'BAD_INPUT',
    ],
  ])('%s lets nobody in', async (_name, body, status, code) => {
    expect(refusalOf(await post('sign-in/email', body()))).toEqual(refused(status, code));
  });

  test.each<[string, string]>([
    ['a form', 'application/x-www-form-urlencoded'],
    ['plain text', 'text/plain'],
    ['a form of parts', 'multipart/form-data; boundary=x'],
  ])('sent as %s lets nobody in', async (_name, type) => {
    const { email, password } = world.password;
    const answer = await post('sign-in/email', JSON.stringify({ email, password }), { 'content-type': type });
    expect([400, 415]).toContain(answer?.status);
    expect(refusalOf(answer).codes).toEqual(['BAD_INPUT']);
  });

  test.each<[string, Record<string, string>]>([
    ['with the cookie of something else', { cookie: 'theme=dark' }],
    ['with a session that is none', { cookie: 'uso.session_token=%00' }],
  ])('that comes from no page %s lets nobody in', async (_name, headers) => {
    // A program has no cookies, and a page says where it is.
    expect(refusalOf(await post('sign-in/email', world.password, headers))).toEqual(
      refused(403, 'FORBIDDEN'),
    );
  });

  test.each(['localhost', '127.0.0.2', '127.1.2.3:99', '[::1]:4000'])(
    'that is wrong is refused in the same way at %s, a name of this machine, too',
    async (host) => {
      const body = { email: world.password.email, password: 'not that one at all' };
      expect(refusalOf(await post('sign-in/email', body, { host }))).toEqual(refused(401, 'UNAUTHENTICATED'));
      const answer = await send(world.url, {
        headers: { host, cookie: world.session.cookie },
        body: operation('{ viewer { email } }'),
      });
      expect(JSON.parse(answer!.body)).toMatchObject({ data: { viewer: { email: 'vera@pls.example' } } });
    },
  );

  test('that is right lets no page elsewhere in', async () => {
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]) {
      expect(refusalOf(await post('sign-in/email', world.password, headers))).toEqual(
        refused(403, 'FORBIDDEN'),
      );
    }
  });

  test('that was wrong five times locks, and to go on adds nothing without end to the audit', async () => {
    const headers = { 'x-forwarded-for': anAddress() };
    const body = { email: 'guessed@pls.example', password: 'a wrong one of that length' };
    for (let tries = 0; tries < 5; tries += 1) {
      expect(refusalOf(await post('sign-in/email', body, headers)).status).toBe(401);
    }
    const before = await entries();
    for (let tries = 0; tries < 20; tries += 1) {
      const answer = await post('sign-in/email', body, headers);
      expect(refusalOf(answer)).toEqual(refused(429, 'RATE_LIMITED'));
      expect(Number(answer!.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await entries()) - before).toBeLessThan(5);
  });

  test('for sixty accounts, guessed from one place, locks that place', async () => {
    const headers = { 'x-forwarded-for': anAddress() };
    for (let tries = 0; tries < 60; tries += 1) {
      // No address at all is a try like any other, and quicker to refuse.
      const body = { email: `many${tries}`, password: 'the same for all of them' };
      expect(refusalOf(await post('sign-in/email', body, headers)).status).toBe(400);
    }
    const right = await post('sign-in/email', world.password, headers);
    expect(refusalOf(right)).toEqual(refused(429, 'RATE_LIMITED'));
    expect(refusalOf(await post('sign-in/link', { token: 'x' }, headers))).toEqual(
      refused(429, 'RATE_LIMITED'),
    );
  });
});

describe('a one-time link', () => {
  test.each<[string, () => unknown, number, string]>([
    ['that was used', () => ({ token: used }), 401, 'UNAUTHENTICATED'],
    ['that is empty', () => ({ token: '' }), 401, 'UNAUTHENTICATED'],
    ['that is a pattern', () => ({ token: '%' }), 401, 'UNAUTHENTICATED'],
    ['that is SQL', () => ({ token: "' or '1'='1" }), 401, 'UNAUTHENTICATED'],
    ['with NUL', () => ({ token: '\0' }), 401, 'UNAUTHENTICATED'],
    ['that is an account', () => ({ token: 'first-administrator' }), 401, 'UNAUTHENTICATED'],
    ['of 201 characters', () => ({ token: 'x'.repeat(201) }), 400, 'BAD_INPUT'],
    ['that is no text', () => ({ token: { $ne: '' } }), 400, 'BAD_INPUT'],
    ['that is a list', () => ({ token: [used] }), 400, 'BAD_INPUT'],
    ['that is not there', () => ({}), 400, 'BAD_INPUT'],
    ['in no JSON', () => 'token=x', 400, 'BAD_INPUT'],
  ])('%s lets nobody in', async (_name, body, status, code) => {
    expect(refusalOf(await post('sign-in/link', body()))).toEqual(refused(status, code));
  });
});

describe('without an identity provider', () => {
  test.each<[string, object]>([
    ['a sign-in there', { provider: 'oidc' }],
    ['one with an ID token of the own', { provider: 'oidc', idToken: { token: 'eyJhbGciOiJub25lIn0.e30.' } }],
    ['one at another provider', { provider: 'github', callbackURL: '/' }],
    ['one at a provider of the prototype', { provider: '__proto__' }],
  ])('%s is refused', async (_name, body) => {
    expect(refusalOf(await post('sign-in/social', body))).toEqual(refused(404, 'NOT_FOUND'));
  });

  test('who says to come from there is not let in, and adds nothing without end to the audit', async () => {
    const headers = { 'x-forwarded-for': anAddress() };
    const before = await entries();
    for (let count = 0; count < 30; count += 1) {
      const answer = await send(world.url, {
        line: `GET /auth/callback/oidc?code=x&state=${count}`,
        headers,
      });
      expect(answer?.status).toBeGreaterThanOrEqual(300);
      expect(answer?.headers['set-cookie'] ?? '').not.toMatch(/session_token=[^;]/);
    }
    expect((await entries()) - before).toBeLessThan(20);
  });
});

async function entries(): Promise<number> {
  const [row] = await sql<{ count: number }>(world.app, 'select count(*)::int as count from audit_entry');
  return row!.count;
}

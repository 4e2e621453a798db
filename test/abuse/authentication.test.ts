import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anAccount, aToken, post, secretOf, signInByLink } from '../access/support.ts';
import { sql } from '../engine/support.ts';
import type { Headers } from '../support/app.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { testToken } from '../support/token.ts';
import { cookieParts, hash, jwt, other, sessionCookie, signed } from './forged.ts';
import { anAddress, operation, refusalOf, refused, send } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// Ways to be somebody without being allowed to.

const query = operation('{ facility { name } }');
const nobody = refused(401, 'UNAUTHENTICATED');

let world: World;
/** What somebody has got hold of. */
const loot = {
  secret: '',
  id: '',
  expired: '',
  revoked: '',
  link: '',
  ended: '',
  signedOut: '',
  removed: '',
};
beforeAll(async () => {
  world = await startWorld(async (app) => {
    const token = await aToken(app, { name: 'Good' });
    Object.assign(loot, { secret: token.secret, id: token.id });
    const expired = await aToken(app, { name: 'Expired' });
    await sql(app, `update api_token set expires_at = now() - interval '1 s' where id = ?`, [expired.id]);
    const revoked = await aToken(app, { name: 'Revoked' });
    await app.query('mutation ($id: ID!) { revokeToken(id: $id) { id } }', { id: revoked.id });
    Object.assign(loot, { expired: expired.secret, revoked: revoked.secret });

    const signedIn = async (name: string) => {
      const { id, link } = await anAccount(app, { name, email: `${name}@pls.example` });
      return { id, link, cookie: await signInByLink(app, link) };
    };
    const ended = await signedIn('ended');
    await sql(app, `update console_session set expires_at = now() - interval '1 s' where account_id = ?`, [
      ended.id,
    ]);
    const removed = await signedIn('removed');
    await app.query('mutation ($id: ID!) { removeAccount(id: $id) { id } }', { id: removed.id });
    const signedOut = await signedIn('signed-out');
    await post(app, 'sign-out', {}, { cookie: signedOut.cookie });
    Object.assign(loot, { ended: ended.cookie, removed: removed.cookie, signedOut: signedOut.cookie });
    loot.link = secretOf((await anAccount(app, { email: 'new@pls.example' })).link);
  });
});
afterAll(() => world[Symbol.asyncDispose]());

describe('no authorization is', () => {
  test.each<[string, () => string]>([
    ['an empty one', () => ''],
    ['the scheme alone', () => 'Bearer'],
    ['the scheme and a blank', () => 'Bearer '],
    ['a token without a scheme', () => loot.secret],
    ['a token after two blanks', () => `Bearer  ${loot.secret}`],
    ['a token after a tab', () => `Bearer\t${loot.secret}`],
    ['a token and more', () => `Bearer ${loot.secret} admin`],
    ['a list of tokens', () => `Bearer ${loot.secret}, Bearer ${testToken}`],
    ['Basic with a good token', () => `Basic ${Buffer.from(`admin:${testToken}`).toString('base64')}`],
    ['Digest', () => `Digest username="admin", response="${testToken}"`],
    ['Negotiate', () => 'Negotiate YII='],
    ['null', () => 'Bearer null'],
    ['undefined', () => 'Bearer undefined'],
    ['an object in words', () => 'Bearer [object Object]'],
    [
      'a token with another last character',
      () => `Bearer ${loot.secret.slice(0, -1)}${other(loot.secret.at(-1))}`,
    ],
    ['a token with another first character', () => `Bearer X${loot.secret.slice(1)}`],
    ['a token without its last character', () => `Bearer ${loot.secret.slice(0, -1)}`],
    ['a token with one more', () => `Bearer ${loot.secret}A`],
    ['a token in capitals', () => `Bearer ${loot.secret.toUpperCase()}`],
    ['ADMIN_TOKEN without its last character', () => `Bearer ${testToken.slice(0, -1)}`],
    ['ADMIN_TOKEN in capitals', () => `Bearer ${testToken.toUpperCase()}`],
    ['the name of ADMIN_TOKEN', () => 'Bearer ADMIN_TOKEN'],
    ['a token that is over', () => `Bearer ${loot.expired}`],
    ['a token that was revoked', () => `Bearer ${loot.revoked}`],
    ['the hash that a token is kept as', () => `Bearer ${hash(loot.secret)}`],
    ['the id of a token', () => `Bearer ${loot.id}`],
    ['the prefix of all tokens', () => 'Bearer uso_'],
    ['a pattern', () => 'Bearer uso_%'],
    ['SQL', () => `Bearer '||'`],
    ['the secret of a one-time link', () => `Bearer ${loot.link}`],
    ["a session's token", () => `Bearer ${cookieParts(world.session.cookie).token}`],
    ["a session's cookie", () => `Bearer ${world.session.cookie}`],
    [
      'a JWT without a signature',
      () => `Bearer ${jwt({ alg: 'none' }, { role: 'admin', sub: 'first-administrator' })}`,
    ],
    ['a token of 501 characters', () => `Bearer ${'x'.repeat(501)}`],
    ['a token of 12,000 characters', () => `Bearer ${'x'.repeat(12_000)}`],
    ['a token with letters that no token has', () => `Bearer ${loot.secret}\xe9`],
  ])('%s', async (_name, authorization) => {
    const answer = await send(world.url, { headers: { authorization: authorization() }, body: query });
    expect(refusalOf(answer)).toEqual(nobody);
  });

  test.each<[string, () => { line?: string; headers?: Headers; body?: string }]>([
    ['none at all', () => ({})],
    ['a good token in the address', () => ({ line: `POST /graphql?access_token=${testToken}` })],
    [
      'a good token in the address, with its scheme',
      () => ({ line: `POST /graphql?authorization=Bearer%20${testToken}` }),
    ],
    [
      'a good token in the body',
      () => ({
        body: JSON.stringify({ query: '{ facility { name } }', authorization: `Bearer ${testToken}` }),
      }),
    ],
    [
      'a good token in the extensions',
      () => ({
        body: JSON.stringify({
          query: '{ facility { name } }',
          extensions: { authorization: `Bearer ${testToken}` },
        }),
      }),
    ],
    [
      'a good token as a cookie',
      () => ({ headers: { cookie: `authorization=Bearer ${testToken}; token=${testToken}` } }),
    ],
    ['Proxy-Authorization', () => ({ headers: { 'proxy-authorization': `Bearer ${testToken}` } })],
    ['X-Api-Key', () => ({ headers: { 'x-api-key': testToken, 'x-auth-token': testToken } })],
    [
      'the word of a proxy',
      () => ({
        headers: {
          'x-forwarded-user': 'first-administrator',
          'x-remote-user': 'admin',
          'remote-user': 'admin',
        },
      }),
    ],
    [
      'an address of this machine',
      () => ({
        headers: { 'x-forwarded-for': '127.0.0.1', 'x-client-ip': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
      }),
    ],
    [
      'a bad one before a good one',
      () => ({ headers: { authorization: 'Bearer nonsense', Authorization: `Bearer ${testToken}` } }),
    ],
    [
      'a bad one beside a good session',
      () => ({ headers: { authorization: 'Bearer nonsense', cookie: world.session.cookie } }),
    ],
  ])('%s', async (_name, request) => {
    expect(refusalOf(await send(world.url, { body: query, ...request() }))).toEqual(nobody);
  });
});

describe('no session is', () => {
  test.each<[string, () => string]>([
    ['a token without a signature', () => sessionCookie(cookieParts(world.session.cookie).token)],
    ['a token with an empty signature', () => sessionCookie(`${cookieParts(world.session.cookie).token}.`)],
    ['a signature without a token', () => sessionCookie(`.${cookieParts(world.session.cookie).signature}`)],
    [
      'a token with another character',
      () => {
        const { token, signature } = cookieParts(world.session.cookie);
        return sessionCookie(`${other(token[0])}${token.slice(1)}.${signature}`);
      },
    ],
    [
      'a signature with another character',
      () => {
        const { token, signature } = cookieParts(world.session.cookie);
        return sessionCookie(`${token}.${other(signature[0])}${signature.slice(1)}`);
      },
    ],
    [
      "a token with another session's signature",
      () =>
        sessionCookie(
          `${cookieParts(world.session.cookie).token}.${cookieParts(world.roleless.cookie).signature}`,
        ),
    ],
    ['one that has ended', () => loot.ended],
    ['one that was signed out of', () => loot.signedOut],
    ['one of an account that was removed', () => loot.removed],
    [
      "one signed with the library's own secret",
      () => signed(cookieParts(world.session.cookie).token, 'better-auth-secret-12345678901234567890'),
    ],
    ['one signed with nothing', () => signed(cookieParts(world.session.cookie).token, '')],
    [
      'one signed with its own token',
      () => {
        const { token } = cookieParts(world.session.cookie);
        return signed(token, token);
      },
    ],
    [
      'one that is signed with SHA-1',
      () => signed(cookieParts(world.session.cookie).token, 'secret', 'sha1'),
    ],
    ['one under another name', () => world.session.cookie.replace('uso.', 'better-auth.')],
    ['one under the name that TLS gives it', () => world.session.cookie.replace('uso.', '__Secure-uso.')],
    [
      'one under a name in capitals',
      () => world.session.cookie.replace('uso.session_token', 'USO.SESSION_TOKEN'),
    ],
    ['one that is encoded twice', () => world.session.cookie.replaceAll('%', '%25')],
    ['one that cannot be decoded', () => 'uso.session_token=%E0%A4%A'],
    [
      'what the library would keep of it in a second cookie',
      () =>
        `uso.session_data=${Buffer.from(JSON.stringify({ session: { session: { userId: 'first-administrator' }, user: { id: 'first-administrator', role: 'admin' } }, expiresAt: 4e12, signature: 'x' })).toString('base64url')}`,
    ],
    ['a bad one before the good one', () => `${sessionCookie('x.y')}; ${world.session.cookie}`],
    ["an account's id", () => sessionCookie('first-administrator')],
    ['SQL', () => sessionCookie(`' or 1=1 --.${cookieParts(world.session.cookie).signature}`)],
    [
      'a NUL',
      () => `uso.session_token=%00.${encodeURIComponent(cookieParts(world.session.cookie).signature)}`,
    ],
    ['a cookie of 12,000 characters', () => sessionCookie('x'.repeat(12_000))],
    ['two thousand cookies', () => 'uso.session_token=x.y; '.repeat(600)],
  ])('%s', async (_name, cookie) => {
    expect(refusalOf(await send(world.url, { headers: { cookie: cookie() }, body: query }))).toEqual(nobody);
  });

  test('worth anything to a page elsewhere', async () => {
    const headers = { cookie: world.session.cookie, origin: 'https://evil.example' };
    expect(refusalOf(await send(world.url, { headers, body: query }))).toEqual(refused(403, 'FORBIDDEN'));
  });

  test('worth anything without a role', async () => {
    const answer = await send(world.url, { headers: world.roleless, body: query });
    expect(refusalOf(answer)).toEqual(refused(200, 'FORBIDDEN'));
  });
});

describe('over WebSocket, nobody is', () => {
  test.each<[string, { params?: unknown; headers?: () => Headers; path?: string }]>([
    ['who says nothing', {}],
    ['who says nothing in particular', { params: {} }],
    ['null', { params: { authorization: null } }],
    ['empty', { params: { authorization: '' } }],
    ['a number', { params: { authorization: 1 } }],
    ['true', { params: { authorization: true } }],
    ['an object', { params: { authorization: { Bearer: testToken } } }],
    ['a list of a good token', { params: { authorization: [`Bearer ${testToken}`] } }],
    ['a token without a scheme', { params: { authorization: testToken } }],
    ['Basic', { params: { authorization: `Basic ${Buffer.from(`x:${testToken}`).toString('base64')}` } }],
    ['a token by another name', { params: { Authorization: `Bearer ${testToken}`, token: testToken } }],
    ['a token among headers', { params: { headers: { authorization: `Bearer ${testToken}` } } }],
    [
      'a token of the prototype',
      { params: JSON.parse(`{"__proto__":{"authorization":"Bearer ${testToken}"}}`) },
    ],
    [
      'a token in the header, which is for HTTP',
      { headers: () => ({ authorization: `Bearer ${testToken}` }) },
    ],
    ['a token in the address', { path: `?authorization=Bearer%20${testToken}` }],
    ['a token with NUL', { params: { authorization: `Bearer ${testToken}\0` } }],
    ['a session that has ended', { headers: () => ({ cookie: loot.ended }) }],
    [
      'a session with a bad token',
      { params: { authorization: 'Bearer x' }, headers: () => ({ cookie: world.session.cookie }) },
    ],
  ])('%s', async (_name, { params, headers, path = '' }) => {
    const { socket } = await RawSocket.open(`${world.url}/graphql${path}`, {
      'x-forwarded-for': anAddress(),
      ...headers?.(),
    });
    await using line = socket!;
    line.sendMessage({ type: 'connection_init', payload: params });
    expect(await line.closing()).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  test.each<[string, () => string, number]>([
    ['a token that is over', () => loot.expired, 4401],
    ['a token that was revoked', () => loot.revoked, 4401],
  ])('%s', async (_name, secret, code) => {
    const { socket } = await RawSocket.open(`${world.url}/graphql`, { 'x-forwarded-for': anAddress() });
    await using line = socket!;
    line.sendMessage({ type: 'connection_init', payload: { authorization: `Bearer ${secret()}` } });
    expect(await line.closing()).toMatchObject({ code });
  });

  test('let in by a session whose page is elsewhere', async () => {
    const { refusal } = await RawSocket.open(`${world.url}/graphql`, {
      cookie: world.session.cookie,
      origin: 'https://evil.example',
    });
    expect(refusalOf(refusal)).toEqual(refused(403, 'FORBIDDEN'));
  });
});

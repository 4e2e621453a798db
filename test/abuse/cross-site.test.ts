import type { Headers } from '../support/app.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawHttp } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { anAddress, operation, refusalOf, refused, send } from './hostile.ts';
import { startWorld, task, type World } from './world.ts';

// What a page elsewhere can have the browser of somebody who is signed in do, and whom our answers may send them to.

let world: World;
let cookie: string;
let port: string;
beforeAll(async () => {
  world = await startWorld();
  ({ cookie } = world.session);
  ({ port } = new URL(world.url));
});
afterAll(() => world[Symbol.asyncDispose]());

const harm = operation(`mutation { updateProfile(name: "Hacked", email: "hacked@evil.example") { name } }`);
const forbidden = refused(403, 'FORBIDDEN');

describe('a page elsewhere gets nothing done', () => {
  test.each<[string, () => Record<string, string | null>, number, string]>([
    ['with a form', () => ({ 'content-type': 'application/x-www-form-urlencoded' }), 415, 'BAD_INPUT'],
    ['with a form of parts', () => ({ 'content-type': 'multipart/form-data; boundary=x' }), 415, 'BAD_INPUT'],
    ['with plain text', () => ({ 'content-type': 'text/plain' }), 415, 'BAD_INPUT'],
    [
      'with plain text that mentions JSON',
      () => ({ 'content-type': 'text/plain; application/json' }),
      415,
      'BAD_INPUT',
    ],
    ['with two types', () => ({ 'content-type': 'text/plain, application/json' }), 415, 'BAD_INPUT'],
    ['with a type that is almost JSON', () => ({ 'content-type': 'application/jsonp' }), 415, 'BAD_INPUT'],
    ['with another kind of JSON', () => ({ 'content-type': 'application/vnd.api+json' }), 415, 'BAD_INPUT'],
    ['with a type in quotes', () => ({ 'content-type': '"application/json"' }), 415, 'BAD_INPUT'],
    ['with GraphQL itself', () => ({ 'content-type': 'application/graphql' }), 415, 'BAD_INPUT'],
    ['with XML', () => ({ 'content-type': 'text/xml' }), 415, 'BAD_INPUT'],
    ['with no type', () => ({ 'content-type': null }), 415, 'BAD_INPUT'],
    [
      'with letters that JSON is not written in',
      () => ({ 'content-type': 'application/json; charset=iso-8859-1' }),
      415,
      'BAD_INPUT',
    ],
    ['from another host', () => ({ origin: 'https://evil.example' }), 403, 'FORBIDDEN'],
    [
      'from another host that begins like ours',
      () => ({ origin: `http://127.0.0.1.evil.example:${port}` }),
      403,
      'FORBIDDEN',
    ],
    [
      'from another host that ends like ours',
      () => ({ origin: `http://evil.example/127.0.0.1:${port}` }),
      403,
      'FORBIDDEN',
    ],
    [
      'from a user at our host',
      () => ({ origin: `http://evil.example@127.0.0.1:${port}` }),
      403,
      'FORBIDDEN',
    ],
    ['from another port of this machine', () => ({ origin: 'http://127.0.0.1:1' }), 403, 'FORBIDDEN'],
    ['from this machine with TLS', () => ({ origin: `https://127.0.0.1:${port}` }), 403, 'FORBIDDEN'],
    ['from nowhere in particular', () => ({ origin: 'null' }), 403, 'FORBIDDEN'],
    ['from an empty place', () => ({ origin: '' }), 403, 'FORBIDDEN'],
    ['from a file server', () => ({ origin: 'ftp://127.0.0.1' }), 403, 'FORBIDDEN'],
    ['from an extension', () => ({ origin: 'chrome-extension://abcdefghijklmnop' }), 403, 'FORBIDDEN'],
    ['from a script', () => ({ origin: 'javascript://127.0.0.1' }), 403, 'FORBIDDEN'],
    [
      'from two places',
      () => ({ origin: `http://127.0.0.1:${port}, https://evil.example` }),
      403,
      'FORBIDDEN',
    ],
    [
      'from two places, one a header of its own',
      () => ({ origin: 'https://evil.example', Origin: `http://127.0.0.1:${port}` }),
      403,
      'FORBIDDEN',
    ],
    ['from a page of ours with a path', () => ({ origin: `http://127.0.0.1:${port}/x` }), 403, 'FORBIDDEN'],
    ['that the browser says is elsewhere', () => ({ 'sec-fetch-site': 'cross-site' }), 403, 'FORBIDDEN'],
    ['that the browser says is on another port', () => ({ 'sec-fetch-site': 'same-site' }), 403, 'FORBIDDEN'],
    ['that the browser says something unknown of', () => ({ 'sec-fetch-site': 'evil' }), 403, 'FORBIDDEN'],
    [
      'that the browser says is elsewhere, whatever its origin',
      () => ({ origin: world.url, 'sec-fetch-site': 'cross-site' }),
      403,
      'FORBIDDEN',
    ],
    [
      'with the word of a proxy that it comes from here',
      () => ({
        origin: 'https://evil.example',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
      }),
      403,
      'FORBIDDEN',
    ],
  ])('%s', async (_name, headers, status, code) => {
    const answer = await send(world.url, { headers: { cookie, ...headers() }, body: harm });
    expect(refusalOf(answer)).toEqual(refused(status, code));
    expect(Object.keys(answer!.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test.each<[string, string]>([
    [
      'an image',
      `GET /graphql?query=${encodeURIComponent(`mutation { runTaskNow(name: "${task}") { alreadyActive } }`)}`,
    ],
    ['a link', 'GET /graphql?query={tasks{name}}'],
    ['a form in the address', `POST /graphql?query=${encodeURIComponent('{ tasks { name } }')}`],
    ['a method for files', 'PUT /graphql'],
    ['a method for removal', 'DELETE /graphql'],
    ['a method for changes', 'PATCH /graphql'],
    ['a method for questions', 'QUERY /graphql'],
    ['an echo', 'TRACE /graphql'],
    ['a method of caches', 'PURGE /graphql'],
    ['a method of file servers', 'PROPFIND /'],
    ['an echo of a page', 'TRACE /'],
    ['a POST to a page', 'POST /tasks'],
    ['a file put in place of ours', 'PUT /index.html'],
    ['a file removed', 'DELETE /assets/index.js'],
  ])('with %s', async (_name, line) => {
    const answer = await send(world.url, { line, headers: { cookie } });
    const { status, codes } = refusalOf(answer);
    expect([405, 415]).toContain(status);
    expect(codes).toEqual(['BAD_INPUT']);
  });

  test('with a tunnel through us', async () => {
    await using connection = await RawHttp.connect(world.url);
    connection.send('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n');
    const answer = await connection.answer();
    if (answer) expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await connection.closes()).toBe(true);
  });

  test.each(['/graphql', '/auth/sign-in/email', '/auth/sign-out', '/tasks', '/healthz'])(
    'and no permission to ask %s',
    async (path) => {
      const answer = await send(world.url, {
        line: `OPTIONS ${path}`,
        headers: {
          origin: 'https://evil.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type, authorization',
          'access-control-request-private-network': 'true',
        },
      });
      expect(Object.keys(answer!.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(answer!.status).toBeGreaterThanOrEqual(path === '/healthz' ? 200 : 400);
    },
  );

  test.each(['sign-out', 'sign-in/email', 'sign-in/link', 'sign-in/social'])(
    'and signs nobody in or out: %s',
    async (step) => {
      const attempts: Headers[] = [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
        { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
      ];
      for (const headers of attempts) {
        const answer = await send(world.url, {
          line: `POST /auth/${step}`,
          headers: { cookie, ...headers },
          body: '{}',
        });
        expect(refusalOf(answer)).toEqual(forbidden);
      }
      const viewer = await send(world.url, { headers: { cookie }, body: operation('{ viewer { name } }') });
      expect(JSON.parse(viewer!.body)).toEqual({ data: { viewer: { name: 'Vera Rubin' } } });
    },
  );

  test.each<[string, Record<string, string | null>, number]>([
    ['from another host', { origin: 'https://evil.example' }, 403],
    ['from nowhere in particular', { origin: 'null' }, 403],
    ['from an empty place', { origin: '' }, 403],
    ['that the browser says is elsewhere', { 'sec-fetch-site': 'cross-site' }, 403],
    ['under the name of another host', { host: 'evil.example', origin: 'http://evil.example' }, 421],
    ['under no name', { host: null }, 400],
  ])('and opens no WebSocket %s', async (_name, headers, status) => {
    const { socket, refusal } = await RawSocket.open(`${world.url}/graphql`, {
      cookie,
      'x-forwarded-for': anAddress(),
      ...headers,
    });
    expect(socket).toBeNull();
    expect(refusalOf(refusal).status).toBe(status);
  });

  test('and reads nothing: no answer may be taken as a script, shown in a frame, or kept by others', async () => {
    const answer = await send(world.url, { headers: { cookie }, body: operation('{ tasks { name } }') });
    expect(answer!.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
  });
});

describe('a name that is not ours is refused:', () => {
  test.each<[string, (at: string) => string]>([
    ['a foreign one', (at) => `evil.example:${at}`],
    ['one that was pointed at this machine', (at) => `127.0.0.1.nip.io:${at}`],
    ['one that begins like ours', (at) => `localhost.evil.example:${at}`],
    ['one that ends like ours', (at) => `evil-localhost:${at}`],
    ['one below ours', (at) => `x.localhost:${at}`],
    ['ours with a dot', (at) => `localhost.:${at}`],
    ['ours with a path', (at) => `127.0.0.1:${at}/evil.example`],
    ['ours with a question', (at) => `127.0.0.1:${at}?evil.example`],
    ['ours with a mark', (at) => `127.0.0.1:${at}#evil.example`],
    ['ours with a user', (at) => `evil.example@127.0.0.1:${at}`],
    ['ours as a user', (at) => `127.0.0.1:${at}@evil.example`],
    ['ours in a list', (at) => `127.0.0.1:${at}, evil.example`],
    ['ours before a blank', (at) => `127.0.0.1:${at} evil.example`],
    ['ours with a backslash', (at) => `127.0.0.1:${at}\\evil.example`],
    ['ours with a port too high', () => '127.0.0.1:99999'],
    ['ours with a port of words', () => '127.0.0.1:http'],
    ['all addresses', (at) => `0.0.0.0:${at}`],
    ['another machine here', () => '192.168.0.1'],
    ['what clouds tell secrets at', () => '169.254.169.254'],
    ['an address of IPv6 that is not ours', (at) => `[::2]:${at}`],
    ['an address of IPv6 without its end', () => '[::1'],
    ['an empty one', () => ''],
    ['two letters that look like one', (at) => `l\xf6calhost:${at}`],
    ['10,000 characters', () => `${'x'.repeat(10_000)}.example`],
  ])('%s', async (_name, host) => {
    for (const line of ['GET /', 'GET /sign-in', 'POST /graphql', 'POST /auth/sign-in/social']) {
      const answer = await send(world.url, {
        line,
        headers: { host: host(port) },
        body: line.startsWith('POST') ? harm : '',
      });
      expect(refusalOf(answer)).toEqual(refused(421, 'BAD_INPUT'));
    }
  });

  test.each<[string, Record<string, string | null>]>([
    ['none', { host: null }],
    ['two', { Host: 'evil.example' }],
    ['ours twice', { Host: '127.0.0.1' }],
  ])('%s', async (_name, headers) => {
    expect(refusalOf(await send(world.url, { line: 'GET /', headers }))).toEqual(refused(400, 'BAD_INPUT'));
  });

  test('one that a proxy is said to have been asked for', async () => {
    const claims: Headers[] = [
      { 'x-forwarded-host': '127.0.0.1' },
      { forwarded: 'host=127.0.0.1' },
      { 'x-host': '127.0.0.1' },
    ];
    for (const headers of claims) {
      const answer = await send(world.url, { line: 'GET /', headers: { host: 'evil.example', ...headers } });
      expect(refusalOf(answer)).toEqual(refused(421, 'BAD_INPUT'));
    }
  });

  test('whatever scheme a proxy is said to have been asked with, nothing breaks', async () => {
    for (const scheme of ['https', 'javascript', 'no scheme at all', '', 'file', 'https, http', '\x80']) {
      const answer = await send(world.url, {
        line: 'POST /auth/sign-in/link',
        headers: { 'x-forwarded-proto': scheme },
        body: JSON.stringify({ token: 'x' }),
      });
      expect(refusalOf(answer), scheme).toEqual(refused(401, 'UNAUTHENTICATED'));
    }
  });
});

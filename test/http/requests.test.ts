import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { rawRequest, sendRaw } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { asAdmin } from '../support/token.ts';
import { expectRefusal, send, whoAmI } from './support.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' } });
});
afterAll(() => app[Symbol.asyncDispose]());

const query = JSON.stringify({ query: whoAmI });

describe('an operation', () => {
  const json = { 'content-type': 'application/json', ...asAdmin };
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${app.url}/graphql`, { method: 'POST', headers: { ...json, ...headers }, body });

  test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    'is not taken by %s',
    async (method) => {
      const answer = await send(app.url, `${method} /graphql?query=%7Bviewer%7Bname%7D%7D`, asAdmin);
      expect(answer?.headers['allow']).toBe('POST');
      expectRefusal(answer, 405, 'BAD_INPUT');
    },
  );

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'application/jsonp',
    '',
  ])('is not taken as %j, which a page elsewhere could send', async (type) => {
    expectRefusal(
      await send(app.url, 'POST /graphql', { ...asAdmin, 'content-type': type }, query),
      415,
      'BAD_INPUT',
    );
  });

  test.each([
    ['a list of operations', `[${query}]`, /one operation at a time/],
    [
      'an id of a document in the place of one',
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
      /"query"/,
    ],
    ['a name that is no text', '{"query":"{ viewer { name } }","operationName":5}', /"operationName"/],
    ['variables in a list', '{"query":"{ viewer { name } }","variables":[]}', /"variables"/],
    ['a subscription', '{"query":"subscription { taskChanged { name } }"}', /needs a WebSocket/],
  ])('is refused when it is %s', async (_name, body, message) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringMatching(message), extensions: { code: 'BAD_INPUT' } }],
    });
  });

  test('is answered in the form that the client asks for', async () => {
    for (const [accept, type] of [
      ['*/*', 'application/json'],
      ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
      ['text/html', 'application/json'],
    ] as const) {
      expect((await post(query, { accept })).headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    }
  });

  test('that is longer than 256 kB is refused, however it was packed', async () => {
    const body = (length: number) => JSON.stringify({ query: whoAmI, extensions: { x: 'x'.repeat(length) } });
    expect((await post(body(250_000))).status).toBe(200);
    const packed = gzipSync(body(250_000));
    expect((await post(packed, { 'content-encoding': 'gzip' })).status).toBe(200);
    for (const response of [
      await post(body(270_000)),
      // A thousandth of what it becomes.
      await post(gzipSync(body(50_000_000)), { 'content-encoding': 'gzip' }),
      await post(gzipSync('not gzip at all').subarray(5), { 'content-encoding': 'gzip' }),
    ]) {
      expect(response.status).toBeOneOf([400, 413]);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_INPUT' } }] });
    }
  });
});

describe('a request to', () => {
  test.each(['/graphql/x', '/auth', '/auth/x', '/assets', '/assets/', '/assets/x', '/assets/../index.html'])(
    '%s finds nothing',
    async (path) => {
      expectRefusal(await send(app.url, `GET ${path}`), 404, 'NOT_FOUND');
    },
  );

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('a page by %s is refused', async (method) => {
    const answer = await send(app.url, `${method} /`);
    expectRefusal(answer, 405, 'BAD_INPUT');
    expect(answer?.headers['allow']).toBe('GET, HEAD');
  });

  test.each([
    '//evil.example',
    '//evil.example/..',
    '/\\evil.example',
    '/%2f%2fevil.example',
    '/assets//evil.example',
  ])('%s leads nowhere else', async (path) => {
    const answer = await send(app.url, `GET ${path}`);
    expect(answer?.headers).not.toHaveProperty('location');
    expect(answer?.status).toBeOneOf([200, 404]);
  });

  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/..\\package.json',
    '/%00',
    '/.env',
    '/built',
  ])("%s reads no file that is not the console's", async (path) => {
    const answer = await send(app.url, `GET ${path}`);
    if (answer?.status === 200) expect(answer.body).toContain('<div id="root">');
    else expect(answer?.status).toBeOneOf([400, 404]);
  });
});

describe('what cannot be read is refused in words:', () => {
  test.each<[string, string, number]>([
    ['no HTTP', 'nonsense\r\n\r\n', 400],
    ['another version of HTTP', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['headers of 20 kB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['an address of 20 kB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431],
    [
      'two lengths',
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{',
      400,
    ],
    [
      'a length and chunks',
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a header with a NUL', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: \0\r\n\r\n', 400],
  ])('%s', async (_name, bytes, status) => {
    const { answer, closed } = await sendRaw(app.url, bytes);
    expectRefusal(answer, status, 'BAD_INPUT');
    expect(closed).toBe(true);
  });

  test('an upgrade to anything but a WebSocket is answered as if it had not been asked for', async () => {
    const { answer } = await sendRaw(
      app.url,
      rawRequest(app.url, 'GET /', [
        'Connection: Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: x',
      ]),
    );
    expect(answer?.status).toBe(200);
  });

  test.each<[string, Record<string, string | null>]>([
    ['no key', { 'sec-websocket-key': null }],
    ['a key that is none', { 'sec-websocket-key': 'x' }],
    ['another version', { 'sec-websocket-version': '7' }],
  ])('a WebSocket with %s', async (_name, headers) => {
    expectRefusal((await RawSocket.open(`${app.url}/graphql`, headers)).refusal, 400, 'BAD_INPUT');
  });
});

test('who is refused and has gone already harms nobody', async () => {
  const foreign = (line: string) =>
    `${line} HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
  for (const bytes of [foreign('GET /graphql'), foreign('CONNECT evil.example:443'), 'nonsense\r\n\r\n']) {
    for (let count = 0; count < 50; count += 1) {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(bytes, () => socket.resetAndDestroy());
      await new Promise((resolve) => socket.once('close', resolve));
    }
  }
  expect((await send(app.url, 'GET /healthz'))?.status).toBe(200);
});

test('no tunnel is made', async () => {
  const { answer, closed } = await sendRaw(
    app.url,
    'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
  );
  expectRefusal(answer, 405, 'BAD_INPUT');
  expect(closed).toBe(true);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { asAdmin } from '../support/token.ts';
import { expectRefusal, send, whoAmI } from './support.ts';

const query = JSON.stringify({ query: whoAmI });
const ask = (of: TestApp, headers: Record<string, string | null>) =>
  send(of.url, 'POST /graphql', { ...asAdmin, ...headers }, query);

/** Whether a WebSocket with these headers is let in; the status of the refusal otherwise. */
async function upgrade(of: TestApp, headers: Record<string, string | null>): Promise<number> {
  const { socket, refusal } = await RawSocket.open(`${of.url}/graphql`, headers);
  await socket?.[Symbol.asyncDispose]();
  return refusal?.status ?? 101;
}

describe('a server on loopback', () => {
  let app: TestApp;
  let port: string;
  beforeAll(async () => {
    app = await startTestApp({ env: { ROLE: 'server' } });
    ({ port } = new URL(app.url));
  });
  afterAll(() => app[Symbol.asyncDispose]());

  test('answers to names of this machine, at any port: a tunnel has its own', async () => {
    for (const host of [
      `localhost:${port}`,
      `LOCALHOST:${port}`,
      `[::1]:${port}`,
      'localhost:9000',
      '127.0.0.1',
    ]) {
      expect((await ask(app, { host }))?.status, host).toBe(200);
    }
  });

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    'evil.example@127.0.0.1',
    'localhost/evil.example',
    '169.254.169.254',
    '0.0.0.0',
    'localhost.',
    '',
  ])('does not answer to the name %j', async (host) => {
    for (const path of ['POST /graphql', 'GET /', 'GET /assets/x.js', 'POST /auth/sign-out']) {
      expectRefusal(
        await send(app.url, path, { host }, path.startsWith('POST') ? query : ''),
        421,
        'BAD_INPUT',
      );
    }
    expect(await upgrade(app, { host })).toBe(421);
  });

  test('wants to be called by one name', async () => {
    expectRefusal(await send(app.url, 'GET /', { host: null }), 400, 'BAD_INPUT');
    expectRefusal(await send(app.url, 'GET /', { Host: 'evil.example' }), 400, 'BAD_INPUT');
    expectRefusal(await send(app.url, `GET http://evil.example/`), 400, 'BAD_INPUT');
  });

  test('says under any name that it lives', async () => {
    expect((await send(app.url, 'GET /healthz', { host: 'evil.example' }))?.status).toBe(200);
  });

  test('takes operations from its own pages and from programs', async () => {
    for (const origin of [null, app.url, `http://localhost:${port}`, `http://[::1]:${port}`]) {
      expect((await ask(app, { origin }))?.status, String(origin)).toBe(200);
      expect(await upgrade(app, { origin }), String(origin)).toBe(101);
    }
  });

  test.each([
    'https://evil.example',
    'null',
    'http://localhost',
    'http://localhost:1',
    'https://127.0.0.1',
    'http://127.0.0.1.evil.example',
    'file://',
    'nonsense',
  ])('takes nothing from a page of %j, a good token or not', async (origin) => {
    expectRefusal(await ask(app, { origin }), 403, 'FORBIDDEN');
    expectRefusal(await ask(app, { origin, authorization: null }), 403, 'FORBIDDEN');
    expectRefusal(await send(app.url, 'POST /auth/sign-out', { origin }, '{}'), 403, 'FORBIDDEN');
    expect(await upgrade(app, { origin })).toBe(403);
  });

  test('takes nothing that the browser says comes from elsewhere', async () => {
    expectRefusal(await ask(app, { 'sec-fetch-site': 'cross-site' }), 403, 'FORBIDDEN');
    expectRefusal(await ask(app, { 'sec-fetch-site': 'same-site' }), 403, 'FORBIDDEN');
    expect((await ask(app, { 'sec-fetch-site': 'same-origin' }))?.status).toBe(200);
  });

  test('lets links from elsewhere lead to it', async () => {
    const from = { 'sec-fetch-site': 'cross-site', referer: 'https://mail.example/' };
    expect((await send(app.url, 'GET /', from))?.status).toBe(200);
  });

  test('does not believe who says that others sent them', async () => {
    const forwarded = {
      'x-forwarded-host': 'localhost',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '203.0.113.9',
      forwarded: 'for=203.0.113.9;host=localhost',
    };
    expectRefusal(await ask(app, { host: 'evil.example', ...forwarded }), 421, 'BAD_INPUT');
    expect(await addressSeen(app, forwarded)).toBe('127.0.0.1');
    expect(await addressSeenOnSocket(app, forwarded)).toBe('127.0.0.1');
  });
});

describe('a server behind a proxy', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({
      env: {
        ROLE: 'server',
        PUBLIC_URL: 'https://tasks.example.org',
        TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
      },
    });
  });
  afterAll(() => app[Symbol.asyncDispose]());
  const origin = 'https://tasks.example.org';

  test('answers to its public name, and to its pages there, however the proxy asks', async () => {
    for (const host of [
      'tasks.example.org',
      'tasks.example.org:443',
      'Tasks.Example.ORG',
      new URL(app.url).host,
    ]) {
      expect((await ask(app, { host, origin }))?.status, host).toBe(200);
      expect(await upgrade(app, { host, origin }), host).toBe(101);
    }
  });

  test('answers to no other', async () => {
    for (const host of ['tasks.example.org:8443', 'example.org', 'evil.tasks.example.org']) {
      expectRefusal(await ask(app, { host }), 421, 'BAD_INPUT');
    }
    const host = 'tasks.example.org';
    for (const foreign of [
      'http://tasks.example.org',
      'https://example.org',
      'https://tasks.example.org:8443',
      'http://localhost',
    ]) {
      expectRefusal(await ask(app, { host, origin: foreign }), 403, 'FORBIDDEN');
      expect(await upgrade(app, { host, origin: foreign }), foreign).toBe(403);
    }
  });

  test('knows clients by what trusted proxies say, and no further', async () => {
    // The last proxy wrote the last address; the one before it counts when that is a proxy of ours, too.
    for (const [forwarded, address] of [
      ['203.0.113.9', '203.0.113.9'],
      ['198.51.100.1, 203.0.113.9', '203.0.113.9'],
      ['203.0.113.9, 10.1.2.3', '203.0.113.9'],
      ['198.51.100.1, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ] as const) {
      expect(await addressSeen(app, { 'x-forwarded-for': forwarded }), forwarded).toBe(address);
    }
    expect(await addressSeenOnSocket(app, { 'x-forwarded-for': '198.51.100.1, 203.0.113.77' })).toBe(
      '203.0.113.77',
    );
  });
});

/** A change, so that the audit says where it came from. */
const makeToken = () => ({
  query: 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token { id } } }',
  variables: { input: { name: 'x', role: 'viewer', expiresAt: Temporal.Now.instant().add({ hours: 1 }) } },
});

/** Where the server thinks that a change came from. */
async function addressSeen(of: TestApp, headers: Record<string, string>): Promise<string | null> {
  const change = JSON.stringify(makeToken());
  const answer = await send(of.url, 'POST /graphql', { ...asAdmin, ...headers }, change);
  expect(JSON.parse(answer!.body)).toMatchObject({ data: { createToken: {} } });
  return lastAddress(of);
}

async function addressSeenOnSocket(of: TestApp, headers: Record<string, string>): Promise<string | null> {
  const { socket } = await RawSocket.open(`${of.url}/graphql`, headers);
  await using line = socket!;
  await line.begin(asAdmin);
  line.sendMessage({ type: 'subscribe', id: '1', payload: makeToken() });
  expect(await line.message()).toMatchObject({ type: 'next', payload: { data: { createToken: {} } } });
  return lastAddress(of);
}

async function lastAddress(of: TestApp): Promise<string | null> {
  const { auditEntries } = await of.query<{ auditEntries: { edges: { node: { ip: string | null } }[] } }>(
    '{ auditEntries(action: "createToken", first: 1) { edges { node { ip } } } }',
  );
  return auditEntries.edges[0]!.node.ip;
}

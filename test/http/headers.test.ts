import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { send, whoAmI } from './support.ts';

const query = JSON.stringify({ query: whoAmI });

/** A request for each kind of answer: the document, an operation, a refusal of each room. */
const requests: [string, string?][] = [
  ['GET /'],
  ['GET /tasks/demo.Task'],
  ['GET /colour-scheme.js'],
  ['GET /healthz'],
  ['POST /graphql', query],
  ['POST /graphql', '{'],
  ['GET /graphql'],
  ['GET /assets/none.js'],
  ['POST /auth/sign-in/link', '{}'],
];

describe('every answer', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ env: { ROLE: 'server' } });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  test.each(requests)(
    'to %s %s tells browsers to do nothing with it but what the console does',
    async (line, body) => {
      const { headers } = (await send(app.url, line, {}, body))!;
      const policy = Object.fromEntries(
        headers['content-security-policy']!.split(';').map((part) => {
          const [name = '', ...sources] = part.trim().split(' ');
          return [name, sources.join(' ')];
        }),
      );
      expect(policy).toEqual({
        'default-src': "'none'",
        'script-src': "'self'",
        'style-src': expect.stringMatching(/^'self' 'nonce-[\w+/]{22}=='$/),
        'connect-src': "'self'",
        'img-src': "'self' data:",
        'font-src': "'self'",
        'form-action': "'self'",
        'base-uri': "'none'",
        'frame-ancestors': "'none'",
        'object-src': "'none'",
      });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=()'),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      // Plain HTTP: a browser that believed it could never come back.
      expect(headers).not.toHaveProperty('strict-transport-security');
    },
  );

  test('that may hold what is not for everybody is kept by nobody', async () => {
    for (const [line, body] of requests.slice(4)) {
      expect((await send(app.url, line, {}, body))!.headers['cache-control'], line).toBe('no-store');
    }
  });

  test('with the document has a nonce of its own, which the policy names', async () => {
    const seen = new Set<string>();
    for (const line of ['GET /', 'GET /', 'GET /index.html', 'GET /runs/1']) {
      const { headers, body } = (await send(app.url, line))!;
      const nonce = /<meta property="csp-nonce" nonce="([^"]+)"/.exec(body)![1]!;
      expect(headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
      expect(headers['cache-control']).toBe('no-cache');
      seen.add(nonce);
    }
    expect(seen.size).toBe(4);
  });

  test('with the document brings no script of its own along', async () => {
    const { body } = (await send(app.url, 'GET /'))!;
    const scripts = body.match(/<script[^>]*>[^<]*/g)!;
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).toMatch(/^<script [^>]*src="\/[^"]+"[^>]*>$/);
    expect(body).not.toMatch(/<[^>]+\s(on\w+|style)=/i);
  });
});

test('with a public address that is encrypted, browsers keep to that for a year', async () => {
  await using app = await startTestApp({ env: { ROLE: 'server', PUBLIC_URL: 'https://tasks.example.org' } });
  for (const [line, body] of requests) {
    const { headers } = (await send(app.url, line, { host: 'tasks.example.org' }, body))!;
    expect(headers['strict-transport-security'], line).toBe('max-age=31536000');
  }
});

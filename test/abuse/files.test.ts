import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../server/root.ts';
import { leak } from '../graphql/support.ts';
import { refusalOf, send } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// Files that are not for anybody, by every way of writing their name.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** What stands in files that must not be served, here and on most machines. */
const secrets = [
  '"devDependencies"',
  '"lockfileVersion"',
  'root:x:0',
  'PATH=',
  '"mappings"',
  '[extensions]',
  'ref: refs/heads',
  'import express',
];

/** The console's one document, which every address of a page is answered with. */
const isDocument = (body: string) =>
  body.includes('<div id="root">') && body.includes('<script type="module"');

/** What an address is answered with: a refusal in our form, or the document that has nothing of the address in it. */
async function ask(path: string): Promise<{ status: number; document: boolean }> {
  const answer = await send(world.url, { line: `GET ${path}` });
  for (const secret of secrets) expect(answer!.body).not.toContain(secret);
  if (answer!.status !== 200) return { status: refusalOf(answer).status, document: false };
  expect(leak(answer!.body)).toBeNull();
  expect(isDocument(answer!.body), answer!.body.slice(0, 200)).toBe(true);
  return { status: 200, document: true };
}

describe('below the built files is refused', () => {
  test.each([
    '/assets/',
    '/assets/nothing.js',
    '/assets/../index.html',
    '/assets/..%2findex.html',
    '/assets/%2e%2e/index.html',
    '/assets/%2e%2e%2findex.html',
    '/assets/..%5cindex.html',
    '/assets/..\\index.html',
    '/assets/..%252findex.html',
    '/assets/%252e%252e%252findex.html',
    '/assets/....//index.html',
    '/assets/..;/index.html',
    '/assets/.%00./index.html',
    '/assets/%c0%ae%c0%ae/index.html',
    '/assets/%uff0e%uff0e/index.html',
    '/assets/../../../package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/assets/%2fetc%2fpasswd',
    '/assets//etc/passwd',
    '/assets/C:%5cWindows%5cwin.ini',
    '/assets/%5c%5cevil.example%5cshare%5cx',
    '/assets/index.js%00.html',
    '/assets/%00',
    '/assets/%',
    '/assets/%zz',
    '/assets/%ff',
    '/assets/.git/HEAD',
    '/assets/.env',
    '/assets/.',
    '/assets/..',
    '/assets/index.js.map',
    '/assets/index.css.map',
    '/assets/__proto__',
    '/assets/constructor',
    `/assets/${'x'.repeat(10_000)}`,
    `/assets/${'../'.repeat(1_000)}etc/passwd`,
    '/assets/%2e%2e%2f'.padEnd(9_000, '%2e%2e%2f'),
    '/assets?../../package.json',
  ])('%s', async (path) => {
    const { status, document } = await ask(path);
    expect(document).toBe(false);
    expect([400, 403, 404]).toContain(status);
  });
});

describe('elsewhere is the document or a refusal', () => {
  test.each([
    '/.env',
    '/.git/HEAD',
    '/.git/config',
    '/.data/local.token',
    '/local.token',
    '/.npmrc',
    '/.ssh/id_rsa',
    '/package.json',
    '/package-lock.json',
    '/node_modules/express/package.json',
    '/server/main.ts',
    '/dist/server/main.js',
    '/server/main.js.map',
    '/schema.graphql',
    '/../package.json',
    '/..%2fpackage.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/server/main.js',
    '/%2e%2e%2fserver%2fmain.js',
    '/..%5cserver%5cmain.js',
    '/..%252fserver%252fmain.js',
    '/%00',
    '/index.html%00.js',
    '/%',
    '/%zz',
    '/%c0%ae%c0%ae/etc/passwd',
    '/..;/etc/passwd',
    '//etc/passwd',
    '///etc/passwd',
    '/\\etc\\passwd',
    '/proc/self/environ',
    '/etc/passwd',
    '/tasks/..%2f..%2f..%2fetc%2fpasswd',
    '/INDEX.HTML',
    '/index.html/',
    '/index.html/..%2f..%2fpackage.json',
    '/server-status',
    '/metrics',
    '/debug/pprof/',
    '/actuator/env',
    '/wp-login.php',
    '/cgi-bin/x?%2d%2dhelp',
    '/graphiql',
    '/playground',
    '/?__proto__[x]=1',
    '/tasks?<script>alert(1)</script>',
    '/"><script>alert(1)</script>',
    '/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E',
    '/${7*7}',
    '/%0d%0aSet-Cookie:%20x=y',
  ])('%s', async (path) => {
    const { status } = await ask(path);
    expect([200, 400, 403, 404]).toContain(status);
  });

  test('whatever the address, it is not in the document, and no header comes of it', async () => {
    const plain = await send(world.url, { line: 'GET /' });
    const hostile = await send(world.url, {
      line: 'GET /%22%3E%3Csvg%20onload=alert(1)%3E?x=%0d%0aX-Hacked:%20yes',
    });
    const withoutNonce = (body: string) => body.replaceAll(/nonce="[^"]*"|content="[A-Za-z0-9+/=]{24}"/g, '');
    expect(withoutNonce(hostile!.body)).toBe(withoutNonce(plain!.body));
    expect(Object.keys(hostile!.headers).toSorted()).toEqual(Object.keys(plain!.headers).toSorted());
  });
});

describe('nobody is sent elsewhere', () => {
  test.each([
    '//evil.example',
    '//evil.example/%2e%2e',
    '/\\evil.example',
    '/%5cevil.example',
    '/%2f%2fevil.example',
    '/%09//evil.example',
    '/assets//evil.example',
    '/assets/..//evil.example',
    '/.//evil.example',
    '/https://evil.example',
    '/sign-in?returnTo=https://evil.example',
    '/sign-in?returnTo=//evil.example',
    '/sign-in?error=x&callbackURL=https://evil.example',
    '/index.html//evil.example/..',
  ])('by %s', async (path) => {
    const answer = await send(world.url, { line: `GET ${path}` });
    expect(answer!.headers['location']).toBeUndefined();
    expect(answer!.headers['refresh']).toBeUndefined();
    expect([200, 400, 403, 404]).toContain(answer!.status);
  });
});

test('a file is served as what it is, whole, and no part of it by an odd range', async () => {
  const page = await send(world.url, { line: 'GET /' });
  const [script] = /\/assets\/[\w-]+\.js/.exec(page!.body)!;
  const { length } = readFileSync(join(projectRoot, 'dist/client', script));
  for (const range of ['bytes=99999999-', 'bytes=5-1', 'bytes=-0', 'items=0-1']) {
    const answer = await send(world.url, { line: `GET ${script}`, headers: { range } });
    if (answer!.status === 416) expect(refusalOf(answer).codes).toEqual(['BAD_INPUT']);
    else expect([answer!.status, answer!.headers['content-length']]).toEqual([200, String(length)]);
  }
});

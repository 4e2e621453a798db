import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawHttp } from '../support/raw-http.ts';
import { operation, refusalOf, refused, requestBytes, send, type Request } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// More than anybody needs: bodies, headers, addresses, what unpacks to more, what nests without end.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const KB = 1_024;
const MB = 1_024 * KB;
const long = (size: number) => JSON.stringify({ query: '{ viewer { name } }', more: 'x'.repeat(size) });
const nested = (levels: number, open: string, close: string) =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;
const asViewer = () => ({ ...world.tokens.viewer });

describe('is refused:', () => {
  test.each<[string, () => Request, number]>([
    ['a body of 257 KB', () => ({ body: long(257 * KB) }), 413],
    ['a body of 3 MB', () => ({ body: long(3 * MB) }), 413],
    ['a body of 3 MB of somebody signed in', () => ({ headers: asViewer(), body: long(3 * MB) }), 413],
    [
      'a body that says to be 1 TB long',
      () => ({ headers: { 'content-length': String(1024 ** 4) }, body: '{' }),
      413,
    ],
    [
      'a body for a sign-in that says to be 1 TB long',
      () => ({
        line: 'POST /auth/sign-in/email',
        headers: { 'content-length': String(1024 ** 4) },
        body: '{',
      }),
      413,
    ],
    ['a body of 17 KB for a sign-in', () => ({ line: 'POST /auth/sign-in/email', body: long(17 * KB) }), 413],
    ['a body of 1 MB for a link', () => ({ line: 'POST /auth/sign-in/link', body: long(MB) }), 413],
    ['gzip that unpacks to 10 MB', () => packed('gzip', gzipSync(Buffer.alloc(10 * MB))), 413],
    ['deflate that unpacks to 10 MB', () => packed('deflate', deflateSync(Buffer.alloc(10 * MB))), 413],
    [
      'brotli that unpacks to 10 MB',
      () =>
        packed(
          'br',
          brotliCompressSync(Buffer.alloc(10 * MB), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
        ),
      413,
    ],
    ['zstd that unpacks to 10 MB', () => packed('zstd', zstdCompressSync(Buffer.alloc(10 * MB))), 413],
    [
      'gzip that unpacks to 10 MB for a sign-in',
      () => ({ ...packed('gzip', gzipSync(Buffer.alloc(10 * MB))), line: 'POST /auth/sign-in/email' }),
      413,
    ],
    ['gzip within gzip', () => packed('gzip', gzipSync(gzipSync(Buffer.from(long(1))))), 400],
    ['gzip without its end', () => packed('gzip', gzipSync(Buffer.from(long(1))).subarray(0, -4)), 400],
    ['what is no gzip', () => packed('gzip', Buffer.from(long(1))), 400],
    ['what is no brotli', () => packed('br', Buffer.from(long(1))), 400],
    ['what is no zstd', () => packed('zstd', Buffer.from(long(1))), 400],
    ['an encoding that we do not know', () => packed('compress', Buffer.from(long(1))), 415],
    ['an encoding of that name only', () => packed('x'.repeat(100), Buffer.from(long(1))), 415],
    ['a header of 20 KB', () => ({ headers: { 'x-long': 'x'.repeat(20 * KB) } }), 431],
    ['a header of 1 MB', () => ({ headers: { 'x-long': 'x'.repeat(MB) } }), 431],
    [
      'an authorization of 20 KB',
      () => ({ headers: { authorization: `Bearer ${'x'.repeat(20 * KB)}` } }),
      431,
    ],
    ['a cookie of 20 KB', () => ({ headers: { cookie: `uso.session_token=${'x'.repeat(20 * KB)}` } }), 431],
    ['a host of 20 KB', () => ({ headers: { host: 'x'.repeat(20 * KB) } }), 431],
    [
      'ten thousand headers',
      () => ({
        headers: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`x-${index}`, 'x'])),
      }),
      431,
    ],
    ['a name of a header of 20 KB', () => ({ headers: { ['x'.repeat(20 * KB)]: 'x' } }), 431],
    ['an address of 20 KB', () => ({ line: `GET /${'x'.repeat(20 * KB)}` }), 431],
    ['a question of 20 KB', () => ({ line: `GET /?${'x=y&'.repeat(5 * KB)}` }), 431],
    ['a method of 20 KB', () => ({ line: `${'G'.repeat(20 * KB)} /` }), 400],
  ])('%s', async (_name, request, status) => {
    const answer = await send(world.url, request());
    expect(refusalOf(answer)).toEqual(refused(status, 'BAD_INPUT'));
  });

  test.each<[string, () => string]>([
    ['lists in lists', () => nested(100_000, '[', ']')],
    ['objects in objects', () => nested(40_000, '{"a":', '}')],
    [
      'variables in lists in lists',
      () => `{"query":"query ($x: JSON) { viewer { name } }","variables":{"x":${nested(100_000, '[', ']')}}}`,
    ],
    [
      'a list of 100,000 variables',
      () =>
        operation('query ($input: SchedulePreviewInput!) { previewSchedule(input: $input) { valid } }', {
          input: Array(100_000).fill(1),
        }),
    ],
    [
      '20,000 variables',
      () =>
        operation(
          '{ viewer { name } }',
          Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`v${index}`, 1])),
        ),
    ],
    ['20,000 keys that are the same', () => `{"query":1,${'"a":1,'.repeat(20_000)}"b":2}`],
    ['a number of 200,000 digits', () => `{"query":${'9'.repeat(200_000)}}`],
    [
      'an operation in a list of 7,000',
      () => JSON.stringify(Array.from({ length: 7_000 }, () => ({ query: '{ viewer { name } }' }))),
    ],
    ['a query of 200,000 characters', () => operation(`{ viewer { name } } # ${'x'.repeat(200_000)}\n{`)],
    [
      'a query with a text of 200,000 characters where none belongs',
      () => operation(`{ viewer(x: "${'x'.repeat(200_000)}") { name } }`),
    ],
    [
      'a name of an operation of 200,000 characters',
      () =>
        JSON.stringify({
          query: 'query A { viewer { name } } query B { viewer { id } }',
          operationName: 'x'.repeat(200_000),
        }),
    ],
    ['an escape in each of 40,000 letters', () => `{"query":"${'\\u0078'.repeat(40_000)}"}`],
  ])('%s', async (_name, body) => {
    const answer = await send(world.url, { headers: asViewer(), body: body() });
    expect(refusalOf(answer)).toEqual(refused(400, 'BAD_INPUT'));
    // What was sent is not sent back.
    expect(answer!.body.length).toBeLessThan(3_000);
  });

  test('a multitude of chunks of two bytes', async () => {
    await using connection = await RawHttp.connect(world.url);
    connection.send(
      requestBytes(world.url, {
        headers: { ...asViewer(), 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      }),
    );
    connection.send(`${'2\r\nxx\r\n'.repeat(140_000)}0\r\n\r\n`);
    expect(refusalOf(await connection.answer())).toEqual(refused(413, 'BAD_INPUT'));
  });
});

test('forty bodies of 1 MB at once are refused, and none of them is kept', async () => {
  const body = long(MB);
  const answers = await Promise.all(Array.from({ length: 40 }, () => send(world.url, { body })));
  for (const answer of answers) expect(refusalOf(answer)).toEqual(refused(413, 'BAD_INPUT'));
});

function packed(encoding: string, body: Buffer): Request {
  return { headers: { ...asViewer(), 'content-encoding': encoding }, body };
}

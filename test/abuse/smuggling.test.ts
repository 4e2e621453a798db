import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawHttp, sendRaw } from '../support/raw-http.ts';
import { asAdmin } from '../support/token.ts';
import { anAddress, operation, refusalOf, refused, requestBytes } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// Requests that two readers could understand differently, and what is no request at all.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const body = operation('{ viewer { name } }');
const { length } = body;
/** What somebody wants to slip in behind another request. */
const second = () => `POST /graphql HTTP/1.1\r\nHost: ${host()}\r\n\r\n`;
const host = () => new URL(world.url).host;
const json = 'Content-Type: application/json\r\n';
const chunk = (text: string, size = text.length.toString(16)) => `${size}\r\n${text}\r\n`;
const chunked = `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Transfer-Encoding: chunked\r\n`;

const bad = refused(400, 'BAD_INPUT');

describe('is refused, and the connection closed:', () => {
  test.each<[string, () => string]>([
    [
      'two lengths',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: ${length}\r\nContent-Length: 0\r\n\r\n${body}`,
    ],
    [
      'the same length twice',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: ${length}\r\nContent-Length: ${length}\r\n\r\n${body}`,
    ],
    [
      'a list of lengths',
      () => `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: ${length}, ${length}\r\n\r\n${body}`,
    ],
    [
      'a length below 0',
      () => `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: -1\r\n\r\n${body}`,
    ],
    [
      'a length with a sign',
      () => `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: +${length}\r\n\r\n${body}`,
    ],
    [
      'a length in hexadecimal',
      () => `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: 0x1b\r\n\r\n${body}`,
    ],
    [
      'a length with a fraction',
      () => `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: 27.0\r\n\r\n${body}`,
    ],
    [
      'a length of 30 digits',
      () => `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: ${'9'.repeat(30)}\r\n\r\n${body}`,
    ],
    ['an empty length', () => `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: \r\n\r\n${body}`],
    [
      'a length in words',
      () => `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: ten\r\n\r\n${body}`,
    ],
    ['a length and chunks', () => `${chunked}Content-Length: ${length}\r\n\r\n${chunk(body)}0\r\n\r\n`],
    [
      'chunks and a length',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${second()}`,
    ],
    [
      'chunks that are not the last encoding',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Transfer-Encoding: chunked, identity\r\n\r\n${chunk(body)}0\r\n\r\n`,
    ],
    [
      'an encoding that is almost chunked',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Transfer-Encoding: xchunked\r\n\r\n${chunk(body)}0\r\n\r\n`,
    ],
    [
      'two encodings, one unknown',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n${chunk(body)}0\r\n\r\n`,
    ],
    [
      'an encoding before a tab',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Transfer-Encoding:\x0bchunked\r\n\r\n${chunk(body)}0\r\n\r\n`,
    ],
    [
      'a blank before the colon of a length',
      () => `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Content-Length : ${length}\r\n\r\n${body}`,
    ],
    [
      'a blank before the colon of an encoding',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Transfer-Encoding : chunked\r\n\r\n${chunk(body)}0\r\n\r\n`,
    ],
    [
      'a header that goes on in the next line',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: %\r\nX-A: b\r\n c\r\n${json}Content-Length: ${length}\r\n\r\n${body}`,
    ],
    [
      'an encoding that goes on in the next line',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: %\r\n${json}Transfer-Encoding:\r\n chunked\r\n\r\n${chunk(body)}0\r\n\r\n`,
    ],
    ['a first header that goes on from nothing', () => `POST /graphql HTTP/1.1\r\n Host: %\r\n\r\n`],
    [
      'lines that end in LF alone',
      () =>
        `POST /graphql HTTP/1.1\nHost: %\nContent-Type: application/json\nContent-Length: ${length}\n\n${body}`,
    ],
    [
      'a header that ends in LF alone',
      () => `POST /graphql HTTP/1.1\r\nHost: %\r\nX-A: b\nContent-Length: ${length}\r\n${json}\r\n${body}`,
    ],
    ['lines that end in CR alone', () => `POST /graphql HTTP/1.1\rHost: %\r\r`],
    ['CR within a header', () => `GET / HTTP/1.1\r\nHost: %\r\nX-A: b\rX-C: d\r\n\r\n`],
    ['NUL within a header', () => `GET / HTTP/1.1\r\nHost: %\r\nX-A: b\0\r\n\r\n`],
    ['a header without a name', () => `GET / HTTP/1.1\r\nHost: %\r\n: b\r\n\r\n`],
    ['a header without a colon', () => `GET / HTTP/1.1\r\nHost: %\r\nX-A\r\n\r\n`],
    ['a blank in the name of a header', () => `GET / HTTP/1.1\r\nHost: %\r\nX A: b\r\n\r\n`],
    ['a bracket in the name of a header', () => `GET / HTTP/1.1\r\nHost: %\r\nX(A): b\r\n\r\n`],
    [
      'a letter that is not ASCII in the name of a header',
      () => `GET / HTTP/1.1\r\nHost: %\r\nX-\xc4: b\r\n\r\n`,
    ],
    ['a chunk size that is none', () => `${chunked}\r\n${chunk(body, 'xyz')}0\r\n\r\n`],
    ['a chunk size below 0', () => `${chunked}\r\n${chunk(body, '-1')}0\r\n\r\n`],
    ['a chunk size with a prefix', () => `${chunked}\r\n${chunk(body, `0x${length.toString(16)}`)}0\r\n\r\n`],
    ['a chunk size beyond 64 bits', () => `${chunked}\r\n${chunk(body, '10000000000000000f')}0\r\n\r\n`],
    ['an empty chunk size', () => `${chunked}\r\n${chunk(body, '')}0\r\n\r\n`],
    ['a chunk size before a blank', () => `${chunked}\r\n${chunk(body, `${length.toString(16)} `)}0\r\n\r\n`],
    ['a chunk that is longer than it says', () => `${chunked}\r\n${chunk(body, '5')}0\r\n\r\n`],
    ['a chunk that ends in LF alone', () => `${chunked}\r\n${length.toString(16)}\n${body}\n0\n\n`],
    [
      'a chunk size that is told more of than fits',
      () => `${chunked}\r\n${chunk(body, `${length.toString(16)};${'x'.repeat(20_000)}`)}0\r\n\r\n`,
    ],
    ['version 0.9', () => `GET / HTTP/0.9\r\n\r\n`],
    ['version 1.2', () => `GET / HTTP/1.2\r\nHost: %\r\n\r\n`],
    ['the beginning of HTTP/2', () => `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`],
    ['a version in small letters', () => `GET / http/1.1\r\nHost: %\r\n\r\n`],
    ['two addresses', () => `GET / /graphql HTTP/1.1\r\nHost: %\r\n\r\n`],
    ['a tab before the address', () => `GET\t/ HTTP/1.1\r\nHost: %\r\n\r\n`],
    ['NUL in the address', () => `GET /\0 HTTP/1.1\r\nHost: %\r\n\r\n`],
    ['a method in small letters', () => `get / HTTP/1.1\r\nHost: %\r\n\r\n`],
    ['a method that nobody knows', () => `HACK / HTTP/1.1\r\nHost: %\r\n\r\n`],
    ['no method', () => ` / HTTP/1.1\r\nHost: %\r\n\r\n`],
    ['TLS', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['SSH', () => 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['SMTP', () => 'EHLO evil.example\r\n'],
    ['the protocol of a database', () => '\x00\x00\x00\x08\x04\xd2\x16\x2f'],
    ['bytes by chance', () => '\x8f\x1e\xa0\x00\xff\x13\x37\x00\r\n\r\n'],
  ])('%s', async (_name, bytes) => {
    const { answer, closed } = await sendRaw(world.url, bytes().replaceAll('%', host()));
    expect(refusalOf(answer)).toEqual(bad);
    expect(closed).toBe(true);
  });
});

describe('is refused as another address:', () => {
  test.each<[string, string]>([
    ['one with another host in it', 'GET http://evil.example/ HTTP/1.1'],
    ['one with our own host in it', 'POST http://127.0.0.1/graphql HTTP/1.1'],
    ['one of another scheme', 'GET file:///etc/passwd HTTP/1.1'],
    ['one without a slash', 'GET graphql HTTP/1.1'],
    ['the asterisk', 'OPTIONS * HTTP/1.1'],
  ])('%s', async (_name, line) => {
    const { answer } = await sendRaw(
      world.url,
      `${line}\r\nHost: ${host()}\r\nX-Forwarded-For: ${anAddress()}\r\n\r\n`,
    );
    expect(refusalOf(answer)).toEqual(bad);
  });
});

describe('nothing is slipped in', () => {
  /** All answers on one connection. */
  async function answersTo(bytes: string | Buffer): Promise<number[]> {
    await using connection = await RawHttp.connect(world.url);
    connection.send(bytes);
    const statuses: number[] = [];
    for (;;) {
      const answer = await connection.answer(500);
      if (!answer) return statuses;
      statuses.push(answer.status);
    }
  }
  const bytes = (headers: Record<string, string | null>, text: string) =>
    requestBytes(world.url, { headers: { ...asAdmin, ...headers }, body: text }).toString('latin1');

  test.each<[string, () => string, number[]]>([
    [
      'behind a request whose body is shorter than it says',
      () => bytes({ 'content-length': String(length + 40) }, body) + second(),
      [400],
    ],
    [
      'behind a request whose body is longer than it says',
      () => bytes({ 'content-length': '1' }, body),
      [400],
    ],
    [
      'behind chunks, with a length that is ignored',
      () => `${chunked.replace('%', host())}Content-Length: 5\r\n\r\n0\r\n\r\n${second()}`,
      [400],
    ],
    [
      'in what is told of a last chunk',
      () =>
        `${chunked.replace('%', host())}X-Forwarded-For: ${anAddress()}\r\nAuthorization: ${asAdmin.authorization}\r\n\r\n${chunk(body)}0\r\nHost: evil.example\r\nAuthorization: Bearer x\r\n\r\n`,
      [200],
    ],
    [
      'behind an upgrade to another protocol',
      () =>
        `POST /graphql HTTP/1.1\r\nHost: ${host()}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\nX-Forwarded-For: ${anAddress()}\r\nAuthorization: ${asAdmin.authorization}\r\n${json}Content-Length: ${length}\r\n\r\n${body}`,
      [200],
    ],
    [
      'as a body of a GET',
      () => `GET /graphql HTTP/1.1\r\nHost: ${host()}\r\n${json}Content-Length: ${length}\r\n\r\n${body}`,
      [405],
    ],
    ['by Expect that is not met', () => bytes({ expect: '200-ok' }, body), [200]],
    ['by Content-Encoding twice', () => bytes({ 'content-encoding': 'gzip, gzip' }, body), [415]],
    [
      'by an address in another header',
      () => bytes({ 'x-original-url': '/admin', 'x-rewrite-url': '/admin' }, body),
      [200],
    ],
    [
      'by a method in another header',
      () => bytes({ 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' }, body),
      [200],
    ],
  ])('%s', async (_name, text, statuses) => {
    expect(await answersTo(text())).toEqual(statuses);
  });

  test('by a hundred requests at once, which are answered in their order', async () => {
    const all = Array.from({ length: 100 }, (_, index) =>
      bytes({}, operation(`{ q${index}: viewer { name } }`)),
    );
    await using connection = await RawHttp.connect(world.url);
    connection.send(all.join(''));
    for (let index = 0; index < 100; index += 1) {
      const answer = await connection.answer();
      expect(JSON.parse(answer!.body)).toEqual({ data: { [`q${index}`]: { name: 'ADMIN_TOKEN' } } });
    }
  });

  test('by who leaves in the middle of a body, or before the answer', async () => {
    const whole = bytes({}, operation(`{ tasks { name } people { totalCount } }`));
    for (let part = 1; part <= 20; part += 1) {
      await using connection = await RawHttp.connect(world.url);
      connection.send(whole.slice(0, Math.ceil((whole.length * part) / 20)));
    }
  });
});

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeFrame, opcodes, RawSocket, type Frame } from '../support/raw-socket.ts';
import { anAddress, refusalOf } from './hostile.ts';
import { startWorld, type World } from './world.ts';

// What is no WebSocket, each with the close code of RFC 6455 §7.4, before and after somebody has said who they are.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const ping = JSON.stringify({ type: 'ping' });
const begin = () => JSON.stringify({ type: 'connection_init', payload: world.tokens.viewer });
const { text, binary, continuation, close, ping: pinging, pong } = opcodes;

async function open(headers: Record<string, string | null> = {}): Promise<RawSocket> {
  const { socket } = await RawSocket.open(`${world.url}/graphql`, {
    'x-forwarded-for': anAddress(),
    ...headers,
  });
  return socket!;
}

const code = (number: number, reason = '') =>
  Buffer.concat([Buffer.of(number >> 8, number & 255), Buffer.from(reason)]);

describe('a frame that is none ends the WebSocket', () => {
  test.each<[string, number, (Frame | Buffer)[]]>([
    ['that is not masked', 1002, [{ payload: ping, masked: false }]],
    ['with the first reserved bit, as if it were compressed', 1002, [{ payload: ping, reserved: 4 }]],
    ['with the second reserved bit', 1002, [{ payload: ping, reserved: 2 }]],
    ['with the third reserved bit', 1002, [{ payload: ping, reserved: 1 }]],
    ['with all reserved bits', 1002, [{ payload: ping, reserved: 7 }]],
    ['of opcode 3', 1002, [{ payload: ping, opcode: 3 }]],
    ['of opcode 7', 1002, [{ payload: ping, opcode: 7 }]],
    ['of the control opcode 11', 1002, [{ opcode: 11 }]],
    ['of the control opcode 15', 1002, [{ opcode: 15 }]],
    ['of a ping in parts', 1002, [{ opcode: pinging, fin: false }]],
    ['of a ping of 126 bytes', 1002, [{ opcode: pinging, payload: 'x'.repeat(126) }]],
    ['of a pong in parts', 1002, [{ opcode: pong, fin: false }]],
    ['of a pong of 60 KB', 1002, [{ opcode: pong, payload: 'x'.repeat(60_000) }]],
    ['of an end in parts', 1002, [{ opcode: close, fin: false }]],
    ['of an end of 126 bytes', 1002, [{ opcode: close, payload: code(1000, 'x'.repeat(124)) }]],
    ['of an end with half a code', 1002, [{ opcode: close, payload: Buffer.of(3) }]],
    ['of an end with the code 0', 1002, [{ opcode: close, payload: code(0) }]],
    ['of an end with the code 999', 1002, [{ opcode: close, payload: code(999) }]],
    ['of an end with the code 1004', 1002, [{ opcode: close, payload: code(1004) }]],
    ['of an end with the code 1005, which nobody sends', 1002, [{ opcode: close, payload: code(1005) }]],
    ['of an end with the code 1006, which nobody sends', 1002, [{ opcode: close, payload: code(1006) }]],
    ['of an end with the code 2999', 1002, [{ opcode: close, payload: code(2999) }]],
    ['of an end with the code 65535', 1002, [{ opcode: close, payload: code(65_535) }]],
    [
      'of an end with a reason that is not UTF-8',
      1007,
      [{ opcode: close, payload: Buffer.of(3, 232, 0xc3, 0x28) }],
    ],
    ['of a part of nothing', 1002, [{ payload: ping, opcode: continuation }]],
    ['of a message within another', 1002, [{ payload: '{', fin: false }, { payload: ping }]],
    [
      'of bytes within a text',
      1002,
      [
        { payload: '{', fin: false },
        { payload: ping, opcode: binary },
      ],
    ],
    [
      'of a text whose last part is compressed',
      1002,
      [
        { payload: '{', fin: false },
        { payload: '}', opcode: continuation, reserved: 4 },
      ],
    ],
    ['of text that is not UTF-8', 1007, [{ payload: Buffer.of(0xc3, 0x28) }]],
    ['of text with half a letter', 1007, [{ payload: Buffer.of(0xe2, 0x82) }]],
    ['of text with a surrogate in UTF-8', 1007, [{ payload: Buffer.of(0xed, 0xa0, 0x80) }]],
    ['of text with a letter written too long', 1007, [{ payload: Buffer.of(0xc0, 0x80) }]],
    ['of text beyond Unicode', 1007, [{ payload: Buffer.of(0xf4, 0x90, 0x80, 0x80) }]],
    ['of 257 KB', 1009, [{ payload: 'x'.repeat(257 * 1024) }]],
    ['of 1 MB', 1009, [{ payload: 'x'.repeat(1_000_000) }]],
    [
      'of 300 KB in parts',
      1009,
      [
        { payload: 'x'.repeat(100_000), fin: false },
        { payload: 'x'.repeat(100_000), opcode: continuation, fin: false },
        { payload: 'x'.repeat(100_000), opcode: continuation },
      ],
    ],
    ['that says to have 4 GB', 1009, [{ payload: ping, declaredLength: 2n ** 32n }]],
    ['that says to have 8 EB', 1009, [{ payload: ping, declaredLength: 2n ** 63n - 1n }]],
    ['that says to have less than nothing', 1009, [{ payload: ping, declaredLength: 2n ** 63n }]],
    ['of HTTP', 1002, [Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')]],
    ['of TLS', 1002, [Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1])]],
    ['of zeroes', 1002, [Buffer.alloc(100)]],
    ['of ones', 1002, [Buffer.alloc(100, 0xff)]],
  ])('%s', async (_name, expected, frames) => {
    const send = (line: RawSocket) => {
      for (const frame of frames) line.sendBytes(Buffer.isBuffer(frame) ? frame : encodeFrame(frame));
    };
    await using early = await open();
    send(early);
    expect(await early.closing()).toMatchObject({ code: expected });

    await using late = await open();
    await late.begin(world.tokens.viewer);
    send(late);
    expect(await late.closing()).toMatchObject({ code: expected });
  });
});

describe('an odd frame that is one does no harm:', () => {
  test.each<[string, (Frame | Buffer)[]]>([
    ['a length written longer than it is', [{ payload: ping, lengthBits: 64 }]],
    ['a length written in 16 bits', [{ payload: ping, lengthBits: 16 }]],
    [
      'a message in parts of one byte',
      [...ping].map((byte, index) => ({
        payload: byte,
        opcode: index === 0 ? text : continuation,
        fin: index === ping.length - 1,
      })),
    ],
    [
      'a message with empty parts',
      [
        { payload: '', fin: false },
        { payload: '', opcode: continuation, fin: false },
        { payload: ping, opcode: continuation },
      ],
    ],
    [
      'a ping within a message',
      [
        { payload: ping.slice(0, 3), fin: false },
        { opcode: pinging },
        { payload: ping.slice(3), opcode: continuation },
      ],
    ],
    ['a message as bytes', [{ payload: ping, opcode: binary }]],
    ['a pong that nobody asked for', [{ opcode: pong, payload: 'x' }, { payload: ping }]],
    [
      'a mask of zeroes',
      [Buffer.concat([Buffer.of(0x81, 0x80 | ping.length, 0, 0, 0, 0), Buffer.from(ping)])],
    ],
  ])('%s', async (_name, frames) => {
    await using line = await open();
    await line.begin(world.tokens.viewer);
    for (const frame of frames) line.sendBytes(Buffer.isBuffer(frame) ? frame : encodeFrame(frame));
    expect(await line.message()).toEqual({ type: 'pong' });
  });

  test('a beginning that comes with the upgrade itself', async () => {
    await using line = await open();
    line.sendBytes(Buffer.concat([encodeFrame({ payload: begin() }), encodeFrame({ payload: ping })]));
    expect(await line.message()).toMatchObject({ type: 'pong' });
    expect(await line.message()).toMatchObject({ type: 'connection_ack' });
  });
});

describe('an upgrade that is none is refused:', () => {
  test.each<[string, number, Record<string, string | null>]>([
    ['without a key', 400, { 'sec-websocket-key': null }],
    ['with an empty key', 400, { 'sec-websocket-key': '' }],
    ['with a key that is too short', 400, { 'sec-websocket-key': 'c2hvcnQ=' }],
    ['with a key that is too long', 400, { 'sec-websocket-key': randomBytes(32).toString('base64') }],
    ['with a key of other letters', 400, { 'sec-websocket-key': '!!!!!!!!!!!!!!!!!!!!!!==' }],
    ['without a version', 400, { 'sec-websocket-version': null }],
    [
      'of version 8 from a page elsewhere',
      403,
      {
        'sec-websocket-version': '8',
        'sec-websocket-origin': 'https://evil.example',
        origin: 'https://evil.example',
      },
    ],
    ['of version 7', 400, { 'sec-websocket-version': '7' }],
    ['of version 14', 400, { 'sec-websocket-version': '14' }],
    ['with a protocol of no name', 400, { 'sec-websocket-protocol': '' }],
    [
      'with a protocol twice',
      400,
      { 'sec-websocket-protocol': 'graphql-transport-ws, graphql-transport-ws' },
    ],
    ['with a protocol in brackets', 400, { 'sec-websocket-protocol': '(graphql)' }],
  ])('%s', async (_name, status, headers) => {
    const { socket, refusal } = await RawSocket.open(`${world.url}/graphql`, {
      'x-forwarded-for': anAddress(),
      ...headers,
    });
    expect(socket).toBeNull();
    expect(refusalOf(refusal).status).toBe(status);
  });

  test.each<[string, string | null]>([
    ['no protocol', null],
    ['the old protocol', 'graphql-ws'],
    ['another protocol', 'chat'],
    ['a protocol that is almost ours', 'GRAPHQL-TRANSPORT-WS'],
  ])('with %s it ends at once', async (_name, protocol) => {
    await using line = await open({ 'sec-websocket-protocol': protocol });
    expect(await line.closing()).toMatchObject({ code: 4406 });
  });

  test.each(['/', '/tasks', '/auth/sign-in/email', '/healthz', '/graphql/x', '/graphqlx', '/GRAPHQL/../x'])(
    'at %s there is none',
    async (path) => {
      const { socket, refusal } = await RawSocket.open(`${world.url}${path}`, {
        'x-forwarded-for': anAddress(),
      });
      expect(socket).toBeNull();
      expect(refusal!.status).not.toBe(101);
    },
  );

  test('compression is not agreed on', async () => {
    await using line = await open({
      'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits; server_max_window_bits=8',
    });
    await line.begin(world.tokens.viewer);
    line.sendFrame({ payload: ping, reserved: 4 });
    expect(await line.closing()).toMatchObject({ code: 1002 });
  });
});

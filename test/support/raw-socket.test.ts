import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { opcodes, RawSocket, type Frame } from './raw-socket.ts';

// The library that the program uses, with nothing of the program: it agrees to everything and echoes text.
let server: WebSocketServer;
let url: string;
beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 1_000 });
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { type: string };
      if (message.type === 'terminate') return socket.terminate();
      if (message.type === 'end') return socket.close(4403, 'Forbidden');
      const type = message.type === 'connection_init' ? 'connection_ack' : message.type;
      socket.send(JSON.stringify({ ...message, type }));
    });
  });
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterAll(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

async function openSocket(headers?: Record<string, string | null>): Promise<RawSocket> {
  const { socket, refusal } = await RawSocket.open(url, headers);
  if (!socket) throw new Error(JSON.stringify(refusal));
  return socket;
}

const text = JSON.stringify({ type: 'echo' });

describe.concurrent('a raw WebSocket', () => {
  test('speaks the protocol when nothing is wrong, whatever the length', async ({ expect }) => {
    await using socket = await openSocket();
    await socket.begin();
    for (const size of [0, 200, 900]) {
      const message = { type: 'echo', text: 'ü'.repeat(size / 2) };
      socket.sendMessage(message);
      expect(await socket.message()).toEqual(message);
    }
    await socket.dribble({ payload: text }, 0);
    expect(await socket.message()).toEqual({ type: 'echo' });
    socket.sendFrame({ payload: text.slice(0, 5), fin: false });
    socket.sendFrame({ opcode: opcodes.ping });
    socket.sendFrame({ payload: text.slice(5), opcode: opcodes.continuation });
    expect(await socket.message()).toEqual({ type: 'echo' });
    expect(await socket.closing(10)).toBeNull();
  });

  test.for<[string, Frame[], number]>([
    ['an unmasked frame', [{ payload: text, masked: false }], 1002],
    ['reserved bits', [{ payload: text, reserved: 2 }], 1002],
    ['compression that was not agreed on', [{ payload: text, reserved: 4 }], 1002],
    ['an unknown opcode', [{ payload: text, opcode: 3 }], 1002],
    ['an unknown control opcode', [{ opcode: 11 }], 1002],
    ['a ping in parts', [{ opcode: opcodes.ping, fin: false }], 1002],
    ['a ping longer than 125 bytes', [{ opcode: opcodes.ping, payload: 'x'.repeat(126) }], 1002],
    ['a continuation of nothing', [{ payload: text, opcode: opcodes.continuation }], 1002],
    ['a message within another', [{ payload: '{', fin: false }, { payload: text }], 1002],
    ['text that is not UTF-8', [{ payload: Buffer.from('c3', 'hex') }], 1007],
    ['a message longer than allowed', [{ payload: 'x'.repeat(1_001) }], 1009],
    ['a length of 8 EB', [{ payload: text, declaredLength: 2n ** 63n - 1n }], 1009],
    ['a negative length', [{ payload: text, declaredLength: 2n ** 63n }], 1009],
    ['a close code that nobody may send', [{ opcode: opcodes.close, payload: Buffer.of(3, 238) }], 1002],
    ['a close code of one byte', [{ opcode: opcodes.close, payload: Buffer.of(3) }], 1002],
    ['a good close frame', [{ opcode: opcodes.close, payload: Buffer.of(3, 232) }], 1000],
  ])('sends %s and reads the close code', async ([, frames, code], { expect }) => {
    await using socket = await openSocket();
    for (const frame of frames) socket.sendFrame(frame);
    expect(await socket.closing()).toMatchObject({ code });
  });

  test('waits in vain for the rest of a frame that is shorter than it says', async ({ expect }) => {
    await using socket = await openSocket();
    socket.sendFrame({ payload: text, declaredLength: 900, lengthBits: 64 });
    expect(await socket.closing(50)).toBeNull();
  });

  test('tells the reason of the server, and an end without any', async ({ expect }) => {
    await using told = await openSocket();
    told.sendMessage({ type: 'end' });
    expect(await told.message()).toBeNull();
    expect(await told.closing()).toEqual({ code: 4403, reason: 'Forbidden' });

    await using untold = await openSocket();
    untold.sendMessage({ type: 'terminate' });
    expect(await untold.closing()).toEqual({ code: 1006, reason: '' });
  });

  test.for<[string, Record<string, string | null>, number]>([
    ['an old version', { 'sec-websocket-version': '7' }, 400],
    ['a key that is none', { 'sec-websocket-key': 'short' }, 400],
    ['no upgrade', { upgrade: null }, 426],
  ])('gives the answer of a server that refuses %s', async ([, headers, status], { expect }) => {
    expect(await RawSocket.open(url, headers)).toMatchObject({ socket: null, refusal: { status } });
  });
});

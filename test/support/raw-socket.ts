import { randomBytes } from 'node:crypto';
import { RawHttp, type RawAnswer } from './raw-http.ts';

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame of RFC 6455 §5.2, in which anything may be wrong; what is left out is as it should be. */
export interface Frame {
  /** Text unless said otherwise; 0 to 15. */
  opcode?: number;
  payload?: string | Uint8Array;
  /** Whether it is the last one of its message. */
  fin?: boolean;
  /** The three reserved bits, 0 to 7. */
  reserved?: number;
  masked?: boolean;
  /** The length that it claims to have. */
  declaredLength?: number | bigint;
  /** Bits that the length is written with, whether it needs them or not. */
  lengthBits?: 7 | 16 | 64;
}

/** How a connection ended: 1006 when the server closed it without a close frame. */
export interface Closing {
  code: number;
  reason: string;
}

/**
 * A WebSocket client that sends frames as they are, right or wrong. It answers neither a ping nor a close frame by
 * itself.
 */
export class RawSocket implements AsyncDisposable {
  private constructor(private readonly connection: RawHttp) {}

  /**
   * Upgrades to the GraphQL protocol, or gives the answer of a server that refuses, null when it only closes. `headers`
   * replace those of the upgrade by name in lower case; null leaves one out.
   */
  static async open(
    url: string,
    headers: Record<string, string | null> = {},
  ): Promise<{ socket: RawSocket; refusal: null } | { socket: null; refusal: RawAnswer | null }> {
    const { host, pathname, search } = new URL(url);
    const connection = await RawHttp.connect(url);
    const all: Record<string, string | null> = {
      host,
      upgrade: 'websocket',
      connection: 'Upgrade',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-protocol': 'graphql-transport-ws',
      ...headers,
    };
    const lines = Object.entries(all).flatMap(([name, value]) =>
      value === null ? [] : [`${name}: ${value}`],
    );
    connection.send([`GET ${pathname}${search} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    const answer = await connection.answer();
    if (answer?.status === 101) return { socket: new RawSocket(connection), refusal: null };
    await connection[Symbol.asyncDispose]();
    return { socket: null, refusal: answer };
  }

  /** Sends bytes that need not be a frame. */
  sendBytes(bytes: string | Uint8Array): void {
    this.connection.send(bytes);
  }

  sendFrame(frame: Frame): void {
    this.connection.send(encodeFrame(frame));
  }

  /** Sends byte by byte, one every `every` ms, until the server closes; the number of bytes sent. */
  dribble(frame: Frame, every: number): Promise<number> {
    return this.connection.dribble(encodeFrame(frame), every);
  }

  /** Sends a message of the GraphQL protocol. */
  sendMessage(message: object): void {
    this.sendFrame({ payload: JSON.stringify(message) });
  }

  /** Begins the GraphQL protocol with these connection parameters, and waits until the server has agreed. */
  async begin(payload: object = {}): Promise<void> {
    this.sendMessage({ type: 'connection_init', payload });
    const reply = await this.message<{ type: string }>();
    if (reply?.type !== 'connection_ack') throw new Error(`Not agreed: ${JSON.stringify(reply)}`);
  }

  /** The next message of the GraphQL protocol; null when the connection ends before, or nothing comes in `within` ms. */
  async message<T>(within?: number): Promise<T | null> {
    const frame = await this.next((opcode) => opcode === opcodes.text, within);
    return frame && (JSON.parse(frame.payload.toString()) as T);
  }

  /** How the server ends the connection; null when it does not within `within` ms. */
  async closing(within?: number): Promise<Closing | null> {
    const frame = await this.next((opcode) => opcode === opcodes.close, within);
    if (!frame) return (await this.connection.closes(0)) ? { code: 1006, reason: '' } : null;
    // A close frame without a code is allowed, and told as 1005.
    const code = frame.payload.length < 2 ? 1005 : frame.payload.readUInt16BE();
    return { code, reason: frame.payload.subarray(2).toString() };
  }

  /** Takes nothing more of what the server says, so that it has to keep it. */
  stopReading(): void {
    this.connection.stopReading();
  }

  /** Whether the server closes the connection, in whatever way, while it is written to. */
  closes(): Promise<boolean> {
    return this.connection.closes();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.connection[Symbol.asyncDispose]();
  }

  /** Takes frames until one of the kind that is wanted. A close frame stays for {@link closing}. */
  private async next(isWanted: (opcode: number) => boolean, within?: number) {
    let found: ServerFrame | null = null;
    await this.connection.until(() => {
      for (;;) {
        const frame = decodeFrame(this.connection.received);
        if (!frame) return false;
        if (!isWanted(frame.opcode) && frame.opcode === opcodes.close) return true;
        this.connection.received = this.connection.received.subarray(frame.length);
        if (!isWanted(frame.opcode)) continue;
        found = frame;
        return true;
      }
    }, within);
    return found as ServerFrame | null;
  }
}

/** The bytes of a frame. */
export function encodeFrame(frame: Frame): Buffer {
  const { opcode = opcodes.text, fin = true, reserved = 0, masked = true } = frame;
  const payload = Buffer.from((frame.payload ?? '') as string);
  const length = BigInt(frame.declaredLength ?? payload.length);
  const bits = frame.lengthBits ?? (length < 126n ? 7 : length < 65_536n ? 16 : 64);
  const mask = masked ? randomBytes(4) : Buffer.alloc(0);

  const head = Buffer.alloc(2 + (bits === 7 ? 0 : bits / 8));
  head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  head[1] = (masked ? 0x80 : 0) | (bits === 7 ? Number(length) : bits === 16 ? 126 : 127);
  if (bits === 16) head.writeUInt16BE(Number(length), 2);
  if (bits === 64) head.writeBigUInt64BE(length, 2);
  const body = masked ? payload.map((byte, index) => byte ^ mask[index % 4]!) : payload;
  return Buffer.concat([head, mask, body]);
}

interface ServerFrame {
  opcode: number;
  payload: Buffer;
  /** Of the whole frame, in bytes. */
  length: number;
}

/** The first frame of a server, which masks none and splits none; null while it is not whole. */
function decodeFrame(bytes: Buffer): ServerFrame | null {
  if (bytes.length < 2) return null;
  const short = bytes[1]! & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return null;
  const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const length = start + size;
  if (bytes.length < length) return null;
  return { opcode: bytes[0]! & 0x0f, payload: bytes.subarray(start, length), length };
}

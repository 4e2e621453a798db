import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the server said, taken apart and not judged. */
export interface RawAnswer {
  status: number;
  /** By name in lower case; a repeated one has its values joined with `, `. */
  headers: Record<string, string>;
  body: string;
}

/** How long anything is waited for, in ms. A server that needs longer has neither answered nor closed. */
const patience = 60_000;

/**
 * A TCP connection that sends bytes as they are, right or wrong, and reads what comes back. A server that resets the
 * connection has closed it.
 */
export class RawHttp implements AsyncDisposable {
  /** Bytes that came and were not read yet. */
  received: Buffer = Buffer.alloc(0);
  private isClosed = false;
  private readonly news = new EventEmitter<{ news: [] }>();

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => {
      this.received = Buffer.concat([this.received, bytes]);
      this.news.emit('news');
    });
    socket.on('error', () => undefined);
    for (const end of ['end', 'close']) {
      socket.on(end, () => {
        this.isClosed = true;
        this.news.emit('news');
      });
    }
  }

  /** Connects to the host and port of a URL. */
  static async connect(url: string): Promise<RawHttp> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    return new RawHttp(socket);
  }

  /** Sends bytes; nothing happens once the server has closed. Text is sent as Latin-1: one byte a character. */
  send(bytes: string | Uint8Array): void {
    if (this.socket.writable) this.socket.write(toBytes(bytes));
  }

  /** Takes nothing more of what the server says, so that it has to keep it. */
  stopReading(): void {
    this.socket.pause();
  }

  /** Sends byte by byte, one every `every` ms, until the server closes; the number of bytes sent. */
  async dribble(bytes: string | Uint8Array, every: number): Promise<number> {
    let sent = 0;
    for (const byte of toBytes(bytes)) {
      if (this.isClosed) break;
      this.send(Buffer.of(byte));
      sent += 1;
      await sleep(every);
    }
    return sent;
  }

  /** The next answer, whole, to anything but HEAD; null when the server closed before it was, or said nothing for `within` ms. */
  async answer(within = patience): Promise<RawAnswer | null> {
    let parsed: { answer: RawAnswer; length: number } | null = null;
    await this.until(() => (parsed = parseAnswer(this.received, this.isClosed)) !== null, within);
    if (!parsed) return null;
    const { answer, length } = parsed as { answer: RawAnswer; length: number };
    this.received = this.received.subarray(length);
    return answer;
  }

  /** Whether the server closes within `within` ms. */
  closes(within = patience): Promise<boolean> {
    return this.until(() => this.isClosed, within);
  }

  /** Waits until bytes that came, or the end, make `check` true; false when they do not within `within` ms. */
  async until(check: () => boolean, within = patience): Promise<boolean> {
    const bound = AbortSignal.timeout(within);
    while (!check()) {
      if (this.isClosed) return false;
      try {
        await once(this.news, 'news', { signal: bound });
      } catch {
        return false;
      }
    }
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return;
    this.socket.destroy();
    await once(this.socket, 'close');
  }
}

/** One request and its answer on a connection of its own, and whether the server closed it after that. */
export async function sendRaw(
  url: string,
  bytes: string | Uint8Array,
): Promise<{ answer: RawAnswer | null; closed: boolean }> {
  await using connection = await RawHttp.connect(url);
  connection.send(bytes);
  const answer = await connection.answer();
  const isLast = answer === null || answer.headers['connection'] === 'close';
  return { answer, closed: isLast && (await connection.closes()) };
}

/** A request line, `Host` and further lines as given, and a body with its length; `\r\n` as it should be. */
export function rawRequest(
  url: string,
  requestLine: string,
  headers: readonly string[] = [],
  body = '',
): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`];
  return [`${requestLine} HTTP/1.1`, `Host: ${new URL(url).host}`, ...headers, ...length, '', body].join(
    '\r\n',
  );
}

const toBytes = (bytes: string | Uint8Array) =>
  typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;

/** The first answer in `bytes` and how long it is; null while it is not whole. */
function parseAnswer(bytes: Buffer, isEnd: boolean): { answer: RawAnswer; length: number } | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [statusLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
  if (!status) throw new Error(`This is no HTTP answer: ${JSON.stringify(statusLine)}`);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  const body = parseBody(bytes.subarray(headEnd + 4), status, headers, isEnd);
  return body && { answer: { status, headers, body: body.text }, length: headEnd + 4 + body.length };
}

function parseBody(bytes: Buffer, status: number, headers: Record<string, string>, isEnd: boolean) {
  if (status < 200 || status === 204 || status === 304) return { text: '', length: 0 };
  if (headers['transfer-encoding'] === 'chunked') return parseChunks(bytes);
  const length = Number(headers['content-length'] ?? (isEnd ? bytes.length : Infinity));
  return bytes.length < length ? null : { text: bytes.subarray(0, length).toString(), length };
}

function parseChunks(bytes: Buffer): { text: string; length: number } | null {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (bytes.length < end) return null;
    if (size === 0) return { text: Buffer.concat(chunks).toString(), length: end };
    chunks.push(bytes.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}

import type { Headers } from '../support/app.ts';
import { RawHttp, type RawAnswer } from '../support/raw-http.ts';
import { leak } from '../graphql/support.ts';

/** A request in which anything may be wrong. */
export interface Request {
  /** `POST /graphql` unless said otherwise. */
  line?: string;
  /** Beside the usual ones or in their place, by name in lower case; null leaves one out. */
  headers?: Headers;
  body?: string | Buffer;
}

/** How a request is refused. */
export interface Refused {
  status: number;
  /** Of its errors, in order. */
  codes: string[];
}

let senders = 0;

/**
 * An address that no other request comes from, as a trusted proxy tells it: what one is punished for must not touch the
 * next.
 */
export function anAddress(): string {
  senders += 1;
  return `198.18.${senders >> 8}.${senders & 255}`;
}

/** One request on a connection of its own, from an address of its own unless `x-forwarded-for` says otherwise. */
export async function send(
  url: string,
  { line = 'POST /graphql', headers = {}, body = '' }: Request,
): Promise<RawAnswer | null> {
  await using connection = await RawHttp.connect(url);
  connection.send(requestBytes(url, { line, headers, body }));
  return await connection.answer();
}

/** The bytes of a request. */
export function requestBytes(url: string, { line = 'POST /graphql', headers, body = '' }: Request): Buffer {
  const bytes = Buffer.from(body as string);
  const all: Headers = {
    host: new URL(url).host,
    'x-forwarded-for': anAddress(),
    ...(bytes.length > 0 && {
      'content-type': 'application/json',
      'content-length': String(bytes.length),
    }),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}\r\n`],
  );
  return Buffer.concat([Buffer.from(`${line} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), bytes]);
}

/** The body of a GraphQL request. */
export const operation = (query: string, variables?: unknown) => JSON.stringify({ query, variables });

/** What every error of ours has, and nothing else. */
const errorKeys = new Set(['message', 'locations', 'path', 'extensions']);

/**
 * How an answer refuses. Throws when it does not, when it has another form than all refusals, tells of the inside, or
 * lets somebody in.
 */
export function refusalOf(answer: RawAnswer | null): Refused {
  if (answer === null) throw new Error('The server closed without an answer.');
  const { status, headers, body } = answer;
  const shown = `${status} ${JSON.stringify(headers)} ${body.slice(0, 1_000)}`;
  if (!/^application\/(graphql-response\+)?json/.test(headers['content-type'] ?? '')) {
    throw new Error(`This is no JSON: ${shown}`);
  }
  if ('x-powered-by' in headers || 'server' in headers) throw new Error(`This tells what answers: ${shown}`);
  if (/session_token=[^;]/.test(headers['set-cookie'] ?? ''))
    throw new Error(`This lets somebody in: ${shown}`);
  return { status, codes: codesOf(JSON.parse(body)) };
}

/** The codes of an answer's errors. Throws when it has none, has another form, or tells of the inside. */
export function codesOf(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null) throw new Error('There is no answer.');
  const shown = JSON.stringify(answer).slice(0, 1_000);
  // A rule of GraphQL is no SQL.
  const found = leak(JSON.stringify(answer).replaceAll(/must (not )?select /g, ''));
  if (found) throw new Error(`This tells of the inside (${found}): ${shown}`);
  const { errors } = answer as { errors?: Record<string, unknown>[] };
  if (!Array.isArray(errors) || errors.length === 0) throw new Error(`This refuses nothing: ${shown}`);
  return errors.map((error) => {
    const { message, extensions } = error as { message: string; extensions?: { code?: unknown } };
    const isOurs =
      Object.keys(error).every((key) => errorKeys.has(key)) &&
      typeof message === 'string' &&
      /\S/.test(message) &&
      typeof extensions?.code === 'string';
    if (!isOurs) throw new Error(`This has another form: ${shown}`);
    return extensions.code as string;
  });
}

/** The refusal of a single error. */
export const refused = (status: number, code: string): Refused => ({ status, codes: [code] });

import { expect } from 'vitest';
import { RawHttp, type RawAnswer } from '../support/raw-http.ts';

/** A query that is answered to anybody. */
export const whoAmI = '{ viewer { name } }';

/** One request on a connection of its own. `headers` are beside the usual ones or in their place; null leaves one out. */
export async function send(
  url: string,
  line: string,
  headers: Record<string, string | null> = {},
  body = '',
): Promise<RawAnswer | null> {
  await using connection = await RawHttp.connect(url);
  const all: Record<string, string | null> = {
    host: new URL(url).host,
    ...(body && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}\r\n`],
  );
  connection.send(`${line} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  return await connection.answer();
}

/** Checks that an answer is a refusal as all of ours are. */
export function expectRefusal(answer: RawAnswer | null, status: number, code: string): void {
  expect(answer?.status, answer?.body).toBe(status);
  expect(answer!.headers['content-type']).toMatch(/^application\/json/);
  expect(JSON.parse(answer!.body)).toEqual({
    errors: [{ message: expect.stringMatching(/\S/), extensions: { code } }],
  });
}

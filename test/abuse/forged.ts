import { createHash, createHmac } from 'node:crypto';

// What looks like a credential and is none.

/** Another letter than this one. */
export const other = (letter: string | undefined): string => (letter === 'A' ? 'B' : 'A');

/** As tokens are kept. */
export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The parts of a session's cookie. */
export function cookieParts(cookie: string): { token: string; signature: string } {
  const [, value = ''] = cookie.split('=');
  const [token = '', signature = ''] = decodeURIComponent(value).split('.');
  return { token, signature };
}

/** A cookie in the place of a session's. */
export const sessionCookie = (value: string): string => `uso.session_token=${encodeURIComponent(value)}`;

/** A session's cookie, signed with another secret or another algorithm than ours. */
export const signed = (token: string, secret: string, algorithm = 'sha256'): string =>
  sessionCookie(`${token}.${createHmac(algorithm, secret).update(token).digest('base64')}`);

/** A JSON Web Token without a signature. */
export const jwt = (header: object, claims: object): string =>
  `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;

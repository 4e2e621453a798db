import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** Under which addresses browsers reach this server. */
export interface Hosts {
  publicUrl: URL | null;
  /** Whether names of this machine count: the server listens on one of them, or on all of its addresses. */
  isLocal: boolean;
}

/** The addresses of a server that listens on `host`. */
export function ourHosts(publicUrl: URL | null, host: string): Hosts {
  return { publicUrl, isLocal: host === '0.0.0.0' || host === '::' || isLocalName(host) };
}

/**
 * What is wrong with where a request goes or comes from; null for nothing. A foreign `Host` is how a page would come
 * whose name was pointed at this machine; a foreign `Origin`, a page elsewhere that uses who is signed in here.
 */
export function checkHosts(
  { headers, headersDistinct, method, url }: IncomingMessage,
  ours: Hosts,
): Refusal | null {
  if (!url?.startsWith('/')) return new Refusal(400, 'BAD_INPUT', 'The address must begin with "/".');
  const [host, ...more] = headersDistinct['host'] ?? [];
  if (host === undefined || more.length > 0) {
    return new Refusal(400, 'BAD_INPUT', 'The request must have one header Host.');
  }
  const local = localAddress(host, ours);
  if (!local && !isPublic(host, ours)) {
    return new Refusal(
      421,
      'BAD_INPUT',
      `This server is not ${JSON.stringify(host)}: use its own address. A proxy has to pass the header Host on, and PUBLIC_URL to be the address that browsers use.`,
    );
  }

  const { origin, upgrade, 'sec-fetch-site': site } = headers;
  if ((method === 'GET' || method === 'HEAD') && upgrade === undefined) return null;
  const isOurPage =
    origin === undefined ||
    origin === ours.publicUrl?.origin ||
    (local && URL.parse(origin)?.port === local.port && isLocalOrigin(origin));
  if (isOurPage && (site === undefined || /^(same-origin|none)$/.test(site))) return null;
  return new Refusal(
    403,
    'FORBIDDEN',
    `Pages of ${JSON.stringify(origin ?? 'elsewhere')} may not use this server: only its own console may, and programs.`,
  );
}

/** The address that a `Host` stands for when it is one of this machine. Any port will do: a tunnel has its own. */
function localAddress(host: string, { isLocal }: Hosts): URL | null {
  const address = isLocal && isHost.test(host) ? URL.parse(`http://${host}`) : null;
  return address && isLocalName(address.hostname) ? address : null;
}

function isPublic(host: string, { publicUrl }: Hosts): boolean {
  return (
    publicUrl !== null &&
    isHost.test(host) &&
    URL.parse(`${publicUrl.protocol}//${host}`)?.host === publicUrl.host
  );
}

function isLocalOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && url.origin === origin && url.protocol === 'http:' && isLocalName(url.hostname);
}

const isHost = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;

const isLocalName = (name: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(name);

import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { OidcConfig } from './access/oidc-roles.ts';
import { type ConsoleRole, consoleRoles, isRole } from './access/roles.ts';
import { isAddress, parseAddress, type Address } from './domain/notifications/address.ts';

export type Role = 'all' | 'server' | 'worker';

/** The environment, parsed once. Every value has been checked; nothing else reads `process.env`. */
export interface Config {
  /** What this process does: API and console (`server`), engine (`worker`), or both. */
  role: Role;
  host: string;
  /** TCP port; 0 asks the system for a free one. */
  port: number;
  /** Where the embedded PostgreSQL keeps its files. Unused with `databaseUrl`. */
  dataDir: string;
  /** Another PostgreSQL to use instead of the embedded one. */
  databaseUrl: string | null;
  facilityName: string;
  /** IANA zone in which dates begin and schedules run. */
  facilityTimeZone: string;
  /** Where browsers reach the server, behind a proxy say; null for a loopback address. */
  publicUrl: URL | null;
  /** Addresses or networks of proxies whose word on the client counts. */
  trustedProxies: string[];
  /** The facility's identity provider; null for accounts of this console alone. */
  oidc: OidcConfig | null;
  /** Signs cookies, the same on all nodes; null takes one that they share through the database. */
  authSecret: string | null;
  /** A bearer token with the admin role, for scripts. */
  adminToken: string | null;
  /** How messages are mailed; null keeps them to be read in the console. */
  smtp: SmtpConfig | null;
  /** Runs at once on this node, 1 to 64. */
  workerConcurrency: number;
  /** How this node names itself on runs. */
  nodeName: string;
}

export interface SmtpConfig {
  url: string;
  from: Address;
  /** Messages a second at most. */
  rate: number;
}

/** A bad environment variable; the message is one line that names it, its value and the remedy. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(
    readonly variable: string,
    value: string,
    remedy: string,
  ) {
    super(`${variable}=${JSON.stringify(value)}: ${remedy}`);
  }
}

/** Parses the environment of design §7. Throws {@link ConfigError} for the first bad variable. */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const text = (name: string) => env[name]?.trim() || null;

  const integer = (name: string, fallback: number, min: number, max: number) => {
    const value = text(name);
    if (value === null) return fallback;
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new ConfigError(name, value, `use a whole number from ${min} to ${max}`);
    }
    return number;
  };

  const role = text('ROLE') ?? 'all';
  if (role !== 'all' && role !== 'server' && role !== 'worker') {
    throw new ConfigError('ROLE', role, 'use "all", "server" or "worker"');
  }

  const databaseUrl = text('DATABASE_URL');
  if (databaseUrl !== null && !isPostgresUrl(databaseUrl)) {
    throw new ConfigError(
      'DATABASE_URL',
      maskPassword(databaseUrl),
      'use a URL like "postgres://user:password@host:5432/database"',
    );
  }
  if (databaseUrl === null && role !== 'all') {
    throw new ConfigError(
      'ROLE',
      role,
      'separate servers and workers share a database: set DATABASE_URL, or use "all" with the embedded one',
    );
  }

  const host = text('HOST') ?? '127.0.0.1';
  const publicUrl = publicUrlOf(text('PUBLIC_URL'));
  if (!isLoopback(host) && publicUrl === null) {
    throw new ConfigError(
      'PUBLIC_URL',
      '',
      `with HOST=${host} others reach the server: set the address that they use, such as "https://tasks.example.org"`,
    );
  }

  const facilityTimeZone = text('FACILITY_TIME_ZONE') ?? 'America/Regina';
  if (!isTimeZone(facilityTimeZone)) {
    throw new ConfigError(
      'FACILITY_TIME_ZONE',
      facilityTimeZone,
      'use an IANA zone such as "America/Regina"',
    );
  }

  const adminToken = text('ADMIN_TOKEN');
  if (adminToken !== null && !/^[\x21-\x7e]{16,}$/.test(adminToken)) {
    throw new ConfigError('ADMIN_TOKEN', '…', 'use at least 16 printable ASCII characters without spaces');
  }

  const authSecret = text('AUTH_SECRET');
  if (authSecret !== null && authSecret.length < 32) {
    throw new ConfigError(
      'AUTH_SECRET',
      '…',
      'use at least 32 characters by chance: openssl rand -base64 48',
    );
  }

  const facilityName = text('FACILITY_NAME') ?? 'Prairie Light Source';
  const smtpUrl = text('SMTP_URL');
  const smtpFrom = text('SMTP_FROM');
  const smtpRate = integer('SMTP_RATE', 10, 1, 1_000);

  return {
    role,
    host,
    port: integer('PORT', 4000, 0, 65_535),
    dataDir: text('DATA_DIR') ?? '.data',
    databaseUrl,
    facilityName,
    facilityTimeZone,
    publicUrl,
    trustedProxies: proxiesOf(text('TRUSTED_PROXIES')),
    oidc: oidcOf(text, publicUrl),
    authSecret,
    adminToken,
    smtp:
      smtpUrl === null
        ? null
        : { url: smtpUrl, from: senderOf(smtpUrl, smtpFrom, facilityName), rate: smtpRate },
    workerConcurrency: integer('WORKER_CONCURRENCY', 4, 1, 64),
    nodeName: `${hostname()}:${process.pid}`,
  };
}

/**
 * The URL with its passwords replaced, safe to print. Up to the last `@`: users and passwords have some too. Drivers also
 * take a password behind the `?`, and what has no `//` is mistyped and may begin with one.
 */
export function maskPassword(url: string): string {
  return url
    .replace(/([?&][^=&]*pass[^=&]*=)[^&]*/gi, '$1***')
    .replace(/^(?!\w+:\/\/).*@/s, '***@')
    .replace(/(\/\/[^:/]*):.*@/s, '$1:***@');
}

/** Only the origin counts: the console is served from the root of its host. */
function publicUrlOf(value: string | null): URL | null {
  if (value === null) return null;
  const url = URL.parse(value);
  const isPlain =
    url &&
    /^https?:$/.test(url.protocol) &&
    !url.username &&
    url.pathname === '/' &&
    !url.search &&
    !url.hash;
  if (isPlain) return url;
  throw new ConfigError(
    'PUBLIC_URL',
    maskPassword(value),
    'use an address without a path, such as "https://tasks.example.org"',
  );
}

function proxiesOf(value: string | null): string[] {
  const proxies = value?.split(/[\s,]+/).filter(Boolean) ?? [];
  for (const proxy of proxies) {
    const [address = '', bits, more] = proxy.split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    const isNetwork =
      bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most);
    if (isIP(address) === 0 || !isNetwork || more !== undefined) {
      throw new ConfigError(
        'TRUSTED_PROXIES',
        value ?? '',
        'list addresses or networks, such as "127.0.0.1, 10.0.0.0/8"',
      );
    }
  }
  return proxies;
}

/** The identity provider; all of it or nothing. */
function oidcOf(text: (name: string) => string | null, publicUrl: URL | null): OidcConfig | null {
  const issuer = text('OIDC_ISSUER');
  if (issuer === null) return null;
  const url = URL.parse(issuer);
  if (!url || !/^https?:$/.test(url.protocol) || (url.protocol === 'http:' && !isLoopback(url.hostname))) {
    throw new ConfigError(
      'OIDC_ISSUER',
      issuer,
      'use the https address of the identity provider, as its discovery document has it',
    );
  }
  const needed = (name: string) => {
    const value = text(name);
    if (value === null)
      throw new ConfigError(name, '', 'OIDC_ISSUER is set: set this too, as the identity provider gave it');
    return value;
  };
  if (publicUrl === null) {
    throw new ConfigError(
      'PUBLIC_URL',
      '',
      'OIDC_ISSUER is set, and the identity provider sends people back: set the address of this console',
    );
  }
  return {
    issuer,
    clientId: needed('OIDC_CLIENT_ID'),
    clientSecret: needed('OIDC_CLIENT_SECRET'),
    rolesClaim: text('OIDC_ROLES_CLAIM') ?? 'roles',
    roles: rolesOf(text('OIDC_ROLES') ?? 'admin:uso=admin'),
  };
}

/** `value=role, …`; a value may have an `=` of its own. */
function rolesOf(value: string): Map<string, ConsoleRole> {
  const pairs = value.split(',').map((pair) => /^\s*(\S.*?)\s*=\s*([a-z]+)\s*$/.exec(pair));
  return new Map(
    pairs.map((pair) => {
      const role = pair?.[2];
      if (pair && isRole(role)) return [pair[1]!, role];
      throw new ConfigError(
        'OIDC_ROLES',
        value,
        `use pairs such as "admin:uso=admin, staff=viewer"; roles are ${consoleRoles.join(', ')}`,
      );
    }),
  );
}

/** Who messages come from: the facility, unless `from` names somebody else, at the address that the user there is. */
function senderOf(url: string, from: string | null, facilityName: string): Address {
  const server = URL.parse(url);
  if (server === null || !/^smtps?:$/.test(server.protocol) || server.hostname === '') {
    throw new ConfigError(
      'SMTP_URL',
      maskPassword(url),
      'use a URL like "smtp://user:password@host:587", or smtps:// for a server that begins with TLS',
    );
  }
  if (from === null) {
    const user = decoded(server.username);
    if (isAddress(user)) return { name: facilityName, address: user };
  }
  const sender = parseAddress(from ?? '');
  if (sender) return { name: sender.name ?? facilityName, address: sender.address };
  throw new ConfigError(
    'SMTP_FROM',
    from ?? '',
    'set the address that messages come from, such as "user-office@example.org" or "User Office <user-office@example.org>"',
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isPostgresUrl(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1;
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host === '::1' ||
    host === '[::1]' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}

function isTimeZone(zone: string): boolean {
  try {
    // An offset such as "+01:00" is a zone to Temporal, but knows no daylight saving: ask for a name.
    return !/^[+-]/.test(zone) && Temporal.Now.zonedDateTimeISO(zone) !== undefined;
  } catch {
    return false;
  }
}

import { isIP } from 'node:net';
import { hostname } from 'node:os';
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
  if (!isLoopback(host)) {
    throw new ConfigError(
      'HOST',
      host,
      'until access control has landed the server listens on loopback only: use "127.0.0.1", "::1" or "localhost"',
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
    adminToken,
    smtp:
      smtpUrl === null
        ? null
        : { url: smtpUrl, from: senderOf(smtpUrl, smtpFrom, facilityName), rate: smtpRate },
    workerConcurrency: integer('WORKER_CONCURRENCY', 4, 1, 64),
    nodeName: `${hostname()}:${process.pid}`,
  };
}

/** The URL with its password replaced, safe to print. Up to the last `@`: users and passwords have some too. */
export function maskPassword(url: string): string {
  return url.replace(/(\/\/[^:/]*):.*@/s, '$1:***@');
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
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function isTimeZone(zone: string): boolean {
  try {
    // An offset such as "+01:00" is a zone to Temporal, but knows no daylight saving: ask for a name.
    return !/^[+-]/.test(zone) && Temporal.Now.zonedDateTimeISO(zone) !== undefined;
  } catch {
    return false;
  }
}

import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { timingSafeEqual } from 'node:crypto';
import type { Notifications } from '../db/notify.ts';
import type { Clock } from '../engine/clock.ts';
import { InputProblem } from './errors.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What the API is built on. */
export interface Services {
  orm: MikroORM;
  notifications: Notifications;
  clock: Clock;
  facility: { name: string; timeZone: string };
  adminToken: string | null;
}

/** A signed-in person or token. */
export interface Principal {
  name: string;
  email: string | null;
  role: 'admin' | 'operator' | 'viewer';
}

/** What every resolver gets, made for each operation. */
export interface Context {
  services: Services;
  viewer: Principal;
  /** A unit of work of its own for each call, so that nothing stale is served to a subscription. */
  em(): EntityManager;
  loaders: Loaders;
  now(): Temporal.Instant;
}

/** Until access control has landed the server listens on loopback only, and who sits there is the administrator. */
const localAdministrator: Principal = { name: 'Local administrator', email: null, role: 'admin' };
const tokenHolder: Principal = { name: 'ADMIN_TOKEN', email: null, role: 'admin' };

/**
 * The context for one operation. `authorization` is the HTTP header or the WebSocket's connection parameter.
 * Throws UNAUTHENTICATED for a token that is not ours.
 */
export function createContext(services: Services, authorization: string | undefined): Context {
  return {
    services,
    viewer: authenticate(services.adminToken, authorization),
    em: () => services.orm.em.fork(),
    loaders: createLoaders(services),
    now: () => services.clock.now(),
  };
}

/** Whether {@link createContext} would accept the authorization. */
export function isAuthentic(services: Services, authorization: string | undefined): boolean {
  try {
    authenticate(services.adminToken, authorization);
    return true;
  } catch {
    return false;
  }
}

function authenticate(adminToken: string | null, authorization: string | undefined): Principal {
  if (!authorization) return localAdministrator;
  const token = /^Bearer (.+)$/.exec(authorization)?.[1];
  if (token && adminToken && equal(token, adminToken)) return tokenHolder;
  throw new InputProblem(
    'UNAUTHENTICATED',
    'The authorization is not valid: send "Bearer <token>" with a token of this server, or nothing.',
  );
}

/** Compares in constant time, whatever the lengths. */
function equal(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

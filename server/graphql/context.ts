import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Access } from '../access/access.ts';
import type { Origin, Principal } from '../access/principal.ts';
import type { Notifications } from '../db/notify.ts';
import type { Turns } from '../db/turns.ts';
import type { Clock } from '../engine/clock.ts';
import type { TaskScopes } from '../engine/scope.ts';
import { InputProblem } from './errors.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What the API is built on. */
export interface Services {
  orm: MikroORM;
  notifications: Notifications;
  clock: Clock;
  facility: { name: string; timeZone: string };
  access: Access;
  scopes: TaskScopes;
  logSearches: Turns;
  /** Where browsers reach the console, without a slash at the end. */
  consoleUrl(): string;
}

/** What every resolver gets, made for each operation. */
export interface Context {
  services: Services;
  /** Who asks; null when nobody is signed in, which only what is open to anyone may meet. */
  principal: Principal | null;
  /** Who asks, for all that needs somebody. */
  readonly viewer: Principal;
  origin: Origin;
  /** A unit of work of its own for each call, so that nothing stale is served; in a mutation the mutation's own. */
  em(): EntityManager;
  /** The transaction of the mutation under way: what it changes and its entry in the audit are one. */
  transaction: EntityManager | null;
  loaders: Loaders;
  now(): Temporal.Instant;
}

/** The context for one operation of `principal`. */
export function createContext(services: Services, principal: Principal | null, origin: Origin): Context {
  const context: Context = {
    services,
    principal,
    get viewer() {
      if (!principal) throw signInFirst();
      return principal;
    },
    origin,
    transaction: null,
    em: () => context.transaction ?? services.orm.em.fork(),
    loaders: createLoaders(services),
    now: () => services.clock.now(),
  };
  return context;
}

/** The answer to those who are not signed in. */
export const signInFirst = () =>
  new InputProblem(
    'UNAUTHENTICATED',
    'Nobody is signed in: sign in at the console, or send "Authorization: Bearer <token>".',
  );

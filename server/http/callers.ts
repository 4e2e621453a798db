import { execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { BadToken, type Credentials } from '../access/access.ts';
import type { Origin, Principal } from '../access/principal.ts';
import { workFor } from '../db/fair-pool.ts';
import type { Context, Services } from '../graphql/context.ts';
import { InputProblem } from '../graphql/errors.ts';
import { InProgress } from './in-progress.ts';
import { mostAtOnce } from './limits.ts';
import { RateLimits } from './rate-limits.ts';

/** Finds out who calls, over HTTP and WebSocket alike, and keeps each caller from taking what is there for all. */
export class Callers {
  private readonly rates = new RateLimits();
  private readonly lookups = new InProgress(mostAtOnce.lookups);
  private readonly operations = new InProgress(mostAtOnce.operations);
  private readonly downloads = new InProgress(mostAtOnce.downloads);

  constructor(private readonly services: Services) {}

  /**
   * Null when nobody is signed in. Throws UNAUTHENTICATED for a bad token, and RATE_LIMITED after too many of them from
   * one address. A good one is taken from there all the same: others are behind the same proxy.
   */
  async identify(credentials: Credentials, origin: Origin): Promise<Principal | null> {
    const { access } = this.services;
    const ip = addressOf(origin);
    using place = this.lookups.begin(ip);
    if (!place) throw tooManyAtOnce(`${mostAtOnce.lookups} requests from ${ip}`);
    try {
      return await workFor(`address ${ip}`, () => access.authenticate(credentials, origin));
    } catch (cause) {
      if (!(cause instanceof BadToken)) throw cause;
      await this.rates.badToken(ip);
      if (cause.act) await access.record(cause.act);
      throw new InputProblem('UNAUTHENTICATED', cause.message);
    }
  }

  /** Counts an operation. Throws RATE_LIMITED when the caller had too many. */
  count(key: string): Promise<void> {
    return this.rates.operation(key);
  }

  /** Executes a query or mutation. Throws RATE_LIMITED when too many of the caller's are under way. */
  async execute(args: ExecutionArgs): Promise<ExecutionResult> {
    const { principal, origin } = args.contextValue as Context;
    const key = keyOf(principal, origin);
    using place = this.operations.begin(key);
    if (!place) throw tooManyAtOnce(`${mostAtOnce.operations} of your operations`);
    return await workFor(key, () => execute(args));
  }

  /** Takes a place for a file that is sent, until that has ended. Throws RATE_LIMITED when the caller has too many. */
  beginDownload(principal: Principal, origin: Origin): Disposable {
    const place = this.downloads.begin(keyOf(principal, origin));
    if (!place) throw tooManyAtOnce(`${mostAtOnce.downloads} of your downloads`);
    return place;
  }
}

const tooManyAtOnce = (what: string) =>
  new InputProblem('RATE_LIMITED', `${what} are under way: wait for one of them to end.`, undefined, 1);

/** Whose operations are counted together: those of a person or token, or of an address where nobody is signed in. */
export const keyOf = (principal: Principal | null, origin: Origin) =>
  principal ? `${principal.kind} ${principal.id}` : `address ${addressOf(origin)}`;

const addressOf = ({ ip }: Origin) => ip ?? 'unknown';

/** Whether the caller may read the schema. */
export const mayIntrospect = (principal: Principal | null) => Boolean(principal?.role);

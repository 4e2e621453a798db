import type { Credentials } from '../access/access.ts';
import type { Origin, Principal } from '../access/principal.ts';
import { identify, type Services } from '../graphql/context.ts';
import { InputProblem } from '../graphql/errors.ts';
import type { RateLimits } from './rate-limits.ts';

/** Finds out who calls, over HTTP and WebSocket alike. */
export class Callers {
  constructor(
    private readonly services: Services,
    private readonly rates: RateLimits,
  ) {}

  /** Null when nobody is signed in. Throws UNAUTHENTICATED for a bad token, RATE_LIMITED after too many of them. */
  async identify(credentials: Credentials, origin: Origin): Promise<Principal | null> {
    if (credentials.authorization === undefined) return identify(this.services, credentials, origin);
    const ip = addressOf(origin);
    await this.rates.refuseBlocked(ip);
    try {
      return await identify(this.services, credentials, origin);
    } catch (cause) {
      if (cause instanceof InputProblem) await this.rates.failed(ip);
      throw cause;
    }
  }

  /** Counts an operation. Throws RATE_LIMITED when the caller had too many. */
  count(key: string): Promise<void> {
    return this.rates.operation(key);
  }
}

/** Whose operations are counted together: those of a person or token, or of an address where nobody is signed in. */
export const keyOf = (principal: Principal | null, origin: Origin) =>
  principal ? `${principal.kind} ${principal.id}` : `address ${addressOf(origin)}`;

const addressOf = ({ ip }: Origin) => ip ?? 'unknown';

/** Whether the caller may read the schema. */
export const mayIntrospect = (principal: Principal | null) => Boolean(principal?.role);

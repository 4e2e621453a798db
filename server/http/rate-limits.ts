import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { InputProblem } from '../graphql/errors.ts';

/** Operations of one person or token, or of one address where nobody is signed in, in that many s. */
const operations = { points: 1_000, duration: 10 };

/** Tokens from one address that were not good, in that many s: guessing is hopeless, but costs us statements. */
const badTokens = { points: 30, duration: 60 };

/** Counts on this node what callers ask for, so that none of them keeps it from the others. */
export class RateLimits {
  private readonly operations = new RateLimiterMemory(operations);
  private readonly badTokens = new RateLimiterMemory(badTokens);

  /** Counts an operation. Throws RATE_LIMITED when there were too many. */
  async operation(key: string): Promise<void> {
    try {
      await this.operations.consume(key);
    } catch (state) {
      if (!(state instanceof RateLimiterRes)) throw state;
      throw tooMany(
        `You have asked ${operations.points.toLocaleString('en')} times within ${operations.duration} s`,
        state,
      );
    }
  }

  /** Counts an authorization from this address that was not good. */
  async failed(ip: string): Promise<void> {
    await this.badTokens.penalty(ip);
  }

  /** Throws RATE_LIMITED when too many authorizations from this address were not good. */
  async refuseBlocked(ip: string): Promise<void> {
    const state = await this.badTokens.get(ip);
    if (state && state.consumedPoints >= badTokens.points) {
      throw tooMany(`Too many tokens from ${ip} were not valid`, state);
    }
  }
}

/** The answer to too much, with when to come back. */
function tooMany(what: string, { msBeforeNext }: { msBeforeNext: number }): InputProblem {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new InputProblem('RATE_LIMITED', `${what}: wait ${seconds} s.`, undefined, seconds);
}

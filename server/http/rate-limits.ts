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
  operation(key: string): Promise<void> {
    const { points, duration } = operations;
    const tooOften = `You have asked ${points.toLocaleString('en')} times within ${duration} s`;
    return consume(this.operations, key, tooOften);
  }

  /** Counts a token from this address that was not good. Throws RATE_LIMITED when there were too many. */
  badToken(ip: string): Promise<void> {
    return consume(this.badTokens, ip, `Too many tokens from ${ip} were not valid`);
  }
}

async function consume(limiter: RateLimiterMemory, key: string, tooOften: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (state) {
    if (!(state instanceof RateLimiterRes)) throw state;
    // When to come back.
    const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
    throw new InputProblem('RATE_LIMITED', `${tooOften}: wait ${seconds} s.`, undefined, seconds);
  }
}

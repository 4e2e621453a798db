import type { Pool } from 'pg';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';

/** Wrong passwords for one account from one place that lock it for that place until so many s after the first. */
const perAccountAndPlace = { points: 5, duration: 15 * 60 };

/** Wrong passwords for one account from everywhere: a guesser has many places, and the owner needs few tries. */
const perAccount = { points: 30, duration: 3600 };

/** Tries of any kind from one place: many accounts, each guessed a few times. */
const perPlace = { points: 60, duration: 600 };

/** Ways to the identity provider that one place may begin; each is remembered until it is gone. */
const perBeginner = { points: 100, duration: 600 };

/** Failures at the identity provider that the audit remembers of one place: anybody can make up as many as they like. */
const perNoted = { points: 10, duration: 600 };

/** A try that has been counted. */
export interface CountedTry {
  /** Seconds to wait before another one is looked at, and so not this one either; 0 to look at it. */
  wait: number;
  /** Whether it is the last one for now, should it fail. */
  isLast: boolean;
}

/** The tries that are left to somebody who signs in. Shared by all nodes, through the database. */
export interface SignInLimits {
  /**
   * Counts a try as one that failed before it is looked at: to look takes long, and whoever sends many at once would
   * have all of them looked at otherwise.
   */
  count(place: string, email: string | null): Promise<CountedTry>;
  /** Takes back a try that was right, and forgets the failed ones of its account from this place: its owner is in. */
  succeeded(place: string, email: string | null): Promise<void>;
  /** Counts a way to the identity provider that begins; seconds to wait when there were too many, else 0. */
  begin(place: string): Promise<number>;
  /** Whether a failure at the identity provider is to be remembered: the first few of a place are. */
  note(place: string): Promise<boolean>;
}

/** Limits in the table `sign_in_limit`. */
export function createSignInLimits(pool: Pool): SignInLimits {
  const limiter = (keyPrefix: string, limits: typeof perPlace) =>
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'sign_in_limit',
      tableCreated: true,
      keyPrefix,
      ...limits,
    });
  const places = limiter('place', perPlace);
  const accounts = limiter('account', perAccount);
  const pairs = limiter('pair', perAccountAndPlace);
  const beginners = limiter('begin', perBeginner);
  const noted = limiter('note', perNoted);
  // Those that concern the fewest first: who has no more tries at one account takes none from its owner elsewhere.
  const counted = (place: string, email: string | null) => [
    ...(email === null
      ? []
      : [
          { limiter: pairs, key: short(`${place} ${email}`) },
          { limiter: accounts, key: short(email) },
        ]),
    { limiter: places, key: place },
  ];

  return {
    async count(place, email) {
      const counters = counted(place, email);
      // What is tried while any of them is locked counts for none.
      const waits = await Promise.all(
        counters.map(async ({ limiter, key }) => {
          const state = await limiter.get(key);
          return state && state.consumedPoints >= limiter.points ? secondsOf(state) : 0;
        }),
      );
      const wait = Math.max(...waits);
      if (wait > 0) return { wait, isLast: false };
      let isLast = false;
      for (const { limiter, key } of counters) {
        const state = await consume(limiter, key);
        if (state.consumedPoints > limiter.points) return { wait: secondsOf(state), isLast: false };
        isLast ||= state.remainingPoints === 0;
      }
      return { wait: 0, isLast };
    },
    async succeeded(place, email) {
      await places.reward(place);
      if (email === null) return;
      await accounts.reward(short(email));
      await pairs.delete(short(`${place} ${email}`));
    },
    async begin(place) {
      return secondsBeyond(beginners, place);
    },
    async note(place) {
      return (await secondsBeyond(noted, place)) === 0;
    },
  };
}

/** Counts; how long until it would be within the limit again, in s, or 0 while it is. */
async function secondsBeyond(limiter: RateLimiterPostgres, key: string): Promise<number> {
  const state = await consume(limiter, key);
  return state.consumedPoints > limiter.points ? secondsOf(state) : 0;
}

/** Counts; the limiter rejects with the state when its limit is passed. */
async function consume(limiter: RateLimiterPostgres, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key);
  } catch (state) {
    if (state instanceof Error) throw state;
    return state as RateLimiterRes;
  }
}

const secondsOf = ({ msBeforeNext }: RateLimiterRes) => Math.ceil(msBeforeNext / 1000);

/** Keys have room for 255 characters; nobody signs in with an address as long as that. */
const short = (text: string) => text.toLowerCase().slice(0, 200);

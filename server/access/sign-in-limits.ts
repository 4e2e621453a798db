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

/** The tries that are left to somebody who signs in. Shared by all nodes, through the database. */
export interface SignInLimits {
  /** Seconds to wait before the next try is looked at; 0 for none. */
  wait(place: string, email: string | null): Promise<number>;
  /** Counts a way to the identity provider that begins; seconds to wait when there were too many, else 0. */
  begin(place: string): Promise<number>;
  /** Whether a failure at the identity provider is to be remembered: the first few of a place are. */
  note(place: string): Promise<boolean>;
  /** Counts a try that failed. */
  failed(place: string, email: string | null): Promise<void>;
  /** Forgets the failed tries of an account from one place: its owner is in. */
  succeeded(place: string, email: string): Promise<void>;
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
  const counted = (place: string, email: string | null) => [
    { limiter: places, key: place },
    ...(email === null
      ? []
      : [
          { limiter: accounts, key: short(email) },
          { limiter: pairs, key: short(`${place} ${email}`) },
        ]),
  ];

  return {
    async wait(place, email) {
      const states = await Promise.all(
        counted(place, email).map(async ({ limiter, key }) => {
          const state = await limiter.get(key);
          return state && state.consumedPoints >= limiter.points ? state.msBeforeNext / 1000 : 0;
        }),
      );
      return Math.ceil(Math.max(...states));
    },
    async begin(place) {
      return secondsBeyond(beginners, place);
    },
    async note(place) {
      return (await secondsBeyond(noted, place)) === 0;
    },
    async failed(place, email) {
      for (const { limiter, key } of counted(place, email)) {
        // Rejects with the state when the limit is passed, which `wait` will tell; anything else is an error.
        await limiter.consume(key).catch((state: RateLimiterRes | Error) => {
          if (state instanceof Error) throw state;
        });
      }
    },
    async succeeded(place, email) {
      await pairs.delete(short(`${place} ${email}`));
    },
  };
}

/** Counts; how long until it would be within the limit again, in s, or 0 while it is. */
async function secondsBeyond(limiter: RateLimiterPostgres, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (state) {
    if (state instanceof Error) throw state;
    return Math.ceil((state as RateLimiterRes).msBeforeNext / 1000);
  }
}

/** Keys have room for 255 characters; nobody signs in with an address as long as that. */
const short = (text: string) => text.toLowerCase().slice(0, 200);

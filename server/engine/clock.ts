/** Where the program's time comes from. Injected, so that tests set it and nobody sleeps through it. */
export interface Clock {
  now(): Temporal.Instant;
  /** Calls `handler` after the clock was set forward or back; returns the way to stop. */
  onJump(handler: () => void): () => void;
}

/** How often the database's clock is read, in ms. */
const readEvery = 2_000;
/** A difference of more than this, in ms, is a clock that was set and no drift. */
const jump = 1_000;

/**
 * The database's clock, carried on by this machine's monotonic one between two readings. All nodes so agree on
 * the time, and a machine whose wall clock is wrong or is set does not start anything at the wrong time.
 * While the database is away the clock goes on.
 */
export class DatabaseClock implements Clock {
  readonly #handlers = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  #reading: Promise<void> = Promise.resolve();
  /** Time on the database's clock when the monotonic one was at 0, in ns. */
  #offset = 0n;

  private constructor(private readonly read: () => Promise<Temporal.Instant>) {
    this.#timer = setInterval(() => {
      // The database being away is reported by those who need it.
      this.#reading = this.#adjust().catch(() => undefined);
    }, readEvery).unref();
  }

  /** Reads the time for the first time. Rejects when that fails. */
  static async start(read: () => Promise<Temporal.Instant>): Promise<DatabaseClock> {
    const clock = new DatabaseClock(read);
    try {
      await clock.#adjust();
    } catch (cause) {
      await clock.stop();
      throw cause;
    }
    return clock;
  }

  /** To the microsecond, as PostgreSQL keeps it: what is compared and what is stored is the same. */
  now = (): Temporal.Instant =>
    new Temporal.Instant(((this.#offset + process.hrtime.bigint()) / 1_000n) * 1_000n);

  onJump = (handler: () => void): (() => void) => {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  };

  /** Reads no more. Resolves when no reading is under way: one that outlived its connections would open them again. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
  }

  async #adjust(): Promise<void> {
    const asked = process.hrtime.bigint();
    const time = (await this.read()).epochNanoseconds;
    const answered = process.hrtime.bigint();
    // It was read at some moment between question and answer.
    const uncertainty = (answered - asked) / 2n;
    const offset = time - (asked + uncertainty);
    const difference = offset - this.#offset;
    const size = difference < 0n ? -difference : difference;
    if (size <= uncertainty) return;
    const isFirst = this.#offset === 0n;
    this.#offset = offset;
    if (!isFirst && size > BigInt(jump) * 1_000_000n + uncertainty) {
      for (const handler of this.#handlers) handler();
    }
  }
}

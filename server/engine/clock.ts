/** Where the program's time comes from. Injected, so that tests set it and nobody sleeps through it. */
export interface Clock {
  now(): Temporal.Instant;
  /** Calls `handler` after the wall clock was set forward or back; returns the way to stop. */
  onJump(handler: () => void): () => void;
}

/** How far wall clock and monotonic clock may drift apart in a second before it counts as a jump, in ms. */
const tolerance = 1_000;

/** The machine's clock. Jumps are found by comparing it with the monotonic clock every second. */
export const systemClock: Clock = {
  now: () => Temporal.Now.instant(),

  onJump(handler) {
    const offset = () => Temporal.Now.instant().epochMilliseconds - performance.now();
    let known = offset();
    const timer = setInterval(() => {
      const current = offset();
      const jumped = Math.abs(current - known) > tolerance;
      known = current;
      if (jumped) handler();
    }, 1_000).unref();
    return () => clearInterval(timer);
  },
};

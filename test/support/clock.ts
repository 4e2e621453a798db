import type { Clock } from '../../server/engine/clock.ts';

/** A clock that stands still until a test moves it. Moving it tells the engine, as setting the real one would. */
export class TestClock implements Clock {
  readonly #handlers = new Set<() => void>();
  #now: Temporal.Instant;

  constructor(start: string) {
    this.#now = Temporal.Instant.from(start);
  }

  now = (): Temporal.Instant => this.#now;

  onJump = (handler: () => void): (() => void) => {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  };

  /** Moves the clock by an ISO 8601 duration, or to an instant. */
  advance(by: string): void {
    this.moveTo(this.#now.add(Temporal.Duration.from(by)));
  }

  moveTo(instant: Temporal.Instant | string): void {
    this.#now = Temporal.Instant.from(instant);
    for (const handler of this.#handlers) handler();
  }
}

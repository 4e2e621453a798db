/** Somebody's work that has not begun. */
interface Waiting {
  key: string;
  begin: () => void;
}

/**
 * Lets each of many have so much work under way, and all together so much. What comes later waits for its turn, which
 * comes sooner to those who have less under way.
 */
export class Turns {
  private readonly underWay = new Map<string, number>();
  private all = 0;
  private readonly waiting = new Set<Waiting>();

  constructor(
    private readonly limits: {
      perKey: number;
      inAll: number;
      /** How long work may wait for its turn, in ms. */
      waits: number;
    },
  ) {}

  /** Waits for a turn of `key`'s, to be disposed of when its work has ended; null when it did not come in time. */
  begin(key: string): Promise<Disposable | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting.delete(entry);
        resolve(null);
      }, this.limits.waits).unref();
      const entry: Waiting = {
        key,
        begin: () => {
          clearTimeout(timer);
          resolve({ [Symbol.dispose]: () => this.end(key) });
        },
      };
      this.waiting.add(entry);
      this.beginNext();
    });
  }

  private end(key: string): void {
    this.count(key, -1);
    this.beginNext();
  }

  private beginNext(): void {
    const { perKey, inAll } = this.limits;
    if (this.all >= inAll) return;
    let next: Waiting | null = null;
    let least = perKey;
    for (const entry of this.waiting) {
      const own = this.underWay.get(entry.key) ?? 0;
      if (own < least) [next, least] = [entry, own];
    }
    if (!next) return;
    this.waiting.delete(next);
    this.count(next.key, 1);
    next.begin();
  }

  private count(key: string, change: 1 | -1): void {
    this.all += change;
    const own = (this.underWay.get(key) ?? 0) + change;
    if (own > 0) this.underWay.set(key, own);
    else this.underWay.delete(key);
  }
}

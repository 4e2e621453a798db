/** Counts what each of many has in progress, so that none has too much. */
export class InProgress {
  private readonly counts = new Map<string, number>();

  constructor(
    /** What one may have in progress at once. */
    private readonly most: number,
  ) {}

  /** One more of `key`'s, to be disposed of when it has ended; null when there are too many. */
  begin(key: string): Disposable | null {
    const before = this.counts.get(key) ?? 0;
    if (before >= this.most) return null;
    this.counts.set(key, before + 1);
    return { [Symbol.dispose]: () => this.end(key) };
  }

  private end(key: string): void {
    const left = this.counts.get(key)! - 1;
    if (left > 0) this.counts.set(key, left);
    else this.counts.delete(key);
  }
}

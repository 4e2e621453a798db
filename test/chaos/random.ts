import { Random } from '../../server/domain/sample/random.ts';

/** Chance for the chaos suite: the same for a seed. */
export class ChaosRandom extends Random {
  /** One of the items; undefined when there are none. */
  pickAny<Item>(items: readonly Item[]): Item | undefined {
    return items.length > 0 ? this.pick(items) : undefined;
  }

  /** One of the keys, by their weights. */
  weighted<K extends string>(weights: Record<K, number>): K {
    const entries = Object.entries(weights) as [K, number][];
    let rest = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    return (entries.find(([, weight]) => (rest -= weight) < 0) ?? entries[0]!)[0];
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from '../../server/db/turns.ts';

/** Takes turns with work that ends when it is told to, the first of it first; `begun` has whose it was, in order. */
function aQueue(waits = 60_000) {
  const turns = new Turns({ perKey: 2, inAll: 3, waits });
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const take = async (key: string) => {
    using turn = await turns.begin(key);
    if (!turn) return null;
    begun.push(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.push(resolve);
    await promise;
    return key;
  };
  const endFirst = async () => {
    ends.shift()!();
    await nextTurn();
  };
  return { begun, take, endFirst };
}

test('each has so much under way and all together so much, and who has least comes next', async () => {
  const { begun, take, endFirst } = aQueue();
  const keys = ['a', 'a', 'a', 'a', 'b', 'b', 'c'];
  const taken = keys.map(take);
  await nextTurn();
  expect(begun.join('')).toBe('aab');
  for (const _ of keys) await endFirst();
  expect(begun.join('')).toBe('aabcaba');
  expect(await Promise.all(taken)).toEqual(keys);
});

test('whose turn does not come in time goes without, and nobody behind is held up by it', async () => {
  const { begun, take, endFirst } = aQueue(20);
  const first = [take('a'), take('a')];
  expect(await take('a')).toBeNull();
  const other = take('b');
  for (let ended = 0; ended < 3; ended += 1) await endFirst();
  expect(await Promise.all([...first, other])).toEqual(['a', 'a', 'b']);
  expect(begun.join('')).toBe('aab');
});

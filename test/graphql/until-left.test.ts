import { expect, test } from 'vitest';
import { untilLeft } from '../../server/graphql/until-left.ts';

test('a source ends and cleans up at once when its reader leaves, although no event comes', async () => {
  let cleanedUp = false;
  const events = untilLeft(async function* (left) {
    try {
      yield 'first';
      await new Promise((resolve) => left.addEventListener('abort', resolve));
    } finally {
      cleanedUp = true;
    }
  });
  expect(await events.next()).toEqual({ done: false, value: 'first' });
  const waiting = events.next();
  await events.return();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(cleanedUp).toBe(true);
});

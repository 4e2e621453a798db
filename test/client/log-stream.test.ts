import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogStream } from '../../client/components/run-log/log-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const line = (seq: number) => ({
  __typename: 'LogLine' as const,
  seq,
  at: '2027-01-15T16:00:00Z',
  level: 'INFO',
  message: `line ${seq}`,
  fields: null,
});

const run = {
  __typename: 'TaskRun',
  id: '1',
  state: 'RUNNING',
  ...Object.fromEntries(
    ['trigger', 'requestedBy', 'slot', 'queuedAt', 'startedAt', 'finishedAt', 'cancelling', 'cancelledBy']
      .concat(['duration', 'attempt', 'worker', 'summary', 'error', 'progress', 'logLineCount', 'lastLine'])
      .concat(['checks', 'checksSince'])
      .map((field) => [field, null]),
  ),
};

/** What the server sends for a run that goes on: these lines. */
const lines = (...seqs: number[]): ApolloLink.Result => ({
  data: { runLog: { __typename: 'RunLogEvent', lines: seqs.map(line), run } },
});

test('lines that the server could not say are asked for again, after the last one that came', async () => {
  const answers = [
    [lines(1, 2), { data: null, errors: [{ message: 'Something went wrong.' }] }, lines(5)],
    [lines(3, 4), lines(5)],
  ];
  const asked: unknown[] = [];
  const link = new ApolloLink(
    ({ variables }) =>
      new Observable((observer) => {
        asked.push(variables['after']);
        for (const answer of answers.shift() ?? []) observer.next(answer);
      }),
  );
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const shown: number[] = [];
  const states: boolean[] = [];
  const stream: LogStream = new LogStream(client, '1', 0, {
    onLines(some) {
      shown.push(...some.map(({ seq }) => seq));
      states.push(stream.interrupted);
    },
  });
  stream.start();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shown).toEqual([1, 2, 3, 4, 5]);
  expect(asked).toEqual([0, 2]);
  expect(states.at(0)).toBe(true);
  expect(states.at(-1)).toBe(false);
  stream.stop();
});

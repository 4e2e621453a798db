import { expect, test } from 'vitest';
import {
  chartText,
  drawChart,
  HEIGHT,
  lengthText,
  WIDTH,
  type Mark,
} from '../../client/features/task-list/chart.ts';
import type { RunState } from '../../client/gql/graphql.ts';

const marks = (...runs: [RunState, string][]): Mark[] =>
  runs.map(([state, duration], at) => ({
    id: String(at),
    state,
    duration,
    startedAt: '2026-11-24T20:00:00Z',
  }));

/** The bars of a path: where each box begins and how large it is. */
const boxes = (path: string) =>
  [...path.matchAll(/M(\d+) (\d+)h(\d+)v(\d+)/g)].map(([, x, y, width, height]) =>
    [x, y, width, height].map(Number),
  );

test('a chart is told in words, commonest ends first, and nothing that there was none of', () => {
  const many = marks(...Array.from({ length: 28 }, (): [RunState, string] => ['SUCCEEDED', 'PT1S']));
  expect(chartText([...many, ...marks(['FAILED', 'PT1S'], ['FAILED', 'PT2S'])])).toBe(
    '30 runs: 28 succeeded, 2 failed',
  );
  expect(chartText(marks(['SUCCEEDED', 'PT1S']))).toBe('1 run: 1 succeeded');
  expect(
    chartText(
      marks(
        ['RUNNING', 'PT1S'],
        ['LOST', 'PT1S'],
        ['SKIPPED', 'PT1S'],
        ['CANCELLED', 'PT1S'],
        ['TIMED_OUT', 'PT1S'],
      ),
    ),
  ).toBe('5 runs: 1 timed out, 1 lost, 1 found nothing to do, 1 cancelled, 1 running');
  expect(lengthText(marks(['SUCCEEDED', 'PT2M'], ['SUCCEEDED', 'PT6.1S']))).toBe(
    'Longest 2 min, latest 6.1 s',
  );
});

test('longer runs have higher bars, the newest stands at the right edge, and all stay inside', () => {
  const [only] = drawChart(marks(['SUCCEEDED', 'PT0S'], ['SUCCEEDED', 'PT25S'], ['SUCCEEDED', 'PT1M40S']));
  const bars = boxes(only!.path);
  expect(bars.map(([x]) => x)).toEqual([WIDTH - 12, WIDTH - 8, WIDTH - 4]);
  expect(bars.map((bar) => bar[3])).toEqual([3, 11, 19]);
  // They stand on one line.
  expect(new Set(bars.map(([, y, , height]) => y! + height!)).size).toBe(1);
});

test('each end has a shape of its own: below the line, flat, or hollow', () => {
  const chart = drawChart(
    marks(
      ['SUCCEEDED', 'PT1S'],
      ['FAILED', 'PT1S'],
      ['SKIPPED', 'PT1S'],
      ['CANCELLED', 'PT1S'],
      ['RUNNING', 'PT1S'],
    ),
  );
  const shape = (kind: string) => chart.find((part) => part.kind === kind)!.path.replaceAll(/M\d+/g, 'M');
  expect(new Set(['succeeded', 'failed', 'skipped', 'cancelled'].map(shape)).size).toBe(4);
  const mark = boxes(chart.find(({ kind }) => kind === 'failed')!.path)[1]!;
  const ground = boxes(chart.find(({ kind }) => kind === 'succeeded')!.path).map(
    ([, y, , height]) => y! + height!,
  )[0]!;
  expect(mark[1]).toBeGreaterThan(ground);
  expect(mark[1]! + mark[3]!).toBeLessThanOrEqual(HEIGHT);
});

test('of more runs than fit the latest are shown, all failures alike, and of none nothing', () => {
  const runs = marks(
    ...Array.from({ length: 40 }, (_, at): [RunState, string] => [at < 10 ? 'FAILED' : 'SUCCEEDED', 'PT1S']),
  );
  expect(drawChart(runs).map(({ kind }) => kind)).toEqual(['succeeded']);
  expect(chartText(runs)).toBe('30 runs: 30 succeeded');
  expect(
    drawChart(marks(['LOST', 'PT1S'], ['TIMED_OUT', 'PT1S'], ['FAILED', 'PT1S'])).map(({ kind }) => kind),
  ).toEqual(['failed']);
  expect(drawChart([])).toEqual([]);
});

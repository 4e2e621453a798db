import { describe, expect, it } from 'vitest';
import {
  chartText,
  drawChart,
  GROUND,
  outcomesOf,
  type Mark,
} from '../../client/features/task-detail/chart.ts';
import { failureTitle } from '../../client/features/task-detail/failure-text.ts';
import { shareText } from '../../client/features/task-detail/share-text.ts';
import type { RunState } from '../../client/gql/graphql.ts';

const NOW = Date.parse('2027-01-15T16:00:00Z');

let id = 0;
const mark = (state: RunState, duration: string): Mark => ({
  id: `${(id += 1)}`,
  state,
  trigger: 'SCHEDULE',
  startedAt: '2027-01-15T15:58:00Z',
  duration,
});

describe('the chart of runs', () => {
  it('has an axis in round words, with a line about half way up', () => {
    const texts = (duration: string) =>
      drawChart([mark('SUCCEEDED', duration)], NOW).lines.map(({ text }) => text);
    expect(texts('PT4M10S')).toEqual(['5 min', '1 min']);
    expect(texts('PT50M')).toEqual(['1 h', '20 min']);
    expect(texts('PT0.7S')).toEqual(['1 s', '0.2 s']);
    expect(texts('PT0S')).toEqual(['10 ms']);
    expect(texts('P3D')).toEqual(['5 d', '1 d']);
  });

  it('makes a run of a quarter of the length half as high, and none invisible', () => {
    const { bars } = drawChart(
      [mark('SUCCEEDED', 'PT20S'), mark('FAILED', 'PT5S'), mark('LOST', 'PT0.001S')],
      NOW,
    );
    expect(bars.map(({ height }) => height)).toEqual([GROUND, GROUND / 2, 4]);
    expect(bars.every(({ y, height }) => y + height === GROUND)).toBe(true);
  });

  it('has the newest run at the right edge, with room for many, however few there are', () => {
    const few = drawChart([mark('SUCCEEDED', 'PT1S'), mark('SUCCEEDED', 'PT1S')], NOW).bars;
    expect(few.map(({ x, width }) => [x, width])).toEqual([
      [92, 4],
      [96, 4],
    ]);
    const many = drawChart(
      Array.from({ length: 50 }, () => mark('SUCCEEDED', 'PT1S')),
      NOW,
    ).bars;
    expect([many[0]?.x, many[49]?.x, many[0]?.width]).toEqual([0, 98, 2]);
  });

  it('shows a run that goes on as long as it has been going', () => {
    const { lines, bars } = drawChart([mark('RUNNING', 'PT3S')], NOW);
    expect(lines[0]?.text).toBe('2 min');
    expect(bars[0]?.height).toBe(GROUND);
  });

  it('does not measure what found nothing to do', () => {
    const { lines, bars } = drawChart([mark('SKIPPED', 'PT9S')], NOW);
    expect(lines).toEqual([]);
    expect(bars[0]?.height).toBe(3);
  });

  it('is told in words, state by state', () => {
    const marks = [mark('SUCCEEDED', 'PT1S'), mark('TIMED_OUT', 'PT1S'), mark('SUCCEEDED', 'PT1S')];
    expect(chartText(marks)).toBe('3 runs: 2 succeeded, 1 timed out');
    expect(outcomesOf(marks)).toEqual([
      { state: 'SUCCEEDED', count: 2 },
      { state: 'TIMED_OUT', count: 1 },
    ]);
  });
});

describe('the banner of a failing task', () => {
  const title = (state: RunState, count: number, orMore = false) =>
    failureTitle('Cycle Lifecycle', state, { count, orMore });

  it('says how the last run ended when it is the only one', () => {
    expect(title('FAILED', 1)).toBe('The last run of Cycle Lifecycle failed');
    expect(title('TIMED_OUT', 1)).toBe('The last run of Cycle Lifecycle timed out');
    expect(title('LOST', 1)).toBe('The last run of Cycle Lifecycle was lost');
  });

  it('counts those in a row, and says when there may have been more', () => {
    expect(title('FAILED', 3)).toBe('Cycle Lifecycle has failed 3 times in a row');
    expect(title('LOST', 2)).toBe(
      'Cycle Lifecycle has not succeeded 2 times in a row; the last run was lost',
    );
    expect(title('FAILED', 50, true)).toBe('Cycle Lifecycle has failed 50 or more times in a row');
    expect(title('FAILED', 1, true)).toBe('Cycle Lifecycle has failed 1 or more times in a row');
  });
});

describe('a success rate', () => {
  it('is rounded, but says all only of all and none only of none', () => {
    expect([shareText(62, 85), shareText(199, 200), shareText(1, 1_000)]).toEqual(['73%', '99%', '1%']);
    expect([shareText(3, 3), shareText(0, 3)]).toEqual(['100%', '0%']);
  });
});

import { countText } from '../../components/count-text.ts';
import { isFailure } from '../../components/run-states.ts';
import { durationMs, elapsedText } from '../../components/time/durations.ts';
import type { RecentRunsQuery, RunState } from '../../gql/graphql.ts';

export type Mark = RecentRunsQuery['tasks'][number]['recentRuns'][number];

/** How a run looks in a chart: each kind has a shape of its own, so that it shows without colours, too. */
export type Kind = 'succeeded' | 'failed' | 'skipped' | 'cancelled' | 'running';

/** Runs in a chart; older ones are left out. */
export const RUNS = 30;
/** From the left edge of a bar to that of the next one. */
const STEP = 4;
const BAR = 3;
/** The bars stand on this line; failures have a mark below it. */
const GROUND = 19;
const LEAST = 3;

export const WIDTH = RUNS * STEP;
export const HEIGHT = 24;

const kindOf = (state: RunState): Kind => {
  if (isFailure(state)) return 'failed';
  if (state === 'SKIPPED') return 'skipped';
  if (state === 'CANCELLED') return 'cancelled';
  return state === 'SUCCEEDED' ? 'succeeded' : 'running';
};

const box = (x: number, y: number, width: number, height: number): string =>
  `M${x} ${y}h${width}v${height}h${-width}z`;

/** A bar as high as the run was long, by the root of it: short ones stay visible beside long ones. */
function draw(kind: Kind, x: number, share: number): string {
  if (kind === 'skipped') return box(x, GROUND - 2, BAR, 2);
  const height = Math.round(LEAST + Math.sqrt(share) * (GROUND - LEAST));
  const bar = box(x, GROUND - height, BAR, height);
  if (kind === 'failed') return bar + box(x, GROUND + 2, BAR, 3);
  // Hollow: the inner box runs the other way round and so is cut out.
  return kind === 'succeeded' ? bar : `${bar}M${x + 1} ${GROUND - height + 1}v${height - 2}h1v${2 - height}z`;
}

/** One path for all bars of a kind, the newest run at the right edge. */
export function drawChart(marks: readonly Mark[]): { kind: Kind; path: string }[] {
  const shown = marks.slice(-RUNS);
  const lengths = shown.map(({ duration }) => durationMs(duration));
  const longest = Math.max(1, ...lengths);
  const paths = new Map<Kind, string>();
  for (const [at, { state }] of shown.entries()) {
    const kind = kindOf(state);
    const x = (RUNS - shown.length + at) * STEP;
    paths.set(kind, (paths.get(kind) ?? '') + draw(kind, x, (lengths[at] ?? 0) / longest));
  }
  return [...paths].map(([kind, path]) => ({ kind, path }));
}

const WORDS: [RunState, string][] = [
  ['SUCCEEDED', 'succeeded'],
  ['FAILED', 'failed'],
  ['TIMED_OUT', 'timed out'],
  ['LOST', 'lost'],
  ['SKIPPED', 'found nothing to do'],
  ['CANCELLED', 'cancelled'],
  ['RUNNING', 'running'],
];

/** "30 runs: 28 succeeded, 2 failed": the chart for those who do not see it. */
export function chartText(marks: readonly Mark[]): string {
  const shown = marks.slice(-RUNS);
  const parts = WORDS.map(([state, word]) => {
    const count = shown.filter((mark) => mark.state === state).length;
    return count > 0 ? `${count} ${word}` : '';
  });
  return `${countText(shown.length, 'run')}: ${parts.filter(Boolean).join(', ')}`;
}

/** "Longest 6.1 s, latest 1.2 s": what the heights of the bars mean. */
export function lengthText(marks: readonly Mark[]): string {
  const lengths = marks.slice(-RUNS).map(({ duration }) => durationMs(duration));
  return `Longest ${elapsedText(Math.max(...lengths))}, latest ${elapsedText(lengths.at(-1) ?? 0)}`;
}

import { countText } from '../../components/count-text.ts';
import { RUN_STATES } from '../../components/run-states.ts';
import { durationMs, elapsedText, tickingText } from '../../components/time/durations.ts';
import type { RunState, TaskDetailQuery } from '../../gql/graphql.ts';

/** A run as the chart knows it. */
export type Mark = NonNullable<TaskDetailQuery['task']>['recentRuns'][number];

/** Height of the drawing above the line that the bars stand on. */
export const GROUND = 132;
/** Places for bars at least: a few runs do not become a few walls. */
export const FEWEST = 25;
/** So that the shortest run can be seen. */
const LEAST = 4;
const STUB = 3;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lengths that an axis may be labelled with. */
const STEPS = [
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 20, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map((count) => count * DAY),
];

/** A line across the chart. */
export interface Line {
  y: number;
  text: string;
}

/** A bar, and the place it has to itself, in percent of the width. */
export interface Bar {
  mark: Mark;
  x: number;
  width: number;
  y: number;
  height: number;
}

/** Whole seconds and above without a fraction: "20 s", not "20.0 s". */
const stepText = (ms: number): string => (ms < SECOND ? elapsedText(ms) : tickingText(ms));

/** By the root of the length: short runs stay visible beside long ones. */
const heightOf = (ms: number, top: number): number => Math.sqrt(ms / top) * GROUND;

/** The lines of an axis up to `top`: there, and at the length that is nearest to half its height. */
function linesOf(top: number): Line[] {
  const off = (step: number) => Math.abs(heightOf(step, top) - GROUND / 2);
  const half = STEPS.filter((step) => step < top).toSorted((a, b) => off(a) - off(b))[0];
  const lengths = half === undefined ? [top] : [top, half];
  return lengths.map((ms) => ({ y: GROUND - heightOf(ms, top), text: stepText(ms) }));
}

/** How long a run took; of one that goes on, so far. */
export const lengthOf = ({ state, startedAt, duration }: Mark, now: number): number =>
  state === 'RUNNING' ? Math.max(0, now - Date.parse(startedAt)) : durationMs(duration);

/** Whether a run has a length to show: what found nothing to do took no time worth a bar. */
const hasLength = ({ state }: Mark): boolean => state !== 'SKIPPED';

/** The chart of some runs, oldest first: the newest stands at the right edge. */
export function drawChart(marks: readonly Mark[], now: number): { lines: Line[]; bars: Bar[] } {
  const shown = marks.filter(hasLength);
  const longest = Math.max(...shown.map((mark) => lengthOf(mark, now)), 0);
  const top = STEPS.find((step) => step >= longest) ?? longest;
  const places = Math.max(FEWEST, marks.length);
  const width = 100 / places;
  const bars = marks.map((mark, at) => {
    const height = hasLength(mark) ? Math.max(LEAST, heightOf(lengthOf(mark, now), top)) : STUB;
    return { mark, x: (places - marks.length + at) * width, width, y: GROUND - height, height };
  });
  return { lines: shown.length > 0 ? linesOf(top) : [], bars };
}

/** How many of the runs ended which way, in the order of the states. */
export function outcomesOf(marks: readonly Mark[]): { state: RunState; count: number }[] {
  const states = Object.keys(RUN_STATES) as RunState[];
  return states
    .map((state) => ({ state, count: marks.filter((mark) => mark.state === state).length }))
    .filter(({ count }) => count > 0);
}

/** "50 runs: 48 succeeded, 2 failed": the chart for those who do not see it. */
export function chartText(marks: readonly Mark[]): string {
  const outcomes = outcomesOf(marks).map(
    ({ state, count }) => `${count} ${RUN_STATES[state].label.toLowerCase()}`,
  );
  return `${countText(marks.length, 'run')}: ${outcomes.join(', ')}`;
}

import { Link } from 'wouter';
import type { RunState } from '../../gql/graphql.ts';
import { GROUND, type Bar } from './chart.ts';
import classes from './history-chart.module.css';

const HATCHED = 'chart-hatched';

/** What bars are filled with that are not of one colour. Once in a page. */
export function ChartPatterns() {
  return (
    <defs>
      <pattern
        id={HATCHED}
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
        className={classes.hatch}
      >
        <rect width="2.5" height="5" />
      </pattern>
    </defs>
  );
}

/** A shape below the bar for each way of going wrong, centred on the origin. */
const SIGNS: Partial<Record<RunState, string>> = {
  FAILED: 'M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5',
  TIMED_OUT: 'M0 -4L4 3H-4Z',
  LOST: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0',
};

function Sign({ state, x, y }: { state: RunState; x: string; y: number }) {
  const sign = SIGNS[state];
  return sign ? (
    <svg x={x} y={y} overflow="visible">
      <path d={sign} className={classes.sign} />
    </svg>
  ) : null;
}

interface Props {
  bar: Bar;
  /** Room below the ground. */
  below: number;
  label: string;
  tabIndex: number;
  onPoint: () => void;
  onFocus: () => void;
}

/** One run: its colour, its filling and the sign below it tell how it ended. All the height above it can be pressed. */
export function ChartBar({
  bar: { mark, x, width, y, height },
  below,
  label,
  tabIndex,
  onPoint,
  onFocus,
}: Props) {
  return (
    <Link
      href={`/runs/${mark.id}`}
      className={classes.bar}
      aria-label={label}
      tabIndex={tabIndex}
      data-run={mark.id}
      data-state={mark.state}
      onPointerEnter={onPoint}
      onFocus={onFocus}
    >
      <rect className={classes.place} x={`${x}%`} width={`${width}%`} height={GROUND + below} />
      <rect
        className={classes.length}
        x={`${x + width * 0.15}%`}
        width={`${width * 0.7}%`}
        y={y}
        height={height}
        rx="1.5"
      />
      <Sign state={mark.state} x={`${x + width / 2}%`} y={GROUND + below / 2 + 1} />
    </Link>
  );
}

/** The same in small, for the legend. */
export function Swatch({ state }: { state: RunState }) {
  const height = state === 'SKIPPED' ? 3 : 11;
  const below = SIGNS[state] ? 11 : 0;
  return (
    <svg className={classes.swatch} data-state={state} width="12" height={height + below + 2} aria-hidden>
      <rect className={classes.length} x="2" y="1" width="8" height={height} rx="1.5" />
      <Sign state={state} x="6" y={18} />
    </svg>
  );
}

import { VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useId, useState, type KeyboardEvent } from 'react';
import { numberText } from '../../components/count-text.ts';
import { useFacility, useNow } from '../../components/facility.ts';
import { Panel } from '../../components/panel.tsx';
import { RUN_STATES, triggerText } from '../../components/run-states.ts';
import { elapsedText } from '../../components/time/durations.ts';
import { whenText } from '../../components/time/instants.ts';
import { chartText, drawChart, FEWEST, GROUND, lengthOf, outcomesOf, type Mark } from './chart.ts';
import { ChartBar, ChartPatterns, Swatch } from './chart-bar.tsx';
import classes from './history-chart.module.css';
import type { TaskDetail } from './task-cards.tsx';

/** Room for marks below the line that the bars stand on. */
const BELOW = 14;
const NARROW = '(max-width: 560px)';
const MOST_WHEN_NARROW = 25;

/** Where an arrow key leads to from a bar; null for other keys. */
function leadsTo(key: string, at: number, count: number): number | null {
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  if (key === 'ArrowRight') return Math.min(count - 1, at + 1);
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}

function Chart({ marks }: { marks: readonly Mark[] }) {
  const { timeZone } = useFacility();
  const now = useNow(marks.some(({ state }) => state === 'RUNNING') ? 1_000 : 60_000);
  const help = useId();
  /** The bar that the keyboard is at, and the one that the pointer is at. */
  const [current, setCurrent] = useState<string>();
  const [pointed, setPointed] = useState<string>();
  const { lines, bars } = drawChart(marks, now);
  const here = marks.some(({ id }) => id === current) ? current : marks.at(-1)?.id;
  const when = (mark: Mark | undefined) => mark && whenText(Date.parse(mark.startedAt), now, timeZone);
  const tell = (mark: Mark) =>
    [
      RUN_STATES[mark.state].label,
      when(mark),
      elapsedText(lengthOf(mark, now)),
      triggerText({ ...mark, requestedBy: null }),
    ].join(' · ');
  const told = marks.find(({ id }) => id === pointed);
  const move = (event: KeyboardEvent<SVGSVGElement>) => {
    const to = leadsTo(
      event.key,
      marks.findIndex(({ id }) => id === here),
      marks.length,
    );
    const id = to !== null && !event.altKey && !event.metaKey && !event.ctrlKey && marks[to]?.id;
    if (!id) return;
    event.preventDefault();
    event.currentTarget.querySelector<SVGAElement>(`[data-run='${id}']`)?.focus();
  };
  return (
    <>
      <p className={classes.told} aria-hidden>
        {told ? tell(told) : 'Each bar is a run: choose one to open it.'}
      </p>
      <div className={classes.chart}>
        <div className={classes.axis} aria-hidden>
          {lines.map(({ y, text }) => (
            <span key={text} style={{ top: y }}>
              {text}
            </span>
          ))}
          <span style={{ top: GROUND }}>0</span>
        </div>
        <svg
          role="group"
          aria-label={`History of ${chartText(marks)}`}
          aria-describedby={help}
          className={classes.plot}
          height={GROUND + BELOW}
          onKeyDown={move}
          onPointerLeave={() => setPointed(undefined)}
        >
          <ChartPatterns />
          {lines.map(({ y, text }) => (
            <line key={text} x1="0" x2="100%" y1={y} y2={y} />
          ))}
          {bars.map((bar) => (
            <ChartBar
              key={bar.mark.id}
              bar={bar}
              below={BELOW}
              label={tell(bar.mark)}
              tabIndex={bar.mark.id === here ? 0 : -1}
              onPoint={() => setPointed(bar.mark.id)}
              onFocus={() => {
                setCurrent(bar.mark.id);
                setPointed(bar.mark.id);
              }}
            />
          ))}
          <line x1="0" x2="100%" y1={GROUND} y2={GROUND} className={classes.ground} />
        </svg>
        <p className={classes.ends} aria-hidden>
          <span>{marks.length >= FEWEST && when(marks[0])}</span>
          <span>{when(marks.at(-1))}</span>
        </p>
      </div>
      <VisuallyHidden id={help}>
        Arrow keys go from run to run, Enter opens one. The run history below lists the same runs.
      </VisuallyHidden>
      <ul className={classes.legend} aria-label="What the bars mean">
        {outcomesOf(marks).map(({ state, count }) => (
          <li key={state}>
            <Swatch state={state} /> {numberText(count)} {RUN_STATES[state].label.toLowerCase()}
          </li>
        ))}
      </ul>
    </>
  );
}

/** How long the last kept runs took and how they ended; each bar opens its run. */
export function HistoryChart({ task: { recentRuns } }: { task: TaskDetail }) {
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const marks = narrow ? recentRuns.slice(-MOST_WHEN_NARROW) : recentRuns;
  // One bar compares with nothing.
  if (marks.length < 2) return null;
  return (
    <Panel title={`Duration of the last ${marks.length} runs`}>
      <Chart marks={marks} />
    </Panel>
  );
}

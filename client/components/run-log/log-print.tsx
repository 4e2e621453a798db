import { countText, numberText } from '../count-text.ts';
import { usePrinting } from '../use-printing.ts';
import { Row } from './log-line.tsx';
import type { LogSource } from './log-source.ts';
import classes from './run-log.module.css';

/** Lines on paper at most: some twenty pages. */
const MOST = 1_000;

/** Reads the lines that are printed, then prints the page. */
export async function printLog(source: LogSource): Promise<void> {
  // What cannot be read now is not on the paper, which says which lines are.
  await source.readTail(MOST).catch(() => undefined);
  print();
}

const nothing = () => undefined;

/** The last lines of a log as they stand on paper, where nobody scrolls. There only while the page is printed. */
export function LogPrint({ source, timeText }: { source: LogSource; timeText: (at: string) => string }) {
  const printing = usePrinting();
  const { count } = source.rows;
  if (!printing || count === 0) return null;
  const lines = source.rows.tail(MOST);
  return (
    <div className={classes.paper} data-wrap>
      <p className={classes.bound}>
        {lines.length === count
          ? countText(count, 'line')
          : `The last ${countText(lines.length, 'line')} of ${numberText(count)}. The download has all.`}
      </p>
      {lines.map((line, index) => (
        <Row
          key={line.seq}
          ref={nothing}
          index={index}
          line={line}
          runHref=""
          timeText={timeText}
          search=""
          mark={undefined}
          open={false}
          onToggle={nothing}
        />
      ))}
    </div>
  );
}

import { memo, type Ref } from 'react';
import { fieldLinks } from '../records/record-links.ts';
import type { LogLine } from './log-rows.ts';
import { LogText } from './log-text.tsx';
import classes from './run-log.module.css';

interface FieldsProps {
  fields: Record<string, unknown>;
  open: boolean;
  onToggle: (open: boolean) => void;
}

/** The records that a line is about, as links, and whatever else it says. Plain links: a log may have thousands. */
function Fields({ fields, open, onToggle }: FieldsProps) {
  const { links, rest } = fieldLinks(fields);
  return (
    <>
      {links.length > 0 && (
        <span className={classes.links}>
          {links.map(({ kind, href }) => (
            <a key={href} href={href} data-record>
              {kind}
            </a>
          ))}
        </span>
      )}
      {Object.keys(rest).length > 0 && (
        <details
          className={classes.fields}
          open={open}
          onToggle={(event) => onToggle(event.currentTarget.open)}
        >
          <summary>{JSON.stringify(rest)}</summary>
          <pre>{JSON.stringify(rest, null, 2)}</pre>
        </details>
      )}
    </>
  );
}

interface RowProps {
  ref: Ref<HTMLDivElement>;
  index: number;
  /** Undefined while it is being read. */
  line: LogLine | undefined;
  /** Where the run lives; a line's address is this plus #L42. */
  runHref: string;
  timeText: (at: string) => string;
  /** What is searched for; empty for nothing. */
  search: string;
  /** The line that the address names, or the hit at which the search stands. */
  mark: 'target' | 'hit' | undefined;
  open: boolean;
  onToggle: (seq: number, open: boolean) => void;
}

/** One line. */
export const Row = memo(function Row(props: RowProps) {
  const { ref, index, line, runHref, timeText, search, mark, open, onToggle } = props;
  if (!line) {
    return (
      <div ref={ref} data-index={index} className={classes.line} data-coming>
        <span className={classes.coming}>…</span>
      </div>
    );
  }
  const { seq, at, level, message, fields } = line;
  return (
    <div
      ref={ref}
      data-index={index}
      id={`L${seq}`}
      className={classes.line}
      data-level={level}
      data-mark={mark}
    >
      <a href={`${runHref}#L${seq}`} className={classes.seq} data-seq={seq} aria-label={`Line ${seq}`}>
        {seq}
      </a>
      <time dateTime={at} className={classes.time}>
        {timeText(at)}
      </time>
      <span className={classes.level}>{level}</span>
      <div className={classes.message}>
        <span>
          <LogText message={message} search={search} />
        </span>
        {fields && <Fields fields={fields} open={open} onToggle={(next) => onToggle(seq, next)} />}
      </div>
    </div>
  );
});

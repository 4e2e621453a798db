import { memo } from 'react';
import { fieldLinks } from '../records/record-links.ts';
import { preciseTime } from '../time/instants.ts';
import { CHUNK_SIZE, type LogChunk, type LogLine } from './log-chunks.ts';
import classes from './run-log.module.css';

// eslint-disable-next-line no-control-regex -- the escape character is what starts a terminal colour code
const TERMINAL_CODES = /\u001B\[[0-9;]*[A-Za-z]/g;

/** The records that a line is about, as links, and whatever else it says. Plain links: a log may have thousands. */
function Fields({ fields }: { fields: Record<string, unknown> }) {
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
        <details className={classes.fields}>
          <summary>{JSON.stringify(rest)}</summary>
          <pre>{JSON.stringify(rest, null, 2)}</pre>
        </details>
      )}
    </>
  );
}

interface RowProps {
  line: LogLine;
  href: string;
  zone: string;
  target: boolean;
}

function Row({ line, href, zone, target }: RowProps) {
  return (
    <div
      id={`L${line.seq}`}
      className={classes.line}
      data-level={line.level}
      data-target={target || undefined}
    >
      <a href={href} className={classes.seq} data-seq={line.seq} aria-label={`Line ${line.seq}`}>
        {line.seq}
      </a>
      <time dateTime={line.at} className={classes.time}>
        {preciseTime(Date.parse(line.at), zone)}
      </time>
      <span className={classes.level}>{line.level}</span>
      <div className={classes.message}>
        <span>{line.message.replace(TERMINAL_CODES, '')}</span>
        {line.fields && <Fields fields={line.fields} />}
      </div>
    </div>
  );
}

interface Props {
  chunk: LogChunk;
  /** Where the run lives; a line's address is this plus #L42. */
  runHref: string;
  zone: string;
  /** The line named in the address, when it is in this chunk. */
  target: number | undefined;
}

/** A stretch of lines that the browser need not draw while it is out of sight. */
export const Chunk = memo(function Chunk({ chunk, runHref, zone, target }: Props) {
  return (
    <div className={chunk.lines.length === CHUNK_SIZE ? classes.fullChunk : undefined}>
      {chunk.lines.map((line) => (
        <Row
          key={line.seq}
          line={line}
          href={`${runHref}#L${line.seq}`}
          zone={zone}
          target={line.seq === target}
        />
      ))}
    </div>
  );
});

import Anser from 'anser';
import { Fragment } from 'react';
import { foundIn } from './found-in.ts';
import classes from './run-log.module.css';

const ESCAPE = '\u001B';

/** Text with the hits of a search marked. */
function Marked({ text, search }: { text: string; search: string }) {
  return foundIn(text, search).map(({ part, isHit }, at) =>
    // oxlint-disable-next-line react/no-array-index-key -- parts of one text have no other identity
    isHit ? <mark key={at}>{part}</mark> : <Fragment key={at}>{part}</Fragment>,
  );
}

/**
 * A message as it was meant for a terminal: its sixteen colours and its bold, dim, italic and underlined text. Others
 * could be anything and so unreadable in one of our two schemes; they are left out, as are all other codes.
 */
export function LogText({ message, search }: { message: string; search: string }) {
  if (!message.includes(ESCAPE)) return <Marked text={message} search={search} />;
  return Anser.ansiToJson(message, { json: true, remove_empty: true, use_classes: true }).map(
    ({ content, fg, bg, decorations }, at) => (
      <span
        // oxlint-disable-next-line react/no-array-index-key -- parts of one text have no other identity
        key={at}
        className={classes.ansi}
        data-fg={fg || undefined}
        data-bg={bg || undefined}
        data-style={decorations.join(' ') || undefined}
      >
        <Marked text={content} search={search} />
      </span>
    ),
  );
}

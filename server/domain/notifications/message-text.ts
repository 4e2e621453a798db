// How values become text in messages.

/** Columns of a text body, so that no mail client has to break lines. */
const width = 76;

// oxlint-disable-next-line no-control-regex -- those are what is taken out
const controls = /[\0-\x08\v\f\x0e-\x1f\x7f]/g;

/** Text without what no message needs and some readers trip over: NUL and its kind, halves of characters. */
export const plain = (value: unknown): string =>
  String(value).toWellFormed().replace(/\r\n?/g, '\n').replace(controls, '');

/** One line: a title with line breaks starts neither a header nor a paragraph. */
export const oneLine = (value: unknown): string =>
  plain(value)
    .replace(/\s{2,}|[^\S ]/g, ' ')
    .trim();

/** Several lines, as they were entered. */
export const block = (value: unknown): string => plain(value).trim();

/** A title that fits into a subject. */
export function short(value: unknown): string {
  const characters = [...oneLine(value)];
  return characters.length <= 80 ? characters.join('') : `${characters.slice(0, 79).join('').trimEnd()}…`;
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** A civil date, itself or in ISO 8601, as "14 May 2027". */
export function day(value: unknown): string {
  const date = Temporal.PlainDate.from(String(value));
  return `${date.day} ${months[date.month - 1]} ${date.year}`;
}

/** An instant, itself or in ISO 8601, as "14 May 2027 at 18:00 (America/Regina)". */
export function moment(value: unknown, timeZone: string): string {
  const local = Temporal.Instant.from(String(value)).toZonedDateTimeISO(timeZone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${day(local.toPlainDate())} at ${time} (${timeZone})`;
}

/** Breaks lines between words; what follows a break is indented like its line, and like the text of a list item. */
export function wrap(text: string): string {
  return text.split('\n').map(wrapLine).join('\n');
}

function wrapLine(line: string): string {
  const [indent = ''] = /^ *(- )?/.exec(line) ?? [];
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(' ')) {
    const isFirst = current.trimEnd().length <= indent.trimEnd().length && lines.length === 0;
    if (!isFirst && current.length + 1 + word.length > width) {
      lines.push(current);
      current = ' '.repeat(indent.length) + word;
    } else {
      current += current.length === indent.length ? word : ` ${word}`;
    }
  }
  return [...lines, current.trimEnd()].join('\n');
}

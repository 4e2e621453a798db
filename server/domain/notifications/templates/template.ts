/**
 * How one kind of message reads, in Liquid. In `text` whatever is filled in is one line, unless it is told to be
 * `block | raw`; in `html` it is escaped. Both go below a greeting.
 */
export interface Template {
  /** What a message must bring; null is nothing. */
  needs: readonly string[];
  subject: string;
  text: string;
  html: string;
}

/** Mail clients know no style sheets. */
export const styles = {
  list: 'margin:0 0 16px;padding:0 0 0 20px;',
  item: 'margin:0 0 8px;',
  quiet: 'color:#59636e;',
  quote: 'margin:0 0 16px;padding:0 0 0 12px;border-left:3px solid #d1d9e0;',
};

import { Liquid, LiquidError, type Template as Parsed } from 'liquidjs';
import { BadRecord } from '../each-record.ts';
import { block, day, moment, oneLine, plain, short, wrap } from './message-text.ts';
import { templates } from './templates/index.ts';
import { layout } from './templates/layout.ts';

/** A message as it will be read. */
export interface RenderedMessage {
  subject: string;
  body: string;
  html: string;
}

const textEngine = engine((value) => oneLine(present(value)));
const htmlEngine = engine((value) => escapeHtml(plain(present(value))));

const parsedLayout = htmlEngine.parse(layout);
const parsed = new Map(
  [...templates].map(([name, { needs, subject, text, html }]) => [
    name,
    { needs, subject: textEngine.parse(subject), text: textEngine.parse(text), html: htmlEngine.parse(html) },
  ]),
);

/**
 * Writes a message from its template. `firstName` is null when only an address is known; times are told in
 * `timeZone`. Throws `BadRecord` when there is no such template or something that it needs is missing.
 */
export function renderMessage(
  name: string,
  data: Record<string, unknown>,
  { firstName, timeZone }: { firstName: string | null; timeZone: string },
): RenderedMessage {
  const template = parsed.get(name);
  if (!template) {
    throw new BadRecord(`There is no message ${JSON.stringify(name)}: use ${[...parsed.keys()].join(', ')}`);
  }
  const missing = template.needs.filter((key) => data[key] === undefined || data[key] === null);
  if (missing.length > 0) throw new BadRecord(`The message ${name} lacks ${missing.join(', ')}`);

  const scope = { ...data, timeZone };
  const fill = (engine: Liquid, text: Parsed[], values: object): string => {
    try {
      return String(engine.renderSync(text, values));
    } catch (cause) {
      if (!LiquidError.is(cause)) throw cause;
      throw new BadRecord(`The message ${name} could not be written: ${cause.message}`, { cause });
    }
  };
  const greeting = firstName === null || oneLine(firstName) === '' ? 'Hello,' : `Dear ${oneLine(firstName)},`;
  const subject = oneLine(fill(textEngine, template.subject, scope));
  const content = fill(htmlEngine, template.html, scope);
  return {
    subject,
    body: `${wrap(`${greeting}\n\n${fill(textEngine, template.text, scope).trim()}`)}\n`,
    html: fill(htmlEngine, parsedLayout, { subject, greeting, content }),
  };
}

/** Liquid that refuses what is missing and passes all that is filled in through `outputEscape`. */
function engine(outputEscape: (value: unknown) => string): Liquid {
  const liquid = new Liquid({ strictFilters: true, strictVariables: true, lenientIf: true, outputEscape });
  for (const [name, filter] of Object.entries({ block, day, moment, short }))
    liquid.registerFilter(name, filter);
  return liquid;
}

function present(value: unknown): unknown {
  if (value === undefined || value === null) throw new Error('a value is missing');
  return value;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

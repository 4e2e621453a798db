/**
 * What one operation may be made of. The console's and the command line's own operations stay below half of each,
 * which a test checks; whoever needs more asks twice.
 */
export const limits = {
  /** Words and signs, counted before anything else is looked at: 1,000 are some two screens. */
  tokens: 1_000,
  /** Fields within fields. What the tools of integrators ask to read the schema is 15 deep. */
  depth: 15,
  /** Fields in all, those of a fragment each time it is used: small documents can stand for millions of fields. */
  fields: 500,
  /** Fields side by side, fragments included; GraphQL compares each with each. */
  breadth: 60,
  /** Queries or mutations in one operation; each starts statements of its own. */
  rootFields: 10,
  /** Fields by another name: the way to ask for the same costly thing many times. */
  aliases: 30,
  directives: 20,
  /** Values in the variables, within lists and objects: whoever sends more has something wrong in most of them. */
  values: 1_000,
  /** Values in the answer, as far as can be told before: see `cost.ts`. 5,000 log lines with all they have fit in. */
  cost: 50_000,
} as const;

/** Mistakes that are told at once; the rest of the document is not looked at then. */
export const mistakesTold = 5;

/**
 * Logs that are looked through at once: less than half of the connections to the database, which all else needs, too.
 * Whoever has more of them waits, so that a page may ask for what it shows.
 */
export const searches = {
  /** Of one person or token. */
  perKey: 2,
  inAll: 4,
  /** How long one waits for its turn, in ms: twice as long is all that a caller ever waits. */
  waits: 10_000,
} as const;
